/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The download job, as its two files see it. */
#pragma once

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
  SwimHttpLimits *limits; /* shared by all copies */

  /* While open. */
  SwimFolder *folder;
  SwimHttp *http;
  SwimFileWriter *writer;
  const char *offloaded[4];
  gboolean tls; /* https was asked for on the loop */
};

void swim_download_install_properties (GObjectClass *klass);

G_END_DECLS
