/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/progress-bar.h"

#include "base/quantity.h"

#define BAR 24
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
append_bar (GString *text, double done, double total)
{
  guint filled = (guint) (MIN (done, total) / total * BAR);

  g_string_append_c (text, '[');
  for (guint i = 0; i < BAR; i++)
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

/* Appends the bar, no wider than @width, without a newline. Where it is known how many bytes there
 * will be, they say how far it has come, since files may be of any size. */
void
swim_progress_bar_draw (GString *text, guint width, const SwimProgress *progress)
{
  double rate = progress->seconds > 0 ? (double) progress->items / progress->seconds : 0;
  gboolean by_bytes = progress->bytes >= 0 && progress->all_bytes > 0;
  g_autoptr (GString) bar = g_string_new (NULL);

  if (by_bytes)
    append_bar (bar, (double) progress->bytes, (double) progress->all_bytes);
  else if (progress->total > 0)
    append_bar (bar, (double) progress->items, (double) progress->total);
  g_string_append_printf (bar, "%" G_GINT64_FORMAT, progress->items);
  if (progress->total > 0)
    g_string_append_printf (bar, "/%" G_GINT64_FORMAT, progress->total);
  if (progress->bytes >= 0)
    append_bytes (bar, progress);
  else
    g_string_append_printf (bar, "  %.1f/s", rate);
  if (by_bytes && progress->speed > 0)
    append_eta (bar, (double) MAX (progress->all_bytes - progress->bytes, 0) / progress->speed);
  else if (!by_bytes && progress->total > 0 && rate > 0)
    append_eta (bar, (double) (progress->total - progress->items) / rate);
  if (progress->label != NULL)
    g_string_append_printf (bar, "  %s", progress->label);
  /* All of it is ASCII but the label, which stands last. */
  if (width > 1 && bar->len > width - 1)
    g_string_truncate (bar, (gsize) (g_utf8_offset_to_pointer (
                                         bar->str, MIN (width - 1, g_utf8_strlen (bar->str, -1)))
                                     - bar->str));
  g_string_append_len (text, bar->str, (gssize) bar->len);
}
