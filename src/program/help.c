/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/help.h"

#include "base/option-group.h"

#define GAP 2
#define LAST_GROUP "Help"

static gboolean
is_shown (const GOptionEntry *entry)
{
  return (entry->flags & G_OPTION_FLAG_HIDDEN) == 0;
}

/* The option as it is given: -j, --jobs=N (transfer full). */
static char *
spell (const GOptionEntry *entry)
{
  GString *text = g_string_new ("  ");

  if (entry->short_name != '\0')
    g_string_append_printf (text, "-%c, ", entry->short_name);
  g_string_append_printf (text, "--%s", entry->long_name);
  if (entry->arg_description != NULL)
    g_string_append_printf (text,
                            (entry->flags & G_OPTION_FLAG_OPTIONAL_ARG) != 0 ? "[=%s]" : "=%s",
                            entry->arg_description);
  return g_string_free (text, FALSE);
}

static guint
find_column (const GArray *entries)
{
  glong widest = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const GOptionEntry *entry = &g_array_index (entries, GOptionEntry, i);
      g_autofree char *spelt = spell (entry);

      if (is_shown (entry))
        widest = MAX (widest, g_utf8_strlen (spelt, -1));
    }
  return (guint) widest + GAP;
}

static void
append_entry (GString *text, const GOptionEntry *entry, guint column)
{
  g_autofree char *spelt = spell (entry);
  int gap = (int) ((glong) column - g_utf8_strlen (spelt, -1));

  g_string_append_printf (text, "%s%*s%s\n", spelt, gap, "", entry->description);
}

/* All options under a heading, which may stand more than once; the empty one is that of those
 * before the first. */
static void
append_group (GString *text, const GArray *entries, const char *title, guint column)
{
  const char *group = "";
  gboolean begun = FALSE;

  for (guint i = 0; i < entries->len; i++)
    {
      const GOptionEntry *entry = &g_array_index (entries, GOptionEntry, i);

      if (swim_option_is_group (entry))
        group = entry->description;
      if (!is_shown (entry) || g_strcmp0 (group, title) != 0)
        continue;
      if (!begun)
        g_string_append_printf (text, "\n%s:\n", *title != '\0' ? title : LAST_GROUP);
      begun = TRUE;
      append_entry (text, entry, column);
    }
}

char *
swim_help_to_text (const SwimHelp *help, guint *column)
{
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);
  GString *text = g_string_new ("Usage:\n");

  *column = find_column (help->entries);
  g_string_append_printf (text, "  %s [OPTION…]", g_get_prgname ());
  if (help->arguments != NULL && *help->arguments != '\0')
    g_string_append_printf (text, " %s", help->arguments);
  g_string_append_c (text, '\n');
  if (help->summary != NULL)
    g_string_append_printf (text, "\n%s\n", help->summary);
  for (guint i = 0; i < help->entries->len; i++)
    {
      const GOptionEntry *entry = &g_array_index (help->entries, GOptionEntry, i);

      if (swim_option_is_group (entry) && g_hash_table_add (done, (gpointer) entry->description))
        append_group (text, help->entries, entry->description, *column);
    }
  append_group (text, help->entries, "", *column);
  if (help->examples != NULL)
    g_string_append_printf (text, "\nExamples:\n%s", help->examples);
  return g_string_free (text, FALSE);
}
