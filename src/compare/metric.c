/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/metric.h"

#include <math.h>
#include <string.h>

static const SwimMetric metrics[] = {
  { "speedup", SWIM_QUANTITY_RATIO, SWIM_FIGURE (SwimSummary, DOUBLE, median),
    SWIM_METRIC_OF_SPEEDUP },
  { "speedup.lower", SWIM_QUANTITY_RATIO, SWIM_FIGURE (SwimSummary, DOUBLE, lower),
    SWIM_METRIC_OF_SPEEDUP },
  { "speedup.upper", SWIM_QUANTITY_RATIO, SWIM_FIGURE (SwimSummary, DOUBLE, upper),
    SWIM_METRIC_OF_SPEEDUP },
  { "lost", SWIM_QUANTITY_SHARE, SWIM_FIGURE (SwimSummary, DOUBLE, median), SWIM_METRIC_OF_LOST },
  { "lost.lower", SWIM_QUANTITY_SHARE, SWIM_FIGURE (SwimSummary, DOUBLE, lower),
    SWIM_METRIC_OF_LOST },
  { "lost.upper", SWIM_QUANTITY_SHARE, SWIM_FIGURE (SwimSummary, DOUBLE, upper),
    SWIM_METRIC_OF_LOST },
#define SWIM_METRIC(name, quantity, figure) \
  { name, SWIM_QUANTITY_##quantity, figure, SWIM_METRIC_OF_RUN },
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

/* Whether the metric says how long the loop of a run kept events waiting. */
gboolean
swim_metric_is_about_loop (const SwimMetric *metric)
{
  gsize loop = offsetof (SwimRecord, loop);

  return metric->source == SWIM_METRIC_OF_RUN && metric->figure.offset >= loop
         && metric->figure.offset < loop + sizeof (SwimLoopReport);
}

static double
read_summary (const SwimMetric *metric, const SwimSummary *summary)
{
  return summary->n > 0 ? swim_figure_read (&metric->figure, summary) : NAN;
}

/* The metric of a mode, the median over its rounds; NaN where no run has it. */
double
swim_metric_get (const SwimMetric *metric, const SwimContender *contender)
{
  switch (metric->source)
    {
    case SWIM_METRIC_OF_SPEEDUP:
      return read_summary (metric, &contender->speedup);
    case SWIM_METRIC_OF_LOST:
      return read_summary (metric, &contender->lost);
    case SWIM_METRIC_OF_RUN:
      return swim_contender_get_median (contender, &metric->figure);
    case SWIM_METRIC_OF_CHANGE:
      break;
    }
  return NAN;
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
