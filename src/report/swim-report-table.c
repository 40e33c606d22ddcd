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

/* From this width on the columns marked ROOMY are shown too. */
#define ROOMY_WIDTH 100

/* When a column is shown: always; where there is room; when it is asked for. */
typedef enum
{
  ALWAYS,
  ROOMY,
  WIDE,
} Shown;

/* What a column shows of a mode (transfer full). */
typedef char *(*CellFunc) (const SwimContender *contender);

static double
get_setup (const SwimRecord *record)
{
  return record->setup_seconds;
}

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
get_max (const SwimRecord *record)
{
  return record->service.max;
}

static double
get_since_p50 (const SwimRecord *record)
{
  return record->since_start.p50;
}

static double
get_since_p99 (const SwimRecord *record)
{
  return record->since_start.p99;
}

static double
get_delay_p99 (const SwimRecord *record)
{
  return record->loop.delay_p99;
}

static double
get_blocked (const SwimRecord *record)
{
  return record->loop.blocked_fraction;
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
cell_wall_range (const SwimContender *contender)
{
  g_autofree char *min = swim_format_seconds (contender->wall.min);
  g_autofree char *max = swim_format_seconds (contender->wall.max);

  return g_strdup_printf ("%s–%s", min, max);
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
cell_setup (const SwimContender *contender)
{
  return cell (contender, get_setup, swim_format_seconds);
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
cell_max (const SwimContender *contender)
{
  return cell (contender, get_max, swim_format_seconds);
}

static char *
cell_since_p50 (const SwimContender *contender)
{
  return cell (contender, get_since_p50, swim_format_seconds);
}

static char *
cell_since_p99 (const SwimContender *contender)
{
  return cell (contender, get_since_p99, swim_format_seconds);
}

static char *
cell_delay_p99 (const SwimContender *contender)
{
  return cell (contender, get_delay_p99, swim_format_seconds);
}

static char *
cell_blocked (const SwimContender *contender)
{
  return cell (contender, get_blocked, swim_format_percent);
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
  Shown shown;
} columns[] = {
  { "mode", cell_mode, TRUE, ALWAYS },
  { "setup", cell_setup, FALSE, WIDE },
  { "wall", cell_wall, FALSE, ALWAYS },
  { "range", cell_wall_range, FALSE, WIDE },
  { "speed-up", cell_speedup, FALSE, ALWAYS },
  { "interval", cell_range, FALSE, ROOMY },
  { "verdict", cell_verdict, TRUE, ROOMY },
  { "items/s", cell_throughput, FALSE, ALWAYS },
  { "p50", cell_p50, FALSE, ALWAYS },
  { "p99", cell_p99, FALSE, ALWAYS },
  { "max", cell_max, FALSE, WIDE },
  { "p50 since start", cell_since_p50, FALSE, WIDE },
  { "p99 since start", cell_since_p99, FALSE, WIDE },
  { "stall", cell_stall, FALSE, ALWAYS },
  { "delay p99", cell_delay_p99, FALSE, WIDE },
  { "blocked", cell_blocked, FALSE, WIDE },
  { "thr", cell_threads, FALSE, ALWAYS },
  { "CPU", cell_cpu, FALSE, ALWAYS },
  { "RSS", cell_rss, FALSE, ALWAYS },
  { "ctxsw", cell_switches, FALSE, ALWAYS },
};

static gboolean
is_shown (guint column, guint width, gboolean wide)
{
  return wide || columns[column].shown == ALWAYS
         || (columns[column].shown == ROOMY && width >= ROOMY_WIDTH);
}

/* A cell without the spaces before its units: the columns are told apart by spaces. */
static void
set_cell (struct libscols_line *line, guint at, char *text, gboolean compact)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);
  g_autofree char *joined = g_strjoinv (compact ? "" : " ", parts);

  scols_line_set_data (line, at, joined);
}

static void
add_line (struct libscols_table *table, const SwimContender *contender, guint width, gboolean wide)
{
  struct libscols_line *line = scols_table_new_line (table, NULL);
  guint at = 0;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (is_shown (i, width, wide))
      {
        g_autofree char *text = columns[i].cell (contender);

        set_cell (line, at++, text, !columns[i].left);
      }
}

/* The table (transfer full), fitted to that many columns of a terminal, or with all its columns. */
char *
swim_report_table (const SwimComparison *comparison, guint width, gboolean wide)
{
  struct libscols_table *table = scols_new_table ();
  char *text = NULL;
  char *copy;

  scols_table_set_termforce (table, SCOLS_TERMFORCE_ALWAYS);
  scols_table_set_termwidth (table, wide ? MAX (width, 250) : width);
  scols_table_set_column_separator (table, wide || width >= ROOMY_WIDTH ? "  " : " ");
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (is_shown (i, width, wide))
      scols_table_new_column (table, columns[i].heading, 0,
                              columns[i].left ? 0 : SCOLS_FL_RIGHT);
  for (guint i = 0; i < comparison->contenders->len; i++)
    add_line (table, swim_comparison_get (comparison, i), width, wide);
  scols_print_table_to_string (table, &text);
  copy = g_strdup (text != NULL ? text : "");
  free (text);
  scols_unref_table (table);
  return copy;
}
