/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The items of a download: from arguments, which are URLs or codes of countries, and from a list of
 * such, one a line. */
#pragma once

#include "job/swim-items.h"
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

/* Items of a list, in which a line may have the name of its file after the URL or the code. */
SwimItems *swim_download_items_new_from_list (const char *path, GError **error);

/* The names, then the list, which may be NULL (taken over), but no more than limit, unless that is
 * 0. Copies names and countries; takes over naming, which may be NULL. */
SwimItems *swim_download_items_new (char **names,
                                    SwimItems *list,
                                    guint64 limit,
                                    const SwimCountries *countries,
                                    SwimNameTemplate *naming);

G_END_DECLS
