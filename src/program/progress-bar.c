/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/progress-bar.h"

#define BAR 24

static void
append_eta (GString *text, double seconds)
{
  guint whole = (guint) (seconds + 0.5);

  if (whole >= 3600)
    g_string_append_printf (text, "  ETA %u:%02u:%02u", whole / 3600, whole / 60 % 60, whole % 60);
  else
    g_string_append_printf (text, "  ETA %u:%02u", whole / 60, whole % 60);
}

/* Appends the bar, no wider than @width, without a newline. A total of -1 is one that is not known
 * yet. */
void
swim_progress_bar_draw (GString *text,
                        guint width,
                        gint64 done,
                        gint64 total,
                        double seconds,
                        const char *label)
{
  double rate = seconds > 0 ? (double) done / seconds : 0;
  g_autoptr (GString) bar = g_string_new (NULL);

  if (total > 0)
    {
      guint filled = (guint) ((double) MIN (done, total) / (double) total * BAR);

      g_string_append_c (bar, '[');
      for (guint i = 0; i < BAR; i++)
        g_string_append_c (bar, i < filled ? '#' : '.');
      g_string_append_printf (bar, "] %" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, done, total);
    }
  else
    g_string_append_printf (bar, "%" G_GINT64_FORMAT, done);
  g_string_append_printf (bar, "  %.1f/s", rate);
  if (total > 0 && rate > 0)
    append_eta (bar, (double) (total - done) / rate);
  if (label != NULL)
    g_string_append_printf (bar, "  %s", label);
  /* All of it is ASCII but the label, which stands last. */
  if (width > 1 && bar->len > width - 1)
    g_string_truncate (bar, (gsize) (g_utf8_offset_to_pointer (
                                         bar->str, MIN (width - 1, g_utf8_strlen (bar->str, -1)))
                                     - bar->str));
  g_string_append_len (text, bar->str, (gssize) bar->len);
}
