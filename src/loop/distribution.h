/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A distribution of durations, or of any counts, within 0.1 % and in memory that does not grow. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimDistribution SwimDistribution;

SwimDistribution *swim_distribution_new (void);
void swim_distribution_free (SwimDistribution *distribution);
void swim_distribution_add (SwimDistribution *distribution, guint64 value);
void swim_distribution_add_many (SwimDistribution *distribution, guint64 value, guint64 count);
void swim_distribution_add_all (SwimDistribution *distribution, const SwimDistribution *other);
guint64 swim_distribution_get_count (const SwimDistribution *distribution);
guint64 swim_distribution_get_max (const SwimDistribution *distribution);
double swim_distribution_get_sum (const SwimDistribution *distribution);

/* Called with the mean and the count of the values of a bucket. */
typedef void (*SwimDistributionFunc) (double mean, guint64 count, gpointer data);
void swim_distribution_foreach (const SwimDistribution *distribution,
                                SwimDistributionFunc func,
                                gpointer data);
double swim_distribution_quantile (const SwimDistribution *distribution, double q);
double swim_distribution_excess (const SwimDistribution *distribution, double x);
double swim_distribution_wait_quantile (const SwimDistribution *distribution,
                                        double span,
                                        double q);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimDistribution, swim_distribution_free)

G_END_DECLS
