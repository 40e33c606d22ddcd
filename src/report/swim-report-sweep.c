/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A sweep as a table for a terminal: a line for each value and mode. Apart from the comparison's
 * table, since its columns are about values and what a mode is measured against. */
#include "config.h"

#include <libsmartcols.h>
#include <math.h>
#include <stdlib.h>

#include "report/swim-format.h"
#include "report/swim-report.h"

/* From this width on the columns marked so are shown too. */
#define ROOMY_WIDTH 100

/* What a column shows of a cell (transfer full); NULL: nothing. */
typedef char *(*CellFunc) (const SwimSweep *sweep, const SwimSweepCell *cell);

static double
get_throughput (const SwimRecord *record)
{
  return record->throughput_per_sec;
}

static double
get_stall (const SwimRecord *record)
{
  return record->loop.delay_max;
}

/* The median over the rounds of a figure of each run. */
static char *
median (const SwimSweepCell *cell, SwimFigure figure, char *(*format) (double) )
{
  SwimSummary summary;

  return format (swim_contender_summarize (cell->contender, figure, &summary) ? summary.median
                                                                              : NAN);
}

static char *
cell_value (const SwimSweep *sweep, const SwimSweepCell *cell)
{
  const char *text = swim_sweep_cell_text (sweep, cell);

  if (text == NULL)
    return g_strdup ("–");
  return g_strconcat (text, sweep->parameter->kind == SWIM_SWEEP_SHARE ? "%" : "", NULL);
}

static char *
cell_mode (const SwimSweep *sweep, const SwimSweepCell *cell)
{
  return g_strdup (cell->mode->name);
}

static char *
cell_wall (const SwimSweep *sweep, const SwimSweepCell *cell)
{
  return swim_format_seconds (cell->contender->wall.n > 0 ? cell->contender->wall.median : NAN);
}

static char *
cell_wall_interval (const SwimSweep *sweep, const SwimSweepCell *cell)
{
  const SwimSummary *wall = &cell->contender->wall;
  g_autofree char *lower = swim_format_seconds (wall->lower);
  g_autofree char *upper = swim_format_seconds (wall->upper);

  return wall->n > 1 ? g_strdup_printf ("%s–%s", lower, upper) : NULL;
}

static char *
cell_speedup (const SwimSweep *sweep, const SwimSweepCell *cell)
{
  return swim_format_ratio (cell->speedup.n > 0 ? cell->speedup.median : NAN);
}

static char *
cell_speedup_interval (const SwimSweep *sweep, const SwimSweepCell *cell)
{
  if (cell->speedup.n < 2 || swim_sweep_cell_reference (sweep, cell) == cell)
    return NULL;
  return swim_format_range (cell->speedup.lower, cell->speedup.upper);
}

static char *
cell_throughput (const SwimSweep *sweep, const SwimSweepCell *cell)
{
  return median (cell, get_throughput, swim_format_ratio);
}

static char *
cell_stall (const SwimSweep *sweep, const SwimSweepCell *cell)
{
  return median (cell, get_stall, swim_format_seconds);
}

static char *
cell_model (const SwimSweep *sweep, const SwimSweepCell *cell)
{
  return isfinite (cell->model) ? swim_format_seconds (cell->model) : NULL;
}

static char *
cell_lost (const SwimSweep *sweep, const SwimSweepCell *cell)
{
  return cell->lost.n > 0 ? g_strdup_printf ("%.0f%%", MAX (cell->lost.median, 0) * 100) : NULL;
}

static const struct
{
  const char *heading; /* NULL: the parameter's */
  CellFunc cell;
  gboolean left;
  gboolean roomy;      /* only where there is room */
  gboolean share_only; /* only where the share of blocking calls is varied */
} columns[] = {
  { NULL, cell_value, FALSE, FALSE, FALSE },
  { "mode", cell_mode, TRUE, FALSE, FALSE },
  { "wall", cell_wall, FALSE, FALSE, FALSE },
  { "interval", cell_wall_interval, FALSE, FALSE, FALSE },
  { "model", cell_model, FALSE, FALSE, TRUE },
  { "speed-up", cell_speedup, FALSE, FALSE, FALSE },
  { "interval", cell_speedup_interval, FALSE, TRUE, FALSE },
  { "lost", cell_lost, FALSE, FALSE, TRUE },
  { "items/s", cell_throughput, FALSE, FALSE, FALSE },
  { "stall", cell_stall, FALSE, FALSE, FALSE },
};

static gboolean
is_shown (guint column, const SwimSweep *sweep, guint width)
{
  return (!columns[column].roomy || width >= ROOMY_WIDTH)
         && (!columns[column].share_only || sweep->parameter->kind == SWIM_SWEEP_SHARE);
}

static void
add_columns (struct libscols_table *table, const SwimSweep *sweep, guint width)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (is_shown (i, sweep, width))
      scols_table_new_column (table,
                              columns[i].heading != NULL ? columns[i].heading
                                                         : sweep->parameter->heading,
                              0, columns[i].left ? 0 : SCOLS_FL_RIGHT);
}

static void
add_line (struct libscols_table *table,
          const SwimSweep *sweep,
          const SwimSweepCell *cell,
          guint width)
{
  struct libscols_line *line = scols_table_new_line (table, NULL);
  guint at = 0;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *text = NULL;
      g_auto (GStrv) parts = NULL;
      g_autofree char *joined = NULL;

      if (!is_shown (i, sweep, width))
        continue;
      text = columns[i].cell (sweep, cell);
      /* Without the spaces before the units: the columns are told apart by spaces. */
      parts = g_strsplit (text != NULL ? text : "", " ", -1);
      joined = g_strjoinv ("", parts);
      scols_line_set_data (line, at++, joined);
    }
}

/* A concluded sweep as a table (transfer full), fitted to that many columns of a terminal. */
char *
swim_report_sweep_table (const SwimSweep *sweep, guint width)
{
  struct libscols_table *table = scols_new_table ();
  char *text = NULL;
  char *copy;

  scols_table_set_termforce (table, SCOLS_TERMFORCE_ALWAYS);
  scols_table_set_termwidth (table, width);
  scols_table_set_column_separator (table, width >= ROOMY_WIDTH ? "  " : " ");
  add_columns (table, sweep, width);
  for (guint i = 0; i < sweep->cells->len; i++)
    add_line (table, sweep, swim_sweep_get (sweep, i), width);
  scols_print_table_to_string (table, &text);
  copy = g_strdup (text != NULL ? text : "");
  free (text);
  scols_unref_table (table);
  return copy;
}
