/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The loops of a watched program over time: a lane for each, a bar for each of its longest stalls,
 * with what it was. */
#include "config.h"

#include <math.h>

#include "report/format.h"
#include "report/report.h"
#include "report/timeline.h"
#include "report/watch.h"

#define MARGIN 8.0
#define HEADER 20.0 /* height of the text above a lane */
#define LANE 22.0
#define LEGEND 28.0
#define AXIS 28.0
#define FONT 12.0
#define TICK 4.0
#define TICKS 10
#define NAME 60 /* letters of a loop's name */

typedef struct
{
  SwimMarkup *markup;
  const SwimWatchReport *report;
  SwimScale scale;
} Picture;

/* How a stall looks. */
static const struct
{
  SwimCause cause;
  const char *css_class;
  const char *words;
} looks[] = {
  { SWIM_CAUSE_BLOCKED, "stall", "blocked" },
  { SWIM_CAUSE_COMPUTING, "f2", "computing" },
  { SWIM_CAUSE_STARVED, "f3", "starved" },
  { SWIM_CAUSE_UNKNOWN, "f1", "not seen" },
};

static const char *
find_class (SwimCause cause)
{
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (looks[i].cause == cause)
      return looks[i].css_class;
  return "f1";
}

double
swim_watch_timeline_height (const SwimWatchReport *report)
{
  return LEGEND + AXIS + MAX (report->loops->len, 1) * (HEADER + LANE + MARGIN);
}

static void
write_legend (SwimMarkup *markup)
{
  double x = MARGIN;

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      swim_svg_box (markup, looks[i].css_class, x, 4, 18, 12);
      swim_svg_text (markup, x + 24, 14.5, NULL, looks[i].words);
      x += 24 + swim_svg_text_width (looks[i].words, FONT) + 16;
    }
}

static void
write_axis (const Picture *self, double y)
{
  g_autoptr (GArray) ticks = swim_scale_ticks (&self->scale, TICKS);

  for (guint i = 0; i < ticks->len; i++)
    {
      double tick = g_array_index (ticks, double, i);
      double x = swim_scale_place (&self->scale, tick);
      g_autofree char *label = swim_scale_seconds (tick);
      const char *anchor = i == 0 ? NULL : x > SWIM_TIMELINE_WIDTH - 40 ? "end" : "middle";

      swim_svg_text (self->markup, x, y + 18, anchor, label);
    }
}

/* What is known of the stall: a loop's own list has less. */
static const SwimWatchStall *
find_known (const Picture *self, const SwimWatchLoop *loop, const SwimStall *stall)
{
  for (guint i = 0; i < self->report->stalls->len; i++)
    {
      const SwimWatchStall *known = g_ptr_array_index (self->report->stalls, i);

      if (g_ptr_array_index (self->report->loops, known->loop) == loop
          && known->stall->start == stall->start)
        return known;
    }
  return NULL;
}

/* Writes the name of a stall after its bar, where there is room up to @limit. */
static void
write_label (const Picture *self, const SwimStall *stall, double x, double limit, double y)
{
  g_autofree char *name = swim_watch_stall_name (stall);
  g_autofree char *shown = swim_svg_shorten (name, 24);

  if (x + 4 + swim_svg_text_width (shown, FONT) <= limit)
    swim_svg_text (self->markup, x + 4, y + LANE / 2 + 4, NULL, shown);
}

/* @limit is where the next stall begins. */
static void
write_stall (const Picture *self,
             const SwimWatchLoop *loop,
             const SwimStall *listed,
             double limit,
             double y)
{
  const SwimWatchStall *known = find_known (self, loop, listed);
  const SwimStall *stall = known != NULL ? known->stall : listed;
  double begin = swim_scale_place (&self->scale, (double) stall->start / 1e9);
  double end = swim_scale_place (&self->scale, (double) (stall->start + stall->duration) / 1e9);
  double width = MAX (end - begin, 1.5);
  g_autofree char *words =
      known != NULL ? swim_watch_stall_in_words (self->report, known) : swim_report_stall (stall);

  swim_markup_open (self->markup, "g");
  swim_markup_element (self->markup, "title", words);
  swim_svg_box (self->markup, find_class (stall->cause), begin, y, width, LANE);
  swim_markup_close (self->markup);
  write_label (self, stall, begin + width, limit, y);
}

/* `main: 5 stalls, 975 ms in all; the worst delay was 341 ms`. */
static char *
describe (const SwimWatchLoop *loop)
{
  g_autofree char *name = swim_watch_shorten (loop->name, NAME);
  g_autofree char *blocked = swim_format_seconds (loop->report.blocked_seconds);
  g_autofree char *worst = swim_format_seconds (loop->report.delay_max);

  if (loop->report.stalls == 0)
    return g_strdup_printf ("%s: no stall; the worst delay was %s", name, worst);
  return g_strdup_printf ("%s: %" G_GUINT64_FORMAT " %s, %s in all; the worst delay was %s", name,
                          loop->report.stalls, loop->report.stalls == 1 ? "stall" : "stalls",
                          blocked, worst);
}

static void
write_lane (const Picture *self, const SwimWatchLoop *loop, double y)
{
  const GPtrArray *stalls = loop->report.worst_stalls;
  double begin = swim_scale_place (&self->scale, isfinite (loop->began) ? loop->began : 0);
  double end =
      swim_scale_place (&self->scale, isfinite (loop->ended) ? loop->ended : self->scale.high);
  g_autofree char *words = describe (loop);
  double top = y + HEADER;

  swim_svg_text (self->markup, MARGIN, top - 6, NULL, words);
  swim_svg_box (self->markup, "band", begin, top, MAX (end - begin, 1), LANE);
  swim_svg_grid (self->markup, &self->scale, TICKS, top + LANE, top + LANE + TICK);
  for (guint i = 0; i < stalls->len; i++)
    {
      double limit = SWIM_TIMELINE_WIDTH;

      if (i + 1 < stalls->len)
        limit = swim_scale_place (
            &self->scale, (double) ((SwimStall *) g_ptr_array_index (stalls, i + 1))->start / 1e9);
      write_stall (self, loop, g_ptr_array_index (stalls, i), limit, top);
    }
}

/* The time that the picture shows: all that has a place in it. */
static double
find_end (const SwimWatchReport *report)
{
  double end = isfinite (report->seconds) ? report->seconds : 0;

  for (guint i = 0; i < report->loops->len; i++)
    {
      const SwimWatchLoop *loop = g_ptr_array_index (report->loops, i);

      for (guint j = 0; j < loop->report.worst_stalls->len; j++)
        {
          const SwimStall *stall = g_ptr_array_index (loop->report.worst_stalls, j);

          end = MAX (end, ((double) stall->start + (double) stall->duration) / 1e9);
        }
      end = isfinite (loop->ended) ? MAX (end, loop->ended) : end;
    }
  return end > 0 ? end : 1;
}

/* Writes the picture as an svg element, @y below the top of the one around it. */
void
swim_watch_timeline_write (SwimMarkup *markup, const SwimWatchReport *report, double y)
{
  Picture self = {
    .markup = markup,
    .report = report,
    .scale = { .high = find_end (report), .from = MARGIN, .to = SWIM_TIMELINE_WIDTH - MARGIN }
  };
  double height = swim_watch_timeline_height (report);

  swim_svg_begin (markup, SWIM_TIMELINE_WIDTH, height,
                  "Timeline of the loops: a lane for each with its longest stalls; the text says "
                  "the same.");
  swim_markup_numbers (markup, "y", y);
  swim_markup_attribute (markup, "class", "timeline");
  write_legend (markup);
  write_axis (&self, height - AXIS);
  if (report->loops->len == 0)
    swim_svg_text (markup, MARGIN, LEGEND + HEADER, NULL, "No main loop was seen.");
  for (guint i = 0; i < report->loops->len; i++)
    write_lane (&self, g_ptr_array_index (report->loops, i), LEGEND + i * (HEADER + LANE + MARGIN));
  swim_markup_close (markup);
}
