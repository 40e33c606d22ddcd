/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The items of a download: from arguments, which are URLs or codes of countries, and from a list of
 * such, one a line. */
#pragma once

#include "job/job-info.h"
#include "jobs/download/output-names.h"

G_BEGIN_DECLS

/* Which codes are countries, and where their flags are.
 * every: any two letters are
 * base: (nullable): what `/cn/cn.gif` is appended to; NULL: there are no flags */
typedef struct
{
  gboolean every;
  char *base;
} SwimCountries;

/* The URLs of the arguments in their order, then the codes, sorted, each once. Without arguments
 * and list: the codes of the 20 most populous countries. */
char **swim_download_names_from_args (const char *const *args,
                                      gboolean all,
                                      gboolean every,
                                      gboolean listed,
                                      GError **error);

/* SwimShardCanonical: a URL without user and fragment, or its host; of a country by host that of
 * the flags, which context is the base of. */
char *swim_download_dup_canonical (const char *name, SwimShardBy by, const char *context);

/* The names, then those of the input if there is one, in which a line may have the name of
 * its file after the URL or the code: those of the share, but no more than limit, unless that is 0.
 * Copies names and countries; takes over naming, which may be NULL. */
SwimItems *swim_download_items_new (char **names,
                                    guint64 limit,
                                    const SwimCountries *countries,
                                    SwimNameTemplate *naming,
                                    const SwimJobSetup *setup,
                                    GError **error);

G_END_DECLS
