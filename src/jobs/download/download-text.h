/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options of a download, and how its outcomes read as text. */
#pragma once

#include "base/option-group.h"
#include "job/job-info.h"
#include "jobs/download/output-names.h"
#include "jobs/download/request-options.h"
#include "jobs/download/transfer-choice.h"
#include "jobs/resolver-choice.h"

G_BEGIN_DECLS

#define SWIM_DOWNLOAD_FOLDER "downloads"

/* What the options are parsed into, and what follows from them. */
typedef struct
{
  SwimResolverChoice resolver; /* first */
  SwimNamingOptions naming;
  SwimTransferChoice transfer;
  char *dest;
  char *base_url;
  char *server;
  char *client;
  gboolean all;
  gboolean every;
  int limit;
  gint64 max_size;
  int max_redirects;
  int per_host; /* -1: not given */
  double rate;
  gboolean resume;
  gboolean no_local;
  gboolean require_verified;
  char *cacert;
  SwimRequestOptions request;
  gint64 limit_rate;       /* bytes per second */
  GProxyResolver *proxies; /* nullable, like the next */
  GTlsDatabase *trusted;   /* of cacert */

  /* What is printed. */
  char *first; /* of the codes, and the last one: for the report at the begin */
  char *last;
  gboolean within_line; /* codes were printed and the line is not ended */
  guint column;         /* where it ends */
  guint64 n_there;      /* files that --resume found complete */
} SwimDownloadParams;

/* Where flags come from, and which. */
/* clang-format off */
#define SWIM_FLAG_OPTIONS(params) \
  SWIM_OPTION_GROUP ("Flags of countries"), \
  { "all", 'a', 0, G_OPTION_ARG_NONE, &(params)->all, "the flags of all 194 countries", NULL }, \
  { "every", 'e', 0, G_OPTION_ARG_NONE, &(params)->every, \
    "every code from AA to ZZ, including those of no country", NULL }, \
  { "base-url", 0, 0, G_OPTION_ARG_STRING, &(params)->base_url, \
    "base URL of the flags: URL/cn/cn.gif", "URL" }, \
  { "server", 's', 0, G_OPTION_ARG_STRING, &(params)->server, \
    "lab with this scenario, or the base URL of the flags", "LOCAL|DELAY|ERROR|URL" }
/* clang-format on */

/* begin, line, failure, end and notes of the job's info. */
void swim_download_text_begin (gpointer params,
                               const SwimJobSetup *setup,
                               gint64 count,
                               GString *text);
void swim_download_text_line (gpointer params,
                              const SwimJobSetup *setup,
                              const SwimOutcome *outcome,
                              GString *text);
void swim_download_text_failure (gpointer params,
                                 const SwimJobSetup *setup,
                                 const SwimOutcome *outcome,
                                 GString *text,
                                 GString *aside);
void swim_download_text_end (gpointer params,
                             const SwimJobSetup *setup,
                             const SwimTally *tally,
                             GString *text);
const char *swim_download_text_hint (gpointer params, const SwimOutcome *outcome);
void swim_download_text_notes (gpointer params, const SwimTally *tally, GString *text);

G_END_DECLS
