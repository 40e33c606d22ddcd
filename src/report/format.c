/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/format.h"

#include <locale.h>
#include <math.h>

#define NOTHING "–"

/* For the main function of a program: what it prints is UTF-8 in any locale, and the width of a
 * table must be reckoned so. */
void
swim_format_use_utf8 (void)
{
  setlocale (LC_ALL, "");
  if (!g_get_charset (NULL))
    setlocale (LC_CTYPE, "C.UTF-8");
}

/* A number with three significant digits, or all of those before the point. */
static char *
three_digits (double number, const char *unit)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double size = fabs (number);
  const char *format = "%.0f";

  if (size < 0.9995)
    format = "%.2f";
  else if (size < 9.995)
    format = "%.2f";
  else if (size < 99.95)
    format = "%.1f";
  g_ascii_formatd (text, sizeof text, format, number);
  return g_strconcat (text, unit, NULL);
}

/* A duration: `81.2 ms`, `1.25 s`. */
char *
swim_format_seconds (double seconds)
{
  if (!isfinite (seconds))
    return g_strdup (NOTHING);
  if (seconds < 0.9995e-3)
    return three_digits (seconds * 1e6, " µs");
  if (seconds < 0.9995)
    return three_digits (seconds * 1e3, " ms");
  return three_digits (seconds, " s");
}

/* A size in binary units: `14.2 MiB`. */
char *
swim_format_bytes (double bytes)
{
  static const char *const units[] = { " B", " KiB", " MiB", " GiB", " TiB" };
  guint unit = 0;

  if (!isfinite (bytes) || bytes < 0)
    return g_strdup (NOTHING);
  for (; bytes >= 1000 && unit + 1 < G_N_ELEMENTS (units); unit++)
    bytes /= 1024;
  if (unit == 0)
    return g_strdup_printf ("%.0f%s", bytes, units[unit]);
  return three_digits (bytes, units[unit]);
}

/* A count or a rate. */
char *
swim_format_number (double number)
{
  if (!isfinite (number))
    return g_strdup (NOTHING);
  if (number == floor (number))
    return g_strdup_printf ("%.0f", number);
  return three_digits (number, "");
}

/* A fraction as per cent: `12.5 %`. */
char *
swim_format_percent (double fraction)
{
  if (!isfinite (fraction))
    return g_strdup (NOTHING);
  return three_digits (fraction * 100, " %");
}

/* How many times: `17.2`. */
char *
swim_format_ratio (double ratio)
{
  if (!isfinite (ratio))
    return g_strdup (NOTHING);
  return three_digits (ratio, "");
}

/* From the one to the other: `16.8–17.5`. */
char *
swim_format_range (double lower, double upper)
{
  g_autofree char *from = swim_format_ratio (lower);
  g_autofree char *to = swim_format_ratio (upper);

  return g_strconcat (from, NOTHING, to, NULL);
}

/* The text with its lines broken at spaces so that none is wider than @width characters, where that
 * can be. */
char *
swim_format_wrap (const char *text, guint width)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
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

/* The line with what does not fit into @width characters on lines below it, which begin further in
 * by @indent. */
char *
swim_format_hang (const char *line, guint width, guint indent)
{
  glong length = g_utf8_strlen (line, -1);
  const char *rest = g_utf8_offset_to_pointer (line, MIN (length, (glong) indent));
  g_autofree char *wrapped = swim_format_wrap (rest, width > indent ? width - indent : 1);
  g_auto (GStrv) lines = g_strsplit (wrapped, "\n", -1);
  g_autofree char *gap = g_strnfill (indent, ' ');
  g_autofree char *newline = g_strconcat ("\n", gap, NULL);
  g_autofree char *joined = g_strjoinv (newline, lines);

  return g_strdup_printf ("%.*s%s", (int) (rest - line), line, joined);
}
