/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The comparison as a table for a terminal. */
#include "config.h"

#include "compare/metric.h"
#include "report/format.h"
#include "report/report.h"

/* The least widths at which the columns marked so are shown. */
#define USUAL_WIDTH 80
#define ROOMY_WIDTH 120

/* When a column is shown: always; where a mode has the figure; in a terminal that is not narrow; if
 * there is room; with --wide. */
typedef enum
{
  ALWAYS,
  FOUND,
  USUAL,
  ROOMY,
  WIDE,
} Shown;

/* Which comparisons have a column: of modes and of commands; of modes alone, since a command has no
 * items; of commands alone; of modes, and of commands of which one has a loop. */
typedef enum
{
  BOTH,
  MODES,
  COMMANDS,
  LOOPS,
} Of;

/* What a column shows of a mode (transfer full). */
typedef char *(*CellFunc) (const SwimContender *contender, const char *time_unit);

/* A metric of a mode for people (transfer full); a duration in that unit, unless it is NULL. */
static char *
format_metric (const char *name, const SwimContender *contender, const char *time_unit)
{
  const SwimMetric *metric = swim_metric_lookup (name);
  double value = swim_metric_get (metric, contender);

  if (metric->quantity == SWIM_QUANTITY_DURATION)
    return swim_format_seconds_in (value, time_unit);
  /* The heading of a rate says what it is per second of. */
  return metric->quantity == SWIM_QUANTITY_RATE ? swim_format_ratio (value)
                                                : swim_quantity_format (metric->quantity, value);
}

/* A metric of a mode for people (transfer full). */
char *
swim_report_metric (const char *name, const SwimContender *contender)
{
  return format_metric (name, contender, NULL);
}

static char *
cell_mode (const SwimContender *contender, const char *time_unit)
{
  return g_strdup (contender->mode);
}

static char *
cell_wall_range (const SwimContender *contender, const char *time_unit)
{
  g_autofree char *min = swim_format_seconds_in (contender->wall.min, time_unit);
  g_autofree char *max = swim_format_seconds_in (contender->wall.max, time_unit);

  return g_strdup_printf ("%s–%s", min, max);
}

static char *
cell_range (const SwimContender *contender, const char *time_unit)
{
  if (contender->speedup.n < 2 || contender->verdict == SWIM_VERDICT_BASELINE)
    return g_strdup ("");
  return swim_format_range (contender->speedup.lower, contender->speedup.upper);
}

static char *
cell_verdict (const SwimContender *contender, const char *time_unit)
{
  return g_strdup (swim_verdict_to_string (contender->verdict));
}

static char *
cell_loop (const SwimContender *contender, const char *time_unit)
{
  const char *verdict = swim_loop_verdict_to_string (contender->loop);

  return g_strdup (verdict != NULL ? verdict : "–");
}

static char *
cell_lost (const SwimContender *contender, const char *time_unit)
{
  return contender->lost.n > 0 ? g_strdup_printf ("%.0f%%", MAX (contender->lost.median, 0) * 100)
                               : g_strdup ("");
}

static const struct
{
  const char *heading;
  const char *metric;
  CellFunc cell; /* if it is no metric */
  Shown shown;
  Of of;
} columns[] = {
  { "mode", NULL, cell_mode, ALWAYS, MODES },
  { "command", NULL, cell_mode, ALWAYS, COMMANDS },
  { "setup", "setup", NULL, WIDE, MODES },
  { "wall", "wall", NULL, ALWAYS, BOTH },
  { "range", NULL, cell_wall_range, WIDE, BOTH },
  { "speed-up", "speedup", NULL, ALWAYS, BOTH },
  { "interval", NULL, cell_range, ROOMY, BOTH },
  { "verdict", NULL, cell_verdict, ROOMY, BOTH },
  { "loop", NULL, cell_loop, ROOMY, LOOPS },
  { "lost", NULL, cell_lost, FOUND, MODES },
  { "items/s", "throughput", NULL, ALWAYS, MODES },
  { "p50", "p50", NULL, ALWAYS, MODES },
  { "p99", "p99", NULL, USUAL, MODES },
  { "max", "max", NULL, WIDE, MODES },
  { "p50 since start", "since-start.p50", NULL, WIDE, MODES },
  { "p99 since start", "since-start.p99", NULL, WIDE, MODES },
  { "stall", "stall.max", NULL, ALWAYS, LOOPS },
  { "delay p99", "delay.p99", NULL, WIDE, LOOPS },
  { "blocked", "blocked", NULL, WIDE, LOOPS },
  { "thr", "threads", NULL, ALWAYS, BOTH },
  { "CPU", "cpu", NULL, USUAL, BOTH },
  { "RSS", "rss", NULL, USUAL, BOTH },
  { "ctxsw", "switches", NULL, ROOMY, BOTH },
  { "faults", "faults", NULL, WIDE, COMMANDS },
  { "I/O", "io", NULL, WIDE, COMMANDS },
};

static gboolean
is_metric (guint column, const char *metric)
{
  return g_strcmp0 (columns[column].metric, metric) == 0;
}

static gboolean
has_verdicts (guint width, gboolean wide)
{
  return wide || width >= ROOMY_WIDTH;
}

static gboolean
has_lost (GPtrArray *contenders)
{
  for (guint i = 0; i < contenders->len; i++)
    if (((const SwimContender *) g_ptr_array_index (contenders, i))->lost.n > 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_loop (GPtrArray *contenders)
{
  for (guint i = 0; i < contenders->len; i++)
    if (((const SwimContender *) g_ptr_array_index (contenders, i))->loop != SWIM_LOOP_UNKNOWN)
      return TRUE;
  return FALSE;
}

static gboolean
is_of (guint column, GPtrArray *contenders)
{
  gboolean commands = contenders->len > 0
                      && ((const SwimContender *) g_ptr_array_index (contenders, 0))->is_command;

  switch (columns[column].of)
    {
    case MODES:
      return !commands;
    case COMMANDS:
      return commands;
    case LOOPS:
      return !commands || has_loop (contenders);
    default:
      return TRUE;
    }
}

static gboolean
is_shown (guint column, GPtrArray *contenders, guint width, gboolean wide)
{
  if (!is_of (column, contenders))
    return FALSE;
  switch (columns[column].shown)
    {
    case FOUND:
      return has_lost (contenders);
    case USUAL:
      return wide || width >= USUAL_WIDTH;
    case ROOMY:
      return has_verdicts (width, wide);
    case WIDE:
      return wide;
    default:
      return TRUE;
    }
}

static SwimTone
find_loop_tone (SwimLoopVerdict verdict)
{
  static const SwimTone tones[SWIM_N_LOOP_VERDICTS] = {
    [SWIM_LOOP_RESPONSIVE] = SWIM_TONE_GOOD,
    [SWIM_LOOP_SOMETIMES] = SWIM_TONE_DOUBT,
    [SWIM_LOOP_STALLS] = SWIM_TONE_BAD,
    [SWIM_LOOP_BLOCKS] = SWIM_TONE_BAD,
  };

  return tones[verdict];
}

/* A mode that keeps other events waiting is not good, however fast. */
static SwimTone
find_tone (guint column, const SwimContender *contender)
{
  static const SwimTone tones[SWIM_N_VERDICTS] = {
    [SWIM_VERDICT_FASTER] = SWIM_TONE_GOOD,        [SWIM_VERDICT_SLOWER] = SWIM_TONE_BAD,
    [SWIM_VERDICT_DIFFERENT_WORK] = SWIM_TONE_BAD, [SWIM_VERDICT_FAILED] = SWIM_TONE_BAD,
    [SWIM_VERDICT_UNCLEAR] = SWIM_TONE_DOUBT,
  };
  SwimTone tone = tones[contender->verdict];

  if (columns[column].cell == cell_loop || is_metric (column, "stall.max"))
    return find_loop_tone (contender->loop);
  if (columns[column].cell != cell_verdict && !is_metric (column, "speedup"))
    return SWIM_TONE_PLAIN;
  return tone == SWIM_TONE_GOOD && swim_loop_verdict_is_bad (contender->loop) ? SWIM_TONE_DOUBT
                                                                              : tone;
}

/* The sign of a verdict that has no column: that on time follows the speed-up, and that on the loop
 * its longest stall. NULL: none does. */
static const char *
find_sign (guint column, const SwimContender *contender)
{
  if (is_metric (column, "speedup"))
    return swim_verdict_get_sign (contender->verdict);
  if (is_metric (column, "stall.max"))
    return swim_loop_verdict_get_sign (contender->loop);
  return NULL;
}

/* No-break spaces, since swim_grid_make_compact () removes others; none before the sign of a stall,
 * for which 80 columns have no room. */
static char *
make_cell (guint column, const SwimContender *contender, gboolean signs, const char *time_unit)
{
  char *text = columns[column].metric != NULL
                   ? format_metric (columns[column].metric, contender, time_unit)
                   : columns[column].cell (contender, time_unit);
  const char *sign = signs ? find_sign (column, contender) : NULL;
  g_autofree char *owned = NULL;

  if (sign == NULL)
    return text;
  owned = text;
  return g_strconcat (owned, is_metric (column, "speedup") ? "\u00a0" : "",
                      *sign != '\0' ? sign : "\u00a0", NULL);
}

/* The modes, SwimContender, with the columns that fit the width, or all (transfer full). Durations
 * are in @time_unit, or each in its own where that is NULL. */
SwimGrid *
swim_report_grid (GPtrArray *contenders, guint width, gboolean wide, const char *time_unit)
{
  SwimGrid *grid = swim_grid_new ();

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (is_shown (i, contenders, width, wide))
      swim_grid_add_column (grid, columns[i].heading,
                            columns[i].cell == cell_mode || columns[i].cell == cell_verdict
                                || columns[i].cell == cell_loop);
  for (guint row = 0; row < contenders->len; row++)
    for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
      if (is_shown (i, contenders, width, wide))
        {
          const SwimContender *contender = g_ptr_array_index (contenders, row);

          swim_grid_add_cell (grid,
                              make_cell (i, contender, !has_verdicts (width, wide), time_unit),
                              find_tone (i, contender));
        }
  return grid;
}

/* The table (transfer full), fitted to that many columns of a terminal, or with all its columns.
 * Names that are too long for it are folded where @fold is set; else their rows are longer. */
char *
swim_report_table (GPtrArray *contenders,
                   guint width,
                   gboolean wide,
                   gboolean fold,
                   gboolean color,
                   const char *time_unit)
{
  g_autoptr (SwimGrid) grid = swim_report_grid (contenders, width, wide, time_unit);

  swim_grid_make_compact (grid);
  grid->fold = fold && !wide;
  return swim_grid_print (grid, wide ? MAX (width, 250) : width,
                          has_verdicts (width, wide) ? "  " : " ", color);
}

static void
append_sign (GString *text, const char *sign, const char *name)
{
  if (*sign != '\0')
    g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", sign, name);
}

static gboolean
has_verdict (const SwimComparison *comparison, gboolean of_loop, guint verdict)
{
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (comparison, i);

      if ((of_loop ? (guint) contender->loop : (guint) contender->verdict) == verdict)
        return TRUE;
    }
  return FALSE;
}

/* What the signs in such a table mean (transfer full); NULL if the verdicts have a column. */
char *
swim_report_legend (const SwimComparison *comparison, guint width, gboolean wide)
{
  GString *text;

  if (has_verdicts (width, wide))
    return NULL;
  text = g_string_new (NULL);
  for (SwimVerdict verdict = 0; verdict < SWIM_N_VERDICTS; verdict++)
    if (has_verdict (comparison, FALSE, verdict))
      append_sign (text, swim_verdict_get_sign (verdict), swim_verdict_to_string (verdict));
  for (SwimLoopVerdict verdict = 1; verdict < SWIM_N_LOOP_VERDICTS; verdict++)
    if (has_verdict (comparison, TRUE, verdict))
      append_sign (text, swim_loop_verdict_get_sign (verdict),
                   swim_loop_verdict_in_words (verdict));
  return g_string_free (text, text->len == 0);
}
