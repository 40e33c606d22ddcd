/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/metric.h"

#include <math.h>
#include <string.h>

static const SwimMetric metrics[] = {
  { "speedup", SWIM_QUANTITY_RATIO, SWIM_FIGURE (SwimSummary, DOUBLE, median) },
  { "speedup.lower", SWIM_QUANTITY_RATIO, SWIM_FIGURE (SwimSummary, DOUBLE, lower) },
  { "speedup.upper", SWIM_QUANTITY_RATIO, SWIM_FIGURE (SwimSummary, DOUBLE, upper) },
#define SWIM_METRIC(name, quantity, figure) { name, SWIM_QUANTITY_##quantity, figure },
#include "run/metrics.def"
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
  if (metric->quantity != SWIM_QUANTITY_RATIO)
    return swim_contender_get_median (contender, &metric->figure);
  return contender->speedup.n > 0 ? swim_figure_read (&metric->figure, &contender->speedup) : NAN;
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
