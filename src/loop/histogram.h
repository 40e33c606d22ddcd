/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A distribution as it is saved: the buckets that are not empty, 128 to each power of two, so that
 * the distributions of several machines add up exactly and their percentiles are right within
 * 0.4 %. */
#pragma once

#include <json-glib/json-glib.h>

#include "loop/distribution.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 value; /* the smallest one of the bucket */
  guint64 count; /* at least 1 */
} SwimHistogramBucket;

GArray *swim_histogram_of (const SwimDistribution *distribution);
void swim_histogram_add_to (const GArray *histogram, SwimDistribution *distribution);
guint64 swim_histogram_get_count (const GArray *histogram);
JsonObject *swim_histogram_to_json (const GArray *histogram);
GArray *swim_histogram_from_json (JsonObject *object, GError **error);

G_END_DECLS
