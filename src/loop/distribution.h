/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A distribution of durations, or of any counts: exact up to a million values, then within 1 % in
 * memory that no longer grows. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimDistribution SwimDistribution;

/* How many values are kept as they are. */
#define SWIM_DISTRIBUTION_EXACT 1000000

SwimDistribution *swim_distribution_new (void);
void swim_distribution_free (SwimDistribution *distribution);
void swim_distribution_add (SwimDistribution *distribution, guint64 value);
void swim_distribution_add_all (SwimDistribution *distribution, SwimDistribution *other);
guint64 swim_distribution_get_count (SwimDistribution *distribution);
guint64 swim_distribution_get_max (SwimDistribution *distribution);
double swim_distribution_get_sum (SwimDistribution *distribution);
double swim_distribution_quantile (SwimDistribution *distribution, double q);
double swim_distribution_excess (SwimDistribution *distribution, double x);
double swim_distribution_sum_over (SwimDistribution *distribution, double x);
double swim_distribution_wait_quantile (SwimDistribution *distribution, double span, double q);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimDistribution, swim_distribution_free)

G_END_DECLS
