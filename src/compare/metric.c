/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/metric.h"

#include <math.h>
#include <string.h>

static double
known (gint64 value)
{
  return value < 0 ? NAN : (double) value;
}

/* A function for each metric of a record. */
#define CONCAT(a, b) a##b
#define FIGURE(line) CONCAT (figure_, line)
#define SWIM_METRIC(name, kind, expression) \
  static double FIGURE (__LINE__) (const SwimRecord *record) { return expression; }
#include "compare/gates.def"
#undef SWIM_METRIC

static const SwimMetric metrics[] = {
  { "speedup", SWIM_METRIC_RATIO, NULL, G_STRUCT_OFFSET (SwimSummary, median) },
  { "speedup.lower", SWIM_METRIC_RATIO, NULL, G_STRUCT_OFFSET (SwimSummary, lower) },
  { "speedup.upper", SWIM_METRIC_RATIO, NULL, G_STRUCT_OFFSET (SwimSummary, upper) },
#define SWIM_METRIC(name, kind, expression) { name, SWIM_METRIC_##kind, FIGURE (__LINE__), 0 },
#include "compare/gates.def"
#undef SWIM_METRIC
};

const SwimMetric *
swim_metric_list (guint *n_metrics)
{
  *n_metrics = G_N_ELEMENTS (metrics);
  return metrics;
}

/* The metric of that name, or NULL. */
const SwimMetric *
swim_metric_lookup (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    if (strcmp (metrics[i].name, name) == 0)
      return &metrics[i];
  return NULL;
}

/* The metric of a mode, the median over its rounds; NaN where no run has it. */
double
swim_metric_get (const SwimMetric *metric, const SwimContender *contender)
{
  SwimSummary summary;

  if (metric->figure == NULL)
    return contender->speedup.n > 0 ? G_STRUCT_MEMBER (double, &contender->speedup, metric->offset)
                                    : NAN;
  return swim_contender_summarize (contender, metric->figure, &summary) ? summary.median : NAN;
}

/* The names of all metrics, for a message (transfer full). */
char *
swim_metric_join (void)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", metrics[i].name);
  return g_string_free (names, FALSE);
}
