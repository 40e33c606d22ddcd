/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/closing-line.h"

#include "base/printable.h"
#include "base/quantity.h"

#define GREEN "32"
#define YELLOW "33"
#define RED "31"

static const char *
get_color (SwimStatus status)
{
  if (status == SWIM_STATUS_OK)
    return GREEN;
  return status == SWIM_STATUS_NOT_FOUND || status == SWIM_STATUS_CANCELLED ? YELLOW : RED;
}

/* Appends the words, which are about an outcome of that class, in its colour. */
void
swim_status_append_words (SwimStatus status, const char *words, gboolean color, GString *text)
{
  if (color)
    g_string_append_printf (text, "\033[%sm%s\033[0m", get_color (status), words);
  else
    g_string_append (text, words);
}

static void
append_count (const SwimClosingLine *line,
              SwimStatus status,
              guint64 n,
              const char *words,
              gboolean *any,
              GString *text)
{
  g_autofree char *count = NULL;

  if (n == 0)
    return;
  count = g_strdup_printf ("%" G_GUINT64_FORMAT " %s", n, words);
  g_string_append (text, *any ? ", " : ": ");
  swim_status_append_words (status, count, line->color, text);
  *any = TRUE;
}

static void
append_classes (const SwimClosingLine *line, const SwimTally *tally, GString *text)
{
  guint64 n_ok = tally->by_status[SWIM_STATUS_OK];
  gboolean any = FALSE;

  for (guint i = 0; i < SWIM_CLOSING_OTHERS; i++)
    n_ok -= line->others[i].n;
  append_count (line, SWIM_STATUS_OK, n_ok, line->ok, &any, text);
  for (guint i = 0; i < SWIM_CLOSING_OTHERS; i++)
    append_count (line, SWIM_STATUS_OK, line->others[i].n, line->others[i].words, &any, text);
  for (guint i = 0; i < SWIM_N_STATUSES; i++)
    if (i != SWIM_STATUS_OK)
      append_count (line, (SwimStatus) i, tally->by_status[i],
                    swim_status_in_words ((SwimStatus) i), &any, text);
}

/* Of slow runs, one after another with a limit of rate, with a decimal. */
static void
append_rate (GString *text, double rate)
{
  g_string_append_printf (text, " (%.*f/s)", rate < 10 ? 1 : 0, rate);
}

/* Appends how much was moved and how long it took. A run without a clock, as of a job that is
 * tried alone, has no rate. */
static void
append_amount (const SwimClosingLine *line, const SwimTally *tally, GString *text)
{
  double seconds = (double) tally->wall / 1e6;
  g_autofree char *bytes = swim_format_bytes ((double) tally->bytes);
  g_autofree char *speed = swim_format_bytes (seconds > 0 ? (double) tally->bytes / seconds : 0);

  if (tally->bytes > 0)
    g_string_append_printf (text, "; %s", bytes);
  if (seconds > 0)
    {
      g_string_append_printf (text, "%s in %.2f s", tally->bytes > 0 ? "" : ";", seconds);
      if (tally->bytes > 0)
        g_string_append_printf (text, " (%s/s)", speed);
      else if (tally->total > 0)
        append_rate (text, (double) tally->total / seconds);
    }
  if (tally->bytes == 0 || line->folder == NULL)
    return;
  g_string_append (text, " to ");
  swim_append_printable (text, line->folder);
  if (!g_str_has_suffix (line->folder, "/"))
    g_string_append_c (text, '/');
}

/* Appends what was done: how many items, how many of each class, bytes, time, rate and folder. */
void
swim_closing_line_append (const SwimClosingLine *line, const SwimTally *tally, GString *text)
{
  g_string_append_printf (text, "%" G_GUINT64_FORMAT " %s", tally->total,
                          tally->total == 1 ? line->info->noun : line->info->nouns);
  append_classes (line, tally, text);
  append_amount (line, tally, text);
  g_string_append_c (text, '\n');
}
