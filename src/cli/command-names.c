/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/command-names.h"

#include <string.h>

/* The command as a name (transfer full): what a report shows in a cell is one line of printable
 * characters, or swim_json_is_word () would not have it. */
char *
swim_command_names_make (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *name = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (name, g_unichar_isprint (c) ? c : ' ');
    }
  g_strstrip (name->str);
  if (*name->str == '\0')
    g_string_assign (name, "command");
  return g_string_free (name, FALSE);
}

/* Which of the texts that are equal to it the @i-th is, from 1. */
static guint
find_rank (char **texts, guint i)
{
  guint rank = 1;

  for (guint j = 0; j < i; j++)
    rank += strcmp (texts[j], texts[i]) == 0;
  return rank;
}

/* Where values are put into several equal commands, they would be one curve. */
void
swim_command_names_number_template (SwimExecCommand *command, char **texts, guint i)
{
  guint rank = find_rank (texts, i);
  g_autofree char *template = g_steal_pointer (&command->template);

  command->template =
      rank > 1 ? g_strdup_printf ("%s (%u)", template, rank) : g_steal_pointer (&template);
}

static gboolean
has_name (GPtrArray *commands, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (((const SwimExecCommand *) g_ptr_array_index (commands, i))->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* A report could not tell apart commands of one name: the second becomes “true (2)”. */
void
swim_command_names_number (GPtrArray *commands)
{
  for (guint i = 1; i < commands->len; i++)
    {
      SwimExecCommand *command = g_ptr_array_index (commands, i);
      g_autofree char *plain = g_strdup (command->name);

      for (guint number = 2; has_name (commands, i, command->name); number++)
        {
          g_free (command->name);
          command->name = g_strdup_printf ("%s (%u)", plain, number);
        }
    }
}
