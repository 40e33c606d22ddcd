/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The download job, as its files see it. */
#pragma once

#include "jobs/download/checksum-list.h"
#include "jobs/download/fetch-once.h"
#include "jobs/download/swim-download.h"
#include "net/file/file-writer.h"
#include "net/http/http.h"

G_BEGIN_DECLS

struct _SwimDownload
{
  GObject parent;

  char *path;
  SwimHttpPolicy policy;
  SwimHttpFieldsConfig fields;
  guint per_host;
  double rate;
  guint64 limit_rate;
  gboolean resume;
  gboolean content_disposition;
  gboolean metadata;
  gboolean keep_parts; /* also without resume */
  gboolean once;
  SwimChecksumList *checksums; /* nullable; shared by all copies, like the next */
  SwimHttpLimits *limits;
  SwimFetchOnce *fetches;
  SwimHttpMeter *meter;

  /* While open. */
  SwimFolder *folder;
  SwimHttp *http;
  SwimFileWriter *writer;
  const char *offloaded[4];
  gboolean tls; /* https was asked for on the loop */
};

void swim_download_install_properties (GObjectClass *klass);
/* Counts into that one, which is reference-counted (g_atomic_rc_box_acquire()). */
void swim_download_use_meter (SwimDownload *self, SwimHttpMeter *meter);
/* download-request.c: what requests carry; NULL with SWIM_ERROR_USAGE. */
SwimHttpFields *swim_download_new_fields (SwimDownload *self, GError **error);
/* Takes the list over. */
void swim_download_take_checksums (SwimDownload *self, SwimChecksumList *checksums);
const char *const *swim_download_get_offloaded (SwimJob *job);

/* transfer.c: the two forms of the job. */
SwimOutcome *swim_download_run (SwimJob *job,
                                const SwimItem *item,
                                GCancellable *cancellable,
                                GError **error);
void swim_download_start (SwimJob *job,
                          const SwimItem *item,
                          GCancellable *cancellable,
                          SwimCompletion *completion);

G_END_DECLS
