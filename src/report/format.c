/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/format.h"

#include <locale.h>
#include <string.h>

/* For the main function of a program: output is UTF-8 in any locale, so the width of a table must
 * be computed for it; and numbers have a point in any locale. */
void
swim_format_use_utf8 (void)
{
  setlocale (LC_ALL, "");
  if (!g_get_charset (NULL))
    setlocale (LC_CTYPE, "C.UTF-8");
  setlocale (LC_NUMERIC, "C");
}

/* Puts a no-break space between a number and its percent sign (transfer full). */
static char *
join_percent (const char *text)
{
  g_autoptr (GString) joined = g_string_new (text);

  g_string_replace (joined, " %", "\u00a0%", 0);
  return g_string_free (g_steal_pointer (&joined), FALSE);
}

/* The text with its lines broken at spaces, so that none is wider than @width characters if
 * possible. */
char *
swim_format_wrap (const char *text, guint width)
{
  g_autofree char *joined = join_percent (text);
  g_auto (GStrv) words = g_strsplit (joined, " ", -1);
  GString *wrapped = g_string_new (NULL);
  guint column = 0;

  for (char **word = words; *word != NULL; word++)
    {
      guint length = (guint) g_utf8_strlen (*word, -1);

      if (column > 0 && column + 1 + length > width)
        {
          g_string_append_c (wrapped, '\n');
          column = 0;
        }
      if (column > 0)
        g_string_append_c (wrapped, ' ');
      g_string_append (wrapped, *word);
      column += length + (column > 0);
    }
  return g_string_free (wrapped, FALSE);
}

/* The line, wrapped to @width characters; the lines after the first are indented by @indent. */
char *
swim_format_hang (const char *line, guint width, guint indent)
{
  glong length = g_utf8_strlen (line, -1);
  const char *rest = g_utf8_offset_to_pointer (line, MIN (length, (glong) indent));
  gsize spaces = strspn (rest, " "); /* which swim_format_wrap () would drop */
  guint taken = indent + (guint) spaces;
  g_autofree char *wrapped = swim_format_wrap (rest + spaces, width > taken ? width - taken : 1);
  g_auto (GStrv) lines = g_strsplit (wrapped, "\n", -1);
  g_autofree char *gap = g_strnfill (indent, ' ');
  g_autofree char *newline = g_strconcat ("\n", gap, NULL);
  g_autofree char *joined = g_strjoinv (newline, lines);

  return g_strdup_printf ("%.*s%s", (int) (rest + spaces - line), line, joined);
}
