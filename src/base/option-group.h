/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Headings between GOption entries, under which --help shows those that follow. To GOption they are
 * hidden options of names that nobody would give. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* clang-format off */
#define SWIM_OPTION_GROUP(title) \
  { "[" title "]", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, title, NULL }
/* clang-format on */

/* Titles that tables of several files share. */
#define SWIM_OPTIONS_ITEMS "Items"
#define SWIM_OPTIONS_CONCURRENCY "Concurrency"
#define SWIM_OPTIONS_LIMITS "Limits"
#define SWIM_OPTIONS_LAB "Lab"
#define SWIM_OPTIONS_VERDICTS "Comparison and verdicts"
#define SWIM_OPTIONS_OUTPUT "Output"
#define SWIM_OPTIONS_EXPORTS "Results in files"

static inline gboolean
swim_option_is_group (const GOptionEntry *entry)
{
  return entry->long_name[0] == '[';
}

G_END_DECLS
