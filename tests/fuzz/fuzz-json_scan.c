/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The scan that passes over lists in JSON: what it takes for a value it takes for one alone, and
 * what it cuts leaves every line where it was. */
#include "config.h"

#include "base/json-scan.h"
#include "swim-fuzz.h"

#include <string.h>

static gsize
count_lines (const char *text)
{
  gsize lines = 0;

  for (; *text != '\0'; text++)
    lines += *text == '\n';
  return lines;
}

static void
check_skip (const char *text)
{
  g_autofree char *alone = NULL;
  const char *bad = NULL;
  const char *end = swim_json_skip (text, &bad);
  const char *alone_end;

  if (end == NULL)
    {
      g_assert (bad >= text && bad <= text + strlen (text));
      return;
    }
  g_assert (end > text && end <= text + strlen (text));
  g_assert (g_utf8_validate_len (text, (gsize) (end - text), NULL));
  alone = g_strndup (text, (gsize) (end - text));
  alone_end = swim_json_skip (alone, &bad);
  g_assert (alone_end == alone + strlen (alone));
}

void
swim_fuzz_json_scan (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  gsize length = strlen (text);
  gsize lines = count_lines (text);
  g_autofree char *once = NULL;
  const char *fault;
  guint line = 0;

  check_skip (text);
  length = swim_json_cut (text, length, "outcomes", &line, &fault);
  if (fault != NULL)
    {
      g_assert (line >= 1);
      return;
    }
  g_assert (length == strlen (text) && count_lines (text) == lines);
  once = g_strdup (text);
  swim_json_cut (text, length, "outcomes", &line, &fault);
  g_assert (fault == NULL && strcmp (once, text) == 0);
}
