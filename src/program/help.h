/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of --help: usage, options by their groups, examples. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @entries holds GOptionEntry with the headings of base/option-group.h between them; those before
 * the first heading are shown last. @arguments, @summary and @examples may be NULL. */
typedef struct
{
  const char *arguments;
  const char *summary;
  const char *examples;
  const GArray *entries;
} SwimHelp;

/* The help (transfer full), with a line for each option however long that is. @column is set to
 * where the descriptions begin. */
char *swim_help_to_text (const SwimHelp *help, guint *column);

G_END_DECLS
