/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/progress-bar.h"

#include "base/quantity.h"

#define BAR 24
#define STEP 8     /* of its length, so that it does not change with each digit beside it */
#define BRACKETS 3 /* and a space */
#define LONGEST_ETA (1000 * 3600.0) /* seconds; beyond that nobody knows */

static void
append_eta (GString *text, double seconds)
{
  guint whole = (guint) (MIN (seconds, LONGEST_ETA) + 0.5);

  if (seconds > LONGEST_ETA)
    return;
  if (whole >= 3600)
    g_string_append_printf (text, "  ETA %u:%02u:%02u", whole / 3600, whole / 60 % 60, whole % 60);
  else
    g_string_append_printf (text, "  ETA %u:%02u", whole / 60, whole % 60);
}

static void
append_bar (GString *text, guint length, double done, double total)
{
  guint filled = (guint) (MIN (done, total) / total * length);

  g_string_append_c (text, '[');
  for (guint i = 0; i < length; i++)
    g_string_append_c (text, i < filled ? '#' : '.');
  g_string_append (text, "] ");
}

static void
append_bytes (GString *text, const SwimProgress *progress)
{
  g_autofree char *bytes = swim_format_bytes ((double) progress->bytes);
  g_autofree char *all = swim_format_bytes ((double) progress->all_bytes);
  g_autofree char *speed = swim_format_bytes (progress->speed);

  g_string_append_printf (text, "  %s", bytes);
  if (progress->all_bytes >= 0)
    g_string_append_printf (text, " of %s", all);
  g_string_append_printf (text, "  %s/s", speed);
}

/* What stands between bar and label. */
static void
append_figures (GString *text, const SwimProgress *progress, gboolean by_bytes)
{
  double rate = progress->seconds > 0 ? (double) progress->items / progress->seconds : 0;

  g_string_append_printf (text, "%" G_GINT64_FORMAT, progress->items);
  if (progress->total > 0)
    g_string_append_printf (text, "/%" G_GINT64_FORMAT, progress->total);
  if (progress->bytes >= 0)
    append_bytes (text, progress);
  else
    g_string_append_printf (text, "  %.1f/s", rate);
  if (by_bytes && progress->speed > 0)
    append_eta (text, (double) MAX (progress->all_bytes - progress->bytes, 0) / progress->speed);
  else if (!by_bytes && progress->total > 0 && rate > 0)
    append_eta (text, (double) (progress->total - progress->items) / rate);
}

/* How long the bar can be beside so many columns of text; 0 where it had better not be. */
static guint
fit_bar (guint room, guint taken)
{
  guint left = room > taken + BRACKETS ? room - taken - BRACKETS : 0;

  return MIN (left, BAR) / STEP * STEP;
}

/* Appends the bar, no wider than @width, without a newline. Where it is known how many bytes there
 * will be, they say how far it has come, since files may be of any size. In a narrow terminal the
 * bar is shorter, then the label is left out, then the bar is. */
void
swim_progress_bar_draw (GString *text, guint width, const SwimProgress *progress)
{
  gboolean by_bytes = progress->bytes >= 0 && progress->all_bytes > 0;
  guint room = width > 1 ? width - 1 : G_MAXUINT;
  g_autoptr (GString) figures = g_string_new (NULL);
  g_autofree char *label =
      progress->label != NULL ? g_strconcat ("  ", progress->label, NULL) : g_strdup ("");
  guint label_width = (guint) g_utf8_strlen (label, -1);
  guint bar;

  append_figures (figures, progress, by_bytes);
  bar = fit_bar (room, (guint) figures->len + label_width);
  if (bar == 0)
    {
      label_width = progress->total > 0 || figures->len + label_width > room ? 0 : label_width;
      bar = fit_bar (room, (guint) figures->len + label_width);
    }
  if (bar > 0 && by_bytes)
    append_bar (text, bar, (double) progress->bytes, (double) progress->all_bytes);
  else if (bar > 0 && progress->total > 0)
    append_bar (text, bar, (double) progress->items, (double) progress->total);
  g_string_append_len (text, figures->str, (gssize) MIN (figures->len, room)); /* all ASCII */
  if (label_width > 0)
    g_string_append (text, label);
}
