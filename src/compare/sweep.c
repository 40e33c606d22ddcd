/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/sweep.h"

#include <math.h>
#include <string.h>

#include "base/swim-error.h"
#include "mode/share.h"

#define MOST_VALUES 100

/* All that can be varied. An option of the runs or of the lab becomes a parameter by an entry. */
static const SwimSweepParameter parameters[] = {
  {
      .name = "blocking-share",
      .axis = "share of blocking calls",
      .unit = "percent",
      .takes = "percentages from 0 to 100, such as 0,1,50",
      .heading = "blocking",
      .suffix = "%",
      .before = "",
      .after = " % of the calls blocking",
      .target = SWIM_SWEEP_OF_RUN,
      .method = SWIM_SWEEP_BY_MODEL,
      .touches = SWIM_MODE_USES_SHARE,
      .quantity = SWIM_QUANTITY_PERCENT,
      .most = 100,
  },
  {
      .name = "jobs",
      .axis = "items in flight",
      .unit = "items",
      .takes = "numbers of items in flight, such as 1,8,64",
      .heading = "jobs",
      .suffix = "",
      .before = "",
      .after = " in flight",
      .target = SWIM_SWEEP_OF_RUN,
      .method = SWIM_SWEEP_BY_VALUE,
      .touches = SWIM_MODE_USES_JOBS,
      .quantity = SWIM_QUANTITY_COUNT,
      .least = 1,
      .most = 1e6,
  },
  {
      .name = "delay",
      .axis = "delay of the lab’s answers",
      .unit = "seconds",
      .takes = "durations of at most an hour, such as 1ms,0.1s",
      .heading = "delay",
      .suffix = "",
      .before = "answers after ",
      .after = "",
      .target = SWIM_SWEEP_OF_LAB,
      .method = SWIM_SWEEP_BY_MODE,
      .touches = 0,
      .quantity = SWIM_QUANTITY_DURATION,
      .most = SWIM_LONGEST_DELAY_SECONDS,
  },
  {
      .name = "client",
      .axis = "HTTP client",
      .takes = "names of HTTP clients, such as soup,curl",
      .heading = "client",
      .suffix = "",
      .before = "",
      .after = "",
      .target = SWIM_SWEEP_OF_RUN,
      .method = SWIM_SWEEP_BY_VALUE,
      .touches = 0,
      .names = TRUE,
  },
};

const SwimSweepParameter *
swim_sweep_list_parameters (guint *n_parameters)
{
  *n_parameters = G_N_ELEMENTS (parameters);
  return parameters;
}

static const SwimSweepParameter *
find_parameter (const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      if (strcmp (parameters[i].name, name) == 0)
        return &parameters[i];
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", parameters[i].name);
    }
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "--vary takes PARAMETER:VALUE,…, and “%s” is none of the parameters: %s", name,
               names->str);
  return NULL;
}

static gboolean
has_value (const SwimSweep *self, double value)
{
  for (guint i = 0; i < self->values->len; i++)
    if (g_array_index (self->values, double, i) == value)
      return TRUE;
  return FALSE;
}

/* A name is as good as its number among those that are given. */
static double
find_name (const SwimSweep *self, const char *name)
{
  guint place = 0;

  while (strcmp (self->texts[place], name) != 0)
    place++;
  return place;
}

/* FALSE: the text is no value of the parameter. Whether there is such a name the runs know; a sweep
 * that was saved by another build may have one that this build has not. */
static gboolean
parse_value (const SwimSweep *self, const char *text, double *value)
{
  const SwimSweepParameter *parameter = self->parameter;

  if (parameter->names)
    {
      *value = find_name (self, text);
      return text[0] != '\0';
    }
  return swim_quantity_parse (parameter->quantity, text, value) && *value >= parameter->least
         && *value <= parameter->most;
}

static gboolean
parse_values (SwimSweep *self, const char *text, GError **error)
{
  self->texts = g_strsplit (text, ",", -1);
  for (char **part = self->texts; *part != NULL; part++)
    {
      double value;

      if (!parse_value (self, *part, &value))
        g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--vary=%s takes %s, not “%s”",
                     self->parameter->name, self->parameter->takes, *part);
      else if (has_value (self, value))
        g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--vary=%s names %s twice",
                     self->parameter->name, *part);
      else if (self->values->len == MOST_VALUES)
        g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--vary=%s takes at most %d values",
                     self->parameter->name, MOST_VALUES);
      else
        {
          g_array_append_val (self->values, value);
          continue;
        }
      return FALSE;
    }
  if (self->values->len > 0)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--vary=%s takes %s, and none is given",
               self->parameter->name, self->parameter->takes);
  return FALSE;
}

static guint
add_cell (SwimSweep *self, gint value, const SwimMode *mode, gint reference)
{
  SwimSweepCell *cell = g_new0 (SwimSweepCell, 1);

  cell->value = value;
  cell->mode = mode;
  cell->reference = reference >= 0 ? reference : (gint) self->cells->len;
  cell->model = NAN;
  g_ptr_array_add (self->cells, cell);
  return self->cells->len - 1;
}

/* The first mode with the trait, or NULL. */
static const SwimMode *
find_mode (SwimModeTraits trait)
{
  for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
    if (((*mode)->traits & trait) != 0)
      return *mode;
  return NULL;
}

static gboolean
is_touched (const SwimSweep *self, const SwimMode *mode)
{
  SwimModeTraits touches = self->parameter->touches;

  return touches == 0 || (mode->traits & touches) != 0;
}

/* The first cell of the mode, or -1. */
static gint
find_cell (const SwimSweep *self, const SwimMode *mode)
{
  for (guint i = 0; i < self->cells->len; i++)
    if (swim_sweep_get (self, i)->mode == mode)
      return (gint) i;
  return -1;
}

/* The baseline does not know the parameter and runs once a round. The reference does not know it
 * either, but runs at each value: its rows show how much of
 * the difference between two values is noise. */
static gboolean
plan_by_model (SwimSweep *self, GError **error)
{
  const SwimMode *baseline = find_mode (SWIM_MODE_SWEEP_BASELINE);
  const SwimMode *reference = find_mode (SWIM_MODE_SWEEP_REFERENCE);

  if (baseline == NULL || reference == NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "--vary=%s compares with a mode that this build does not have",
                   self->parameter->name);
      return FALSE;
    }
  add_cell (self, -1, baseline, -1);
  for (guint value = 0; value < self->values->len; value++)
    {
      gint cell = (gint) add_cell (self, (gint) value, reference, -1);

      for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
        if (is_touched (self, *mode))
          add_cell (self, (gint) value, *mode, cell);
    }
  return TRUE;
}

/* Each mode against itself at the first value. */
static gboolean
plan_by_value (SwimSweep *self, GError **error)
{
  for (guint value = 0; value < self->values->len; value++)
    for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
      if (is_touched (self, *mode))
        add_cell (self, (gint) value, *mode, find_cell (self, *mode));
  return TRUE;
}

/* All modes of a value against the first of them. */
static gboolean
plan_by_mode (SwimSweep *self, GError **error)
{
  for (guint value = 0; value < self->values->len; value++)
    {
      gint first = -1;

      for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
        if (is_touched (self, *mode))
          {
            gint cell = (gint) add_cell (self, (gint) value, *mode, first);

            first = first >= 0 ? first : cell;
          }
    }
  return TRUE;
}

void
swim_sweep_free (SwimSweep *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->values);
  g_strfreev (self->texts);
  g_ptr_array_unref (self->cells);
  g_clear_pointer (&self->comparison, swim_comparison_free);
  g_free (self);
}

const SwimSweepCell *
swim_sweep_get (const SwimSweep *self, guint index)
{
  return g_ptr_array_index (self->cells, index);
}

/* The cell's value as it was given, or NULL where the mode does not depend on it. */
const char *
swim_sweep_cell_text (const SwimSweep *self, const SwimSweepCell *cell)
{
  return cell->value >= 0 ? self->texts[cell->value] : NULL;
}

/* The option that sets a value (transfer full). */
char *
swim_sweep_get_option (const SwimSweep *self, gint value)
{
  return g_strdup_printf ("--%s=%s", self->parameter->name, self->texts[value]);
}

/* The cell's value, or NaN. */
double
swim_sweep_cell_value (const SwimSweep *self, const SwimSweepCell *cell)
{
  return cell->value >= 0 ? g_array_index (self->values, double, (guint) cell->value) : NAN;
}

/* The cell that this one's speed-up is measured against; it may be itself. */
const SwimSweepCell *
swim_sweep_cell_reference (const SwimSweep *self, const SwimSweepCell *cell)
{
  return swim_sweep_get (self, (guint) cell->reference);
}

/* How many items of a run made a blocking call, exactly: with few items it is not the product. */
static guint64
count_chosen (const SwimRecord *record)
{
  return record != NULL ? swim_share_count (record->blocking_share, record->seed, record->items)
                        : 0;
}

/* The mean time of a blocking call: that of the baseline divided by its items. It includes what the
 * loop and the files need between the calls. */
static double
find_mean_blocking (const SwimContender *baseline)
{
  const SwimRecord *record = swim_contender_get_first (baseline);

  return record != NULL && record->items > 0 && baseline->wall.n > 0
             ? baseline->wall.median / (double) record->items
             : NAN;
}

/* The model of blocking calls on a loop: during one of them nothing else proceeds, so that k calls
 * take k times the mean (f · n · mean), and the rest takes as long as without them (L, which is the
 * reference as measured). */
static void
conclude_by_model (SwimSweep *self, SwimSweepCell *cell)
{
  const SwimSweepCell *baseline = swim_sweep_get (self, 0);
  const SwimSweepCell *reference = swim_sweep_cell_reference (self, cell);

  self->mean_blocking_seconds = find_mean_blocking (baseline->contender);
  if ((cell->mode->traits & SWIM_MODE_USES_SHARE) == 0)
    return;
  cell->blocking_calls = count_chosen (swim_contender_get_first (cell->contender));
  swim_contender_summarize_lost (cell->contender, baseline->contender, reference->contender,
                                 &cell->lost);
  if ((cell->mode->traits & SWIM_MODE_BLOCKS_LOOP) != 0 && reference->contender->wall.n > 0)
    cell->model = (double) cell->blocking_calls * self->mean_blocking_seconds
                  + reference->contender->wall.median;
}

/* What each method is. */
static const struct
{
  const char *against; /* what the speed-up is measured against, in words */
  gboolean (*plan) (SwimSweep *sweep, GError **error);
  void (*conclude) (SwimSweep *sweep, SwimSweepCell *cell); /* optional */
} methods[] = {
  [SWIM_SWEEP_BY_VALUE] = { "the same mode at the first value", plan_by_value, NULL },
  [SWIM_SWEEP_BY_MODE] = { "the first mode at the same value", plan_by_mode, NULL },
  [SWIM_SWEEP_BY_MODEL] = { "the mode without blocking calls, at the same value", plan_by_model,
                            conclude_by_model },
};

const char *
swim_sweep_get_against (const SwimSweep *self)
{
  return methods[self->parameter->method].against;
}

/* A sweep as --vary describes it: PARAMETER:VALUE,VALUE… */
SwimSweep *
swim_sweep_new (const char *vary, GError **error)
{
  g_autoptr (SwimSweep) self = g_new0 (SwimSweep, 1);
  const char *colon = strchr (vary, ':');
  g_autofree char *name =
      colon != NULL ? g_strndup (vary, (gsize) (colon - vary)) : g_strdup (vary);

  self->values = g_array_new (FALSE, FALSE, sizeof (double));
  self->cells = g_ptr_array_new_with_free_func (g_free);
  self->mean_blocking_seconds = NAN;
  self->parameter = find_parameter (name, error);
  if (self->parameter == NULL || !parse_values (self, colon != NULL ? colon + 1 : "", error))
    return NULL;
  if (!methods[self->parameter->method].plan (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Computes the figures of a cell, which are those of its contender, too: gates and tables read them
 * there. */
static void
conclude_cell (SwimSweep *self, guint index)
{
  void (*conclude) (SwimSweep *, SwimSweepCell *) = methods[self->parameter->method].conclude;
  SwimSweepCell *cell = g_ptr_array_index (self->cells, index);
  SwimContender *contender = swim_comparison_get (self->comparison, index);
  const SwimContender *reference = swim_sweep_cell_reference (self, cell)->contender;

  swim_contender_pair (contender, reference, &cell->speedup);
  if (conclude != NULL)
    conclude (self, cell);
  contender->speedup = cell->speedup;
  contender->lost = cell->lost;
}

/* Takes a concluded comparison whose contenders are the cells in their order, and computes the
 * figures of the cells. Call once. */
void
swim_sweep_conclude (SwimSweep *self, SwimComparison *comparison)
{
  self->comparison = comparison;
  for (guint i = 0; i < self->cells->len; i++)
    ((SwimSweepCell *) g_ptr_array_index (self->cells, i))->contender =
        swim_comparison_get (comparison, i);
  for (guint i = 0; i < self->cells->len; i++)
    conclude_cell (self, i);
}
