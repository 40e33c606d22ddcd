/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/gate.h"

#include <math.h>
#include <string.h>

#include "compare/condition.h"
#include "mode/mode.h"

#define EXAMPLE "async.speedup<2"

/* Metrics of what changed between two results. */
static const SwimMetric change_metrics[] = {
  { "change", SWIM_QUANTITY_RATIO, SWIM_FIGURE (SwimChange, DOUBLE, ratio), SWIM_METRIC_OF_CHANGE },
  { "change.lower", SWIM_QUANTITY_RATIO, SWIM_FIGURE (SwimChange, DOUBLE, lower),
    SWIM_METRIC_OF_CHANGE },
  { "change.upper", SWIM_QUANTITY_RATIO, SWIM_FIGURE (SwimChange, DOUBLE, upper),
    SWIM_METRIC_OF_CHANGE },
};

struct _SwimGate
{
  SwimCondition condition;
  char *mode;  /* NULL: any */
  char *value; /* of a sweep, as it was given; NULL: any */
  const SwimMetric *metric;
};

void
swim_gate_free (SwimGate *self)
{
  if (self == NULL)
    return;
  swim_condition_clear (&self->condition);
  g_free (self->mode);
  g_free (self->value);
  g_free (self);
}

static const SwimMetric *
find_metric (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (change_metrics); i++)
    if (strcmp (change_metrics[i].name, name) == 0)
      return &change_metrics[i];
  return swim_metric_lookup (name);
}

static gboolean
fail_metric (const SwimGate *self, const char *name, GError **error)
{
  g_autofree char *names = swim_metric_join ();
  g_autofree char *why = g_strdup_printf ("there is no metric “%s” (there are %s)", name, names);

  return swim_condition_fail (&self->condition, why, error);
}

/* A mode, or a mode and a value of a sweep: `mixed@10`. */
static void
take_mode (SwimGate *self, const char *text, gsize length)
{
  const char *at = memchr (text, '@', length);

  self->mode = g_strndup (text, at != NULL ? (gsize) (at - text) : length);
  self->value = at != NULL ? g_strndup (at + 1, length - (gsize) (at + 1 - text)) : NULL;
}

/* Where the metric begins in a subject with a mode: after its first dot, or after the first that is
 * not part of the value. */
static const char *
find_dot (const char *subject)
{
  const char *dot = strchr (subject, '.');
  const char *at = strchr (subject, '@');

  if (dot == NULL || at == NULL || at > dot)
    return dot;
  while (dot != NULL && find_metric (dot + 1) == NULL)
    dot = strchr (dot + 1, '.');
  return dot;
}

/* A command and a metric, where it begins with one: names of commands may have dots. */
static gboolean
parse_command (SwimGate *self, const char *const *commands)
{
  const char *subject = self->condition.subject;

  for (; commands != NULL && *commands != NULL; commands++)
    {
      gsize length = strlen (*commands);

      if (strncmp (subject, *commands, length) != 0 || subject[length] != '.')
        continue;
      self->metric = find_metric (subject + length + 1);
      self->mode = self->metric != NULL ? g_strdup (*commands) : NULL;
      if (self->metric != NULL)
        return TRUE;
    }
  return FALSE;
}

/* Parses the text before the operator: a metric, or a mode and a metric. */
static gboolean
parse_subject (SwimGate *self, GError **error)
{
  const char *subject = self->condition.subject;
  const char *dot = find_dot (subject);
  g_autofree char *why = NULL;

  self->metric = find_metric (subject);
  if (self->metric != NULL)
    return TRUE;
  if (dot == NULL)
    return fail_metric (self, subject, error);
  take_mode (self, subject, (gsize) (dot - subject));
  if (swim_mode_lookup (self->mode) == NULL)
    {
      why = g_strdup_printf ("“%s” is neither a mode nor part of a metric", self->mode);
      return swim_condition_fail (&self->condition, why, error);
    }
  self->metric = find_metric (dot + 1);
  return self->metric != NULL || fail_metric (self, dot + 1, error);
}

/* Parses a gate about modes (transfer full). */
SwimGate *
swim_gate_parse (const char *text, GError **error)
{
  return swim_gate_parse_with (text, NULL, error);
}

/* Parses a gate (transfer full), which may also be about one of these commands, unless that is
 * NULL.
 */
SwimGate *
swim_gate_parse_with (const char *text, const char *const *commands, GError **error)
{
  g_autoptr (SwimGate) self = g_new0 (SwimGate, 1);

  if (!swim_condition_parse (&self->condition, text, EXAMPLE, error)
      || (!parse_command (self, commands) && !parse_subject (self, error))
      || !swim_condition_set_limit (&self->condition, self->metric->quantity, self->metric->name,
                                    error))
    return NULL;
  return g_steal_pointer (&self);
}

/* FALSE, with what is wrong, where the value of a mode fails. A missing figure fails too:
 * otherwise a gate without data would always pass. */
static gboolean
check_value (const SwimGate *self, double value, const char *job, const char *mode, char **failure)
{
  g_autofree char *shown = swim_quantity_format (self->metric->quantity, value);

  if (isfinite (value) && !swim_condition_is_met (&self->condition, value))
    return TRUE;
  if (isfinite (value))
    *failure = g_strdup_printf ("%s: %s %s %s is %s", self->condition.text, job, mode,
                                self->metric->name, shown);
  else
    *failure = g_strdup_printf ("%s: %s %s has no %s to judge (%s)", self->condition.text, job,
                                mode, self->metric->name,
                                self->metric->source == SWIM_METRIC_OF_LOST
                                    ? "it needs sequential and async, too, and async to be faster"
                                    : "too few items or rounds?");
  return FALSE;
}

/* Whether a gate without a mode is about this one. Of the loop it is not about modes that block it
 * by design, unless there is no other: it could never pass. */
static gboolean
is_any (const SwimGate *self, const SwimComparison *comparison, guint i, gboolean is_reference)
{
  const SwimContender *contender = swim_comparison_get (comparison, i);
  const SwimMode *mode = swim_contender_get_mode (contender);

  if (self->metric->source == SWIM_METRIC_OF_SPEEDUP)
    return !is_reference;
  if (self->metric->source == SWIM_METRIC_OF_LOST)
    return mode != NULL && (mode->traits & SWIM_MODE_USES_SHARE) != 0;
  return !swim_metric_is_about_loop (self->metric) || contender->loop != SWIM_LOOP_BLOCKS
         || comparison->contenders->len == 1;
}

static gboolean
is_meant (const SwimGate *self, const SwimComparison *comparison, const SwimSweep *sweep, guint i)
{
  const SwimSweepCell *cell = sweep != NULL ? swim_sweep_get (sweep, i) : NULL;
  const char *mode = swim_comparison_get (comparison, i)->mode;

  if (self->value != NULL
      && (cell == NULL || g_strcmp0 (self->value, swim_sweep_cell_text (sweep, cell)) != 0))
    return FALSE;
  if (self->mode != NULL)
    return strcmp (self->mode, mode) == 0;
  return is_any (self, comparison, i,
                 cell != NULL ? swim_sweep_cell_reference (sweep, cell) == cell : i == 0);
}

static gboolean
miss (const SwimGate *self, char **failure)
{
  if (self->value != NULL)
    *failure = g_strdup_printf ("%s: %s was not run at %s: only a sweep has values, as they were "
                                "given to --vary",
                                self->condition.text, self->mode, self->value);
  else if (self->mode == NULL)
    *failure = g_strdup_printf ("%s: it applies to none of the modes that were run; name the mode, "
                                "such as mixed.%s",
                                self->condition.text, self->metric->name);
  else
    *failure = g_strdup_printf ("%s: %s was not run", self->condition.text, self->mode);
  return FALSE;
}

/* What a message calls a mode, or a cell of a sweep (transfer full). */
static char *
name_contender (const SwimContender *contender, const SwimSweep *sweep, guint i)
{
  const char *value =
      sweep != NULL ? swim_sweep_cell_text (sweep, swim_sweep_get (sweep, i)) : NULL;

  return value != NULL ? g_strdup_printf ("%s@%s", contender->mode, value)
                       : g_strdup (contender->mode);
}

/* Whether concluded comparisons pass the gate, or the one of a concluded sweep, unless that is
 * NULL. FALSE with what failed (transfer full): the condition is met, the figure is missing, or no
 * comparison has the mode. */
gboolean
swim_gate_check (const SwimGate *self,
                 GPtrArray *comparisons,
                 const SwimSweep *sweep,
                 char **failure)
{
  guint meant = 0;

  for (guint i = 0; i < comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (comparisons, i);

      for (guint j = 0; j < comparison->contenders->len; j++)
        {
          const SwimContender *contender = swim_comparison_get (comparison, j);
          g_autofree char *name = name_contender (contender, sweep, j);

          if (!is_meant (self, comparison, sweep, j))
            continue;
          meant++;
          if (!check_value (self, swim_metric_get (self->metric, contender), comparison->job, name,
                            failure))
            return FALSE;
        }
    }
  return meant > 0 || miss (self, failure);
}

/* The metrics of what changed between two results, which only gates know. */
const SwimMetric *
swim_gate_list_changes (guint *n_metrics)
{
  *n_metrics = G_N_ELEMENTS (change_metrics);
  return change_metrics;
}

/* Whether the gate is about what changed between two results. */
gboolean
swim_gate_is_about_change (const SwimGate *self)
{
  return self->metric >= change_metrics
         && self->metric < change_metrics + G_N_ELEMENTS (change_metrics);
}

/* As swim_gate_check (), of a gate that is about changes: of the modes that are in both results.
 * Sweeps are not compared with each other, so that no change is one at a value. */
gboolean
swim_gate_check_changes (const SwimGate *self, GPtrArray *changes, char **failure)
{
  guint meant = 0;

  for (guint i = 0; i < changes->len; i++)
    {
      const SwimChange *change = g_ptr_array_index (changes, i);

      if (self->value != NULL || change->before == NULL || change->after == NULL
          || (self->mode != NULL && strcmp (self->mode, change->mode) != 0))
        continue;
      meant++;
      if (!check_value (self, swim_figure_read (&self->metric->figure, change), change->job,
                        change->mode, failure))
        return FALSE;
    }
  return meant > 0 || miss (self, failure);
}
