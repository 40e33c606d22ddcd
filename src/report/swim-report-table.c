/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The comparison as a table for a terminal. libsmartcols does the widths; what the columns are is
 * the table below. */
#include "config.h"

#include <libsmartcols.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/swim-format.h"
#include "report/swim-report.h"

/* From this width on the columns marked so are shown too. */
#define WIDE 100

/* What a column shows of a mode (transfer full). */
typedef char *(*CellFunc) (const SwimContender *contender);

static double
get_throughput (const SwimRecord *record)
{
  return record->throughput_per_sec;
}

static double
get_p50 (const SwimRecord *record)
{
  return record->service.p50;
}

static double
get_p99 (const SwimRecord *record)
{
  return record->service.p99;
}

static double
get_stall (const SwimRecord *record)
{
  return record->loop.delay_max;
}

static double
get_threads (const SwimRecord *record)
{
  return record->usage.threads_max < 0 ? NAN : (double) record->usage.threads_max;
}

static double
get_cpu (const SwimRecord *record)
{
  return record->usage.cpu_user_seconds + record->usage.cpu_system_seconds;
}

static double
get_rss (const SwimRecord *record)
{
  return record->usage.rss_max_bytes < 0 ? NAN : (double) record->usage.rss_max_bytes;
}

static double
get_switches (const SwimRecord *record)
{
  return (double) record->usage.context_switches_voluntary
         + (double) record->usage.context_switches_involuntary;
}

/* The median over the rounds of a figure of each run. */
static char *
cell (const SwimContender *contender, SwimFigure figure, char *(*format) (double) )
{
  SwimSummary summary;

  return format (swim_contender_summarize (contender, figure, &summary) ? summary.median : NAN);
}

static char *
cell_mode (const SwimContender *contender)
{
  return g_strdup (contender->mode);
}

static char *
cell_wall (const SwimContender *contender)
{
  return swim_format_seconds (contender->wall.n > 0 ? contender->wall.median : NAN);
}

static char *
cell_speedup (const SwimContender *contender)
{
  return swim_format_ratio (contender->speedup.n > 0 ? contender->speedup.median : NAN);
}

static char *
cell_range (const SwimContender *contender)
{
  if (contender->speedup.n < 2 || contender->verdict == SWIM_VERDICT_BASELINE)
    return g_strdup ("");
  return swim_format_range (contender->speedup.lower, contender->speedup.upper);
}

static char *
cell_verdict (const SwimContender *contender)
{
  return g_strdup (swim_verdict_to_string (contender->verdict));
}

static char *
cell_throughput (const SwimContender *contender)
{
  return cell (contender, get_throughput, swim_format_ratio);
}

static char *
cell_p50 (const SwimContender *contender)
{
  return cell (contender, get_p50, swim_format_seconds);
}

static char *
cell_p99 (const SwimContender *contender)
{
  return cell (contender, get_p99, swim_format_seconds);
}

static char *
cell_stall (const SwimContender *contender)
{
  return cell (contender, get_stall, swim_format_seconds);
}

static char *
cell_threads (const SwimContender *contender)
{
  return cell (contender, get_threads, swim_format_number);
}

static char *
cell_cpu (const SwimContender *contender)
{
  return cell (contender, get_cpu, swim_format_seconds);
}

static char *
cell_rss (const SwimContender *contender)
{
  return cell (contender, get_rss, swim_format_bytes);
}

static char *
cell_switches (const SwimContender *contender)
{
  return cell (contender, get_switches, swim_format_number);
}

static const struct
{
  const char *heading;
  CellFunc cell;
  gboolean left;
  gboolean wide_only;
} columns[] = {
  { "mode", cell_mode, TRUE, FALSE },
  { "wall", cell_wall, FALSE, FALSE },
  { "speed-up", cell_speedup, FALSE, FALSE },
  { "range", cell_range, FALSE, TRUE },
  { "verdict", cell_verdict, TRUE, TRUE },
  { "items/s", cell_throughput, FALSE, FALSE },
  { "p50", cell_p50, FALSE, FALSE },
  { "p99", cell_p99, FALSE, FALSE },
  { "stall", cell_stall, FALSE, TRUE },
  { "thr", cell_threads, FALSE, FALSE },
  { "CPU", cell_cpu, FALSE, FALSE },
  { "peak RSS", cell_rss, FALSE, FALSE },
  { "switches", cell_switches, FALSE, FALSE },
};

static gboolean
is_shown (guint column, guint width)
{
  return width >= WIDE || !columns[column].wide_only;
}

static void
add_line (struct libscols_table *table, const SwimContender *contender, guint width)
{
  struct libscols_line *line = scols_table_new_line (table, NULL);
  guint at = 0;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (is_shown (i, width))
      {
        g_autofree char *text = columns[i].cell (contender);

        scols_line_set_data (line, at++, text);
      }
}

/* The table (transfer full), fitted to that many columns of a terminal. */
char *
swim_report_table (const SwimComparison *comparison, guint width)
{
  struct libscols_table *table = scols_new_table ();
  char *text = NULL;
  char *copy;

  scols_table_set_termforce (table, SCOLS_TERMFORCE_ALWAYS);
  scols_table_set_termwidth (table, width);
  scols_table_set_column_separator (table, width >= WIDE ? "  " : " ");
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (is_shown (i, width))
      scols_table_new_column (table, columns[i].heading, 0,
                              columns[i].left ? 0 : SCOLS_FL_RIGHT);
  for (guint i = 0; i < comparison->contenders->len; i++)
    add_line (table, swim_comparison_get (comparison, i), width);
  scols_print_table_to_string (table, &text);
  copy = g_strdup (text != NULL ? text : "");
  free (text);
  scols_unref_table (table);
  return copy;
}
