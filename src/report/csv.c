/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/csv.h"

#include <math.h>
#include <string.h>

#include "base/json-print.h"

/* Characters that begin a formula in a spreadsheet; a formula could run a program. */
#define FORMULA "=+-@\t\r"

/* A text; NULL is empty. One that would be a formula gets an apostrophe in front, with which a
 * spreadsheet reads it as text. */
void
swim_csv_text (const char *text, gboolean first, FILE *file)
{
  const char *value = text != NULL ? text : "";
  gboolean formula = *value != '\0' && strchr (FORMULA, *value) != NULL;

  if (!first)
    putc (',', file);
  if (!formula && strpbrk (value, ",\"\r\n") == NULL)
    {
      fputs (value, file);
      return;
    }
  putc ('"', file);
  if (formula)
    putc ('\'', file);
  for (; *value != '\0'; value++)
    {
      if (*value == '"')
        putc ('"', file);
      putc (*value, file);
    }
  putc ('"', file);
}

/* A number with a point, whatever the locale; empty if it is not finite. */
void
swim_csv_number (double number, FILE *file)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  putc (',', file);
  if (isfinite (number))
    fputs (g_ascii_formatd (text, sizeof text, "%.9g", number), file);
}

void
swim_csv_integer (gint64 number, FILE *file)
{
  fprintf (file, ",%" G_GINT64_FORMAT, number);
}

/* A time in µs, written in seconds. */
void
swim_csv_us (gint64 us, FILE *file)
{
  putc (',', file);
  swim_print_us (us, file);
}

void
swim_csv_end (FILE *file)
{
  fputs ("\r\n", file);
}
