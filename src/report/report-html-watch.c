/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report of a watch as one self-contained HTML page: the words first, then the pictures, the
 * stalls with their stacks, the calls, and what could not be seen. */
#include "config.h"

#include <math.h>

#include "report/format.h"
#include "report/page.h"
#include "report/watch.h"

#define LEAST_DELAY 1e-5 /* probabilities below are not drawn */
#define CALLS 200        /* that the table has; JSON and CSV have them all */

static void
write_timeline (SwimMarkup *markup, const SwimWatchReport *report)
{
  swim_page_figure (markup, "wide", "Timeline",
                    "A lane for each loop, a bar for each of its longest stalls.");
  swim_page_scroll (markup, "Timeline");
  swim_watch_timeline_write (markup, report, 0);
  swim_markup_close (markup);
  swim_markup_close (markup);
}

static void
write_delays (SwimMarkup *markup, const SwimWatchReport *report)
{
  g_autoptr (SwimChart) chart = swim_chart_new ("Delay of the loops");

  chart->width = 560;
  chart->height = 300;
  chart->x.log = TRUE;
  chart->y.log = TRUE;
  chart->y.low = LEAST_DELAY;
  chart->y.high = 1;
  chart->x_label = "wait";
  chart->y_label = "waits longer";
  chart->format_x = swim_scale_seconds;
  chart->format_y = swim_scale_percent;
  for (guint i = 0; i < report->loops->len; i++)
    {
      const SwimWatchLoop *loop = g_ptr_array_index (report->loops, i);
      const GArray *curve = loop->report.delay_curve;
      SwimChartSeries *series =
          loop->is_private || curve->len == 0 ? NULL : swim_chart_add (chart, loop->name, i);

      for (guint j = 0; series != NULL && j < curve->len; j++)
        {
          const SwimDelayPoint *point = &g_array_index (curve, SwimDelayPoint, j);

          if (point->probability >= LEAST_DELAY && point->seconds > 0)
            swim_chart_point (series, point->seconds, point->probability);
        }
    }
  if (!swim_chart_fit (chart))
    return;
  swim_page_figure (markup, "middle", chart->label,
                    "The probability that an event waits longer than this for the loop.");
  swim_page_scroll (markup, chart->label);
  swim_chart_write (chart, markup);
  swim_markup_close (markup);
  swim_markup_close (markup);
}

static void
write_stack (SwimMarkup *markup, const SwimStack *stack)
{
  swim_markup_open_with (markup, "ol", "class", "stack");
  for (guint i = 0; i < stack->frames->len; i++)
    {
      g_autofree char *words = swim_watch_frame_in_words (g_ptr_array_index (stack->frames, i));

      swim_markup_open (markup, "li");
      swim_markup_element (markup, (int) i == stack->own ? "b" : "span", words);
      swim_markup_close (markup);
    }
  swim_markup_close (markup);
}

/* A line that opens to show the stack; the worst is open. */
static void
write_stall (SwimMarkup *markup, const SwimWatchReport *report, guint index)
{
  const SwimWatchStall *stall = g_ptr_array_index (report->stalls, index);
  g_autofree char *words = swim_watch_stall_in_words (report, stall);

  if (stall->stack.frames->len == 0)
    {
      swim_page_paragraph (markup, "stalled", words);
      return;
    }
  swim_markup_open (markup, "details");
  if (index == 0)
    swim_markup_attribute (markup, "open", "open");
  swim_markup_element (markup, "summary", words);
  write_stack (markup, &stall->stack);
  swim_markup_close (markup);
}

static void
write_stalls (SwimMarkup *markup, const SwimWatchReport *report)
{
  if (report->stalls->len == 0)
    return;
  swim_markup_element (markup, "h2", "The longest stalls");
  for (guint i = 0; i < report->stalls->len; i++)
    write_stall (markup, report, i);
}

/* Writes nothing if the table has no rows. */
static void
write_table (SwimMarkup *markup,
             const char *heading,
             const char *caption,
             SwimGrid *grid,
             guint row_header)
{
  g_autoptr (SwimGrid) owned = grid;

  if (swim_grid_count_rows (grid) == 0)
    return;
  swim_markup_element (markup, "h2", heading);
  swim_page_grid (markup, grid, row_header, caption);
}

static void
write_remarks (SwimMarkup *markup, const SwimWatchReport *report)
{
  g_auto (GStrv) remarks = swim_watch_remarks (report);

  if (remarks[0] == NULL)
    return;
  swim_markup_element (markup, "h2", "What to know of these figures");
  swim_markup_open (markup, "ul");
  for (char **remark = remarks; *remark != NULL; remark++)
    swim_markup_element (markup, "li", *remark);
  swim_markup_close (markup);
}

static void
write_environment (SwimMarkup *markup, const SwimWatchReport *report)
{
  swim_markup_element (markup, "h2", "Where and when");
  swim_markup_open (markup, "dl");
  if (report->context != NULL)
    swim_page_context (markup, report->context);
  if (report->started != NULL)
    {
      swim_markup_element (markup, "dt", "started");
      swim_markup_element (markup, "dd", report->started);
    }
  swim_markup_close (markup);
}

void
swim_report_html_watch (const SwimWatchReport *report, FILE *file)
{
  g_auto (SwimMarkup) markup = { 0 };
  g_autofree char *title = g_strdup_printf ("swimlane watch: %s", report->command[0]);
  g_autofree char *heading = swim_watch_heading (report);
  g_autofree char *words = swim_watch_words (report);

  swim_page_begin (&markup, file, title, "narrow");
  swim_page_paragraph (&markup, "verdict", words);
  swim_page_paragraph (&markup, "note", heading);
  write_timeline (&markup, report);
  write_table (&markup, "Loops", "How long an event waits that arrives at a random moment",
               swim_watch_loops_grid (report, SWIM_WATCH_WIDE), 0);
  write_delays (&markup, report);
  write_stalls (&markup, report);
  write_table (&markup, "Calls on the loops that may block", "The greatest total first",
               swim_watch_calls_grid (report, SWIM_WATCH_WIDE, CALLS), 3);
  write_table (&markup, "If these calls were given to threads",
               "At best: what starts and ends them is not counted",
               swim_watch_what_if_grid (report, SWIM_WATCH_WIDE), 0);
  write_remarks (&markup, report);
  write_environment (&markup, report);
}
