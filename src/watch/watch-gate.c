/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/watch-gate.h"

#include <math.h>
#include <string.h>

#include "base/swim-error.h"
#include "compare/condition.h"

#define EXAMPLE "stall.max>100ms"

static const SwimWatchLoop *
get_loop (const SwimWatchReport *report, guint loop)
{
  return g_ptr_array_index (report->loops, loop);
}

#define LOOP_METRIC(name, field) \
  static double get_##name (const SwimWatchReport *report, guint loop) \
  { \
    return (double) get_loop (report, loop)->field; \
  }
LOOP_METRIC (stall_max, report.delay_max)
LOOP_METRIC (stall_count, report.stalls)
LOOP_METRIC (delay_p50, report.delay_p50)
LOOP_METRIC (delay_p99, report.delay_p99)
LOOP_METRIC (delay_p999, report.delay_p999)
LOOP_METRIC (blocked, report.blocked_fraction)
LOOP_METRIC (utilization, report.utilization)
LOOP_METRIC (turns, report.iterations)
LOOP_METRIC (what_if_p99, what_if.delay_p99)
LOOP_METRIC (what_if_max, what_if.delay_max)
#undef LOOP_METRIC

typedef struct
{
  double count;
  double total;
  double max;
} Calls;

/* The calls of a loop that no rule leaves away. */
static Calls
sum_up (const SwimWatchReport *report, guint loop)
{
  Calls sum = { 0 };

  for (guint i = 0; i < report->calls->len; i++)
    {
      const SwimAuditCall *call = g_ptr_array_index (report->calls, i);

      if (call->loop != loop || call->ignored)
        continue;
      sum.count += (double) call->count;
      sum.total += call->total;
      sum.max = MAX (sum.max, call->max);
    }
  if (g_strcmp0 (report->audit, "off") == 0)
    sum.count = sum.total = sum.max = NAN;
  return sum;
}

static double
get_calls_count (const SwimWatchReport *report, guint loop)
{
  return sum_up (report, loop).count;
}

static double
get_calls_total (const SwimWatchReport *report, guint loop)
{
  return sum_up (report, loop).total;
}

static double
get_calls_max (const SwimWatchReport *report, guint loop)
{
  return sum_up (report, loop).max;
}

static double
get_before_loop (const SwimWatchReport *report, guint loop)
{
  const SwimWatchProcess *process =
      g_ptr_array_index (report->processes, get_loop (report, loop)->process);

  return process->before_loop;
}

static const SwimWatchMetric metrics[] = {
  { "stall.max", SWIM_QUANTITY_DURATION, get_stall_max },
  { "stall.count", SWIM_QUANTITY_NUMBER, get_stall_count },
  { "delay.p50", SWIM_QUANTITY_DURATION, get_delay_p50 },
  { "delay.p99", SWIM_QUANTITY_DURATION, get_delay_p99 },
  { "delay.p99.9", SWIM_QUANTITY_DURATION, get_delay_p999 },
  { "blocked", SWIM_QUANTITY_SHARE, get_blocked },
  { "utilization", SWIM_QUANTITY_SHARE, get_utilization },
  { "turns", SWIM_QUANTITY_NUMBER, get_turns },
  { "calls.count", SWIM_QUANTITY_NUMBER, get_calls_count },
  { "calls.total", SWIM_QUANTITY_DURATION, get_calls_total },
  { "calls.max", SWIM_QUANTITY_DURATION, get_calls_max },
  { "what-if.p99", SWIM_QUANTITY_DURATION, get_what_if_p99 },
  { "what-if.max", SWIM_QUANTITY_DURATION, get_what_if_max },
  { "before-loop", SWIM_QUANTITY_DURATION, get_before_loop },
};

struct _SwimWatchGate
{
  SwimCondition condition;
  char *loop; /* NULL: any */
  const SwimWatchMetric *metric;
};

const SwimWatchMetric *
swim_watch_metric_list (guint *n_metrics)
{
  *n_metrics = G_N_ELEMENTS (metrics);
  return metrics;
}

void
swim_watch_gate_free (SwimWatchGate *self)
{
  if (self == NULL)
    return;
  swim_condition_clear (&self->condition);
  g_free (self->loop);
  g_free (self);
}

/* Names of loops may have dots, as those of metrics do: what the subject ends with counts. */
static gboolean
parse_subject (SwimWatchGate *self, GError **error)
{
  const char *subject = self->condition.subject;
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *why = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    {
      const char *name = metrics[i].name;
      gsize before = strlen (subject) - MIN (strlen (name), strlen (subject));

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
      if (strcmp (subject + before, name) != 0 || before == 1
          || (before > 0 && subject[before - 1] != '.'))
        continue;
      self->metric = &metrics[i];
      self->loop = before > 0 ? g_strndup (subject, before - 1) : NULL;
      return TRUE;
    }
  why =
      g_strdup_printf ("“%s” is neither a metric of a watch nor a loop, a dot and a metric (there "
                       "are %s)",
                       subject, names->str);
  return swim_condition_fail (&self->condition, why, error);
}

/* A share is at most 1, as which a bare number is taken, also by one who meant per cent. */
static gboolean
check_share (const SwimWatchGate *self, GError **error)
{
  const SwimCondition *condition = &self->condition;
  gboolean always = swim_condition_is_met (condition, 0) && swim_condition_is_met (condition, 1);
  gboolean never = !swim_condition_is_met (condition, 0) && !swim_condition_is_met (condition, 1);

  if (self->metric->quantity != SWIM_QUANTITY_SHARE || (condition->limit <= 1 && !never))
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "the condition “%s” is %s true, since %s is from 0%% to 100%%, and a number without "
               "%% is a fraction (1 is 100%%); an example is %s>5%%",
               condition->text, always ? "always" : "never", self->metric->name,
               self->metric->name);
  return FALSE;
}

/* Parses a gate (transfer full). */
SwimWatchGate *
swim_watch_gate_parse (const char *text, GError **error)
{
  g_autoptr (SwimWatchGate) self = g_new0 (SwimWatchGate, 1);

  if (!swim_condition_parse (&self->condition, text, EXAMPLE, error) || !parse_subject (self, error)
      || !swim_condition_set_limit (&self->condition, self->metric->quantity, self->metric->name,
                                    error)
      || !check_share (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* A missing figure fails too: otherwise a gate without data would always pass. */
static gboolean
check_loop (const SwimWatchGate *self, const SwimWatchReport *report, guint loop, char **failure)
{
  const SwimWatchMetric *metric = self->metric;
  const char *name = get_loop (report, loop)->name;
  double value = metric->get (report, loop);
  g_autofree char *shown = swim_quantity_format (metric->quantity, value);

  if (isfinite (value) && !swim_condition_is_met (&self->condition, value))
    return TRUE;
  if (isfinite (value))
    *failure = g_strdup_printf ("%s: %s %s is %s", self->condition.text, name, metric->name, shown);
  else
    *failure =
        g_strdup_printf ("%s: %s has no %s to judge", self->condition.text, name, metric->name);
  return FALSE;
}

/* A gate about every loop is about those that were not watched, too. */
static gboolean
check_unwatched (const SwimWatchGate *self, const SwimWatchReport *report, char **failure)
{
  if (self->loop != NULL || !(report->unwatched > 0))
    return TRUE;
  *failure =
      g_strdup_printf ("%s: nothing is known of %.0f more processes or threads with loops, which "
                       "could not be watched",
                       self->condition.text, report->unwatched);
  return FALSE;
}

/* Whether the report passes the gate. FALSE with what failed (transfer full): the condition is met,
 * the figure is missing, or the loop was not seen. */
gboolean
swim_watch_gate_check (const SwimWatchGate *self, const SwimWatchReport *report, char **failure)
{
  guint meant = 0;

  for (guint i = 0; i < report->loops->len; i++)
    {
      const SwimWatchLoop *loop = get_loop (report, i);

      if (self->loop != NULL ? strcmp (self->loop, loop->name) != 0 : loop->is_private)
        continue;
      meant++;
      if (!check_loop (self, report, i, failure))
        return FALSE;
    }
  if (meant == 0)
    *failure = g_strdup_printf ("%s: %s%s was seen", self->condition.text,
                                self->loop != NULL ? "no loop " : "no loop",
                                self->loop != NULL ? self->loop : "");
  return meant > 0 && check_unwatched (self, report, failure);
}
