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
  char *mode; /* NULL: any */
  const SwimMetric *metric;
};

void
swim_gate_free (SwimGate *self)
{
  if (self == NULL)
    return;
  swim_condition_clear (&self->condition);
  g_free (self->mode);
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

/* Parses the text before the operator: a metric, or a mode and a metric. */
static gboolean
parse_subject (SwimGate *self, GError **error)
{
  const char *subject = self->condition.subject;
  const char *dot = strchr (subject, '.');
  g_autofree char *why = NULL;
  g_autofree char *names = NULL;

  self->metric = find_metric (subject);
  if (self->metric != NULL)
    return TRUE;
  if (dot != NULL)
    {
      self->mode = g_strndup (subject, (gsize) (dot - subject));
      self->metric = find_metric (dot + 1);
      if (swim_mode_lookup (self->mode) == NULL)
        {
          why = g_strdup_printf ("“%s” is neither a mode nor part of a metric", self->mode);
          return swim_condition_fail (&self->condition, why, error);
        }
    }
  if (self->metric != NULL)
    return TRUE;
  names = swim_metric_join ();
  why = g_strdup_printf ("there is no metric “%s” (there are %s)", dot != NULL ? dot + 1 : subject,
                         names);
  return swim_condition_fail (&self->condition, why, error);
}

/* Parses a gate (transfer full). */
SwimGate *
swim_gate_parse (const char *text, GError **error)
{
  g_autoptr (SwimGate) self = g_new0 (SwimGate, 1);

  if (!swim_condition_parse (&self->condition, text, EXAMPLE, error) || !parse_subject (self, error)
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
    *failure = g_strdup_printf ("%s: %s %s has no %s to judge (too few items or rounds?)",
                                self->condition.text, job, mode, self->metric->name);
  return FALSE;
}

static gboolean
is_meant (const SwimGate *self, const SwimComparison *comparison, guint i)
{
  if (self->mode != NULL)
    return strcmp (self->mode, swim_comparison_get (comparison, i)->mode) == 0;
  return i > 0 || self->metric->quantity != SWIM_QUANTITY_RATIO;
}

static gboolean
miss (const SwimGate *self, char **failure)
{
  *failure = g_strdup_printf ("%s: none of its modes was run", self->condition.text);
  return FALSE;
}

/* Whether concluded comparisons pass the gate. FALSE with what failed (transfer full): the
 * condition is met, the figure is missing, or no comparison has the mode. */
gboolean
swim_gate_check (const SwimGate *self, GPtrArray *comparisons, char **failure)
{
  guint meant = 0;

  for (guint i = 0; i < comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (comparisons, i);

      for (guint j = 0; j < comparison->contenders->len; j++)
        {
          const SwimContender *contender = swim_comparison_get (comparison, j);

          if (!is_meant (self, comparison, j))
            continue;
          meant++;
          if (!check_value (self, swim_metric_get (self->metric, contender), comparison->job,
                            contender->mode, failure))
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

/* As swim_gate_check (), of a gate that is about changes: of the modes that are in both results. */
gboolean
swim_gate_check_changes (const SwimGate *self, GPtrArray *changes, char **failure)
{
  guint meant = 0;

  for (guint i = 0; i < changes->len; i++)
    {
      const SwimChange *change = g_ptr_array_index (changes, i);

      if (change->before == NULL || change->after == NULL
          || (self->mode != NULL && strcmp (self->mode, change->mode) != 0))
        continue;
      meant++;
      if (!check_value (self, swim_figure_read (&self->metric->figure, change), change->job,
                        change->mode, failure))
        return FALSE;
    }
  return meant > 0 || miss (self, failure);
}
