/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A sweep as a table for a terminal: a line for each value and mode. */
#include "config.h"

#include <math.h>

#include "report/format.h"
#include "report/report.h"

/* The least width at which the columns marked roomy are shown. */
#define ROOMY_WIDTH 100

/* What a column shows of a cell (transfer full); NULL: nothing. */
typedef char *(*CellFunc) (const SwimSweep *sweep, const SwimSweepCell *cell);

static char *
cell_value (const SwimSweep *sweep, const SwimSweepCell *cell)
{
  const char *text = swim_sweep_cell_text (sweep, cell);

  if (text == NULL)
    return g_strdup ("–");
  return g_strconcat (text, sweep->parameter->suffix, NULL);
}

static char *
cell_mode (const SwimSweep *sweep, const SwimSweepCell *cell)
{
  return g_strdup (cell->mode->name);
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
  const char *metric;
  CellFunc cell; /* if it is no metric */
  gboolean left;
  gboolean roomy; /* only if there is room */
  gboolean model; /* only if there is a model */
} columns[] = {
  { NULL, NULL, cell_value, FALSE, FALSE, FALSE },
  { "mode", NULL, cell_mode, TRUE, FALSE, FALSE },
  { "wall", "wall", NULL, FALSE, FALSE, FALSE },
  { "interval", NULL, cell_wall_interval, FALSE, FALSE, FALSE },
  { "model", NULL, cell_model, FALSE, FALSE, TRUE },
  { "speed-up", NULL, cell_speedup, FALSE, FALSE, FALSE },
  { "interval", NULL, cell_speedup_interval, FALSE, TRUE, FALSE },
  { "lost", NULL, cell_lost, FALSE, FALSE, TRUE },
  { "items/s", "throughput", NULL, FALSE, FALSE, FALSE },
  { "stall", "stall.max", NULL, FALSE, FALSE, FALSE },
};

static gboolean
is_shown (guint column, const SwimSweep *sweep, guint width)
{
  return (!columns[column].roomy || width >= ROOMY_WIDTH)
         && (!columns[column].model || sweep->parameter->method == SWIM_SWEEP_BY_MODEL);
}

/* The cells with the columns that fit the width (transfer full). */
SwimGrid *
swim_report_sweep_grid (const SwimSweep *sweep, guint width)
{
  SwimGrid *grid = swim_grid_new ();

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (is_shown (i, sweep, width))
      swim_grid_add_column (
          grid, columns[i].heading != NULL ? columns[i].heading : sweep->parameter->heading,
          columns[i].left);
  for (guint row = 0; row < sweep->cells->len; row++)
    for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
      if (is_shown (i, sweep, width))
        {
          const SwimSweepCell *cell = swim_sweep_get (sweep, row);

          swim_grid_add_cell (grid,
                              columns[i].metric != NULL
                                  ? swim_report_metric (columns[i].metric, cell->contender)
                                  : columns[i].cell (sweep, cell),
                              SWIM_TONE_PLAIN);
        }
  return grid;
}

/* A concluded sweep as a table (transfer full), fitted to that many columns of a terminal. */
char *
swim_report_sweep_table (const SwimSweep *sweep, guint width)
{
  g_autoptr (SwimGrid) grid = swim_report_sweep_grid (sweep, width);

  swim_grid_make_compact (grid);
  return swim_grid_print (grid, width, width >= ROOMY_WIDTH ? "  " : " ", FALSE);
}
