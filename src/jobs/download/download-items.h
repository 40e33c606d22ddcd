/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a download's items are made from: arguments that are URLs or stand for countries, and the
 * same, one a line, in a list. */
#pragma once

#include "job/swim-items.h"

G_BEGIN_DECLS

/* Which codes count as countries, and where their flags are.
 * every: any two letters do
 * base: (nullable): what `/cn/cn.gif` is appended to; NULL where codes cannot be had */
typedef struct
{
  gboolean every;
  char *base;
} SwimCountries;

/* Codes for the arguments, sorted, each once, and before them the URLs, in their order. No argument
 * and no list: the codes of the 20 most populous countries. */
char **swim_download_names_from_args (const char *const *args,
                                      gboolean all,
                                      gboolean every,
                                      gboolean listed,
                                      GError **error);

/* The names, then what the list has if there is one (taken over), but no more than limit, if that
 * is not 0. Owns a copy of countries. */
SwimItems *swim_download_items_new (char **names,
                                    SwimItems *list,
                                    guint64 limit,
                                    const SwimCountries *countries);

G_END_DECLS
