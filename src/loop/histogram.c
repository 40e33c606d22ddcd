/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "loop/histogram.h"

#include "base/json-fields.h"
#include "base/swim-error.h"

#define SUB_BITS 7

/* More than there are buckets: a file is not trusted. */
#define MOST_BUCKETS ((guint) (64 - SUB_BITS + 1) << SUB_BITS)

/* How many values the bucket of this one has. */
static guint64
get_width (guint64 value)
{
  guint bits = value > 0 ? 64 - (guint) __builtin_clzll (value) : 0;

  return G_GUINT64_CONSTANT (1) << (bits > SUB_BITS + 1 ? bits - SUB_BITS - 1 : 0);
}

/* The buckets come from the highest value to the lowest. */
static void
add_bucket (double mean, guint64 count, gpointer data)
{
  GArray *histogram = data;
  guint64 value = (guint64) MIN (mean, 9e18);
  SwimHistogramBucket bucket = { value & ~(get_width (value) - 1), count };
  SwimHistogramBucket *last =
      histogram->len > 0 ? &g_array_index (histogram, SwimHistogramBucket, histogram->len - 1)
                         : NULL;

  if (last != NULL && last->value == bucket.value)
    last->count += count;
  else
    g_array_append_val (histogram, bucket);
}

/* The buckets in the order of their values (transfer full, of SwimHistogramBucket). */
GArray *
swim_histogram_of (const SwimDistribution *distribution)
{
  GArray *histogram = g_array_new (FALSE, FALSE, sizeof (SwimHistogramBucket));

  swim_distribution_foreach (distribution, add_bucket, histogram);
  for (guint low = 0, high = histogram->len; low + 1 < high; low++, high--)
    {
      SwimHistogramBucket *buckets = (gpointer) histogram->data;
      SwimHistogramBucket bucket = buckets[low];

      buckets[low] = buckets[high - 1];
      buckets[high - 1] = bucket;
    }
  return histogram;
}

/* Adds its values to a distribution, each as the middle of its bucket. */
void
swim_histogram_add_to (const GArray *histogram, SwimDistribution *distribution)
{
  for (guint i = 0; i < histogram->len; i++)
    {
      const SwimHistogramBucket *bucket = &g_array_index (histogram, SwimHistogramBucket, i);

      swim_distribution_add_many (distribution, bucket->value + (get_width (bucket->value) - 1) / 2,
                                  bucket->count);
    }
}

/* How many values it has. */
guint64
swim_histogram_get_count (const GArray *histogram)
{
  guint64 count = 0;

  for (guint i = 0; i < histogram->len; i++)
    count += g_array_index (histogram, SwimHistogramBucket, i).count;
  return count;
}

/* As an object of two arrays (transfer full). */
JsonObject *
swim_histogram_to_json (const GArray *histogram)
{
  JsonObject *object = json_object_new ();
  JsonArray *values = json_array_sized_new (histogram->len);
  JsonArray *counts = json_array_sized_new (histogram->len);

  for (guint i = 0; i < histogram->len; i++)
    {
      const SwimHistogramBucket *bucket = &g_array_index (histogram, SwimHistogramBucket, i);

      json_array_add_int_element (values, (gint64) MIN (bucket->value, (guint64) G_MAXINT64));
      json_array_add_int_element (counts, (gint64) MIN (bucket->count, (guint64) G_MAXINT64));
    }
  json_object_set_array_member (object, "us", values);
  json_object_set_array_member (object, "count", counts);
  return object;
}

/* An element that is a whole number of at least @least; -1 where it is not. */
static gint64
integer_at (JsonArray *array, guint index, gint64 least)
{
  JsonNode *node = json_array_get_element (array, index);

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64
      || json_node_get_int (node) < least)
    return -1;
  return json_node_get_int (node);
}

/* Appends the bucket at @index, whose value must be above that of the one before and the smallest
 * of its bucket, and whose count must not make the sum overflow. */
static gboolean
read_bucket (JsonArray *values, JsonArray *counts, guint index, gint64 *sum, GArray *histogram)
{
  gint64 value = integer_at (values, index, 0);
  gint64 count = integer_at (counts, index, 1);
  SwimHistogramBucket bucket = { (guint64) value, (guint64) count };

  if (value < 0 || count < 0 || count > G_MAXINT64 - *sum
      || (bucket.value & (get_width (bucket.value) - 1)) != 0
      || (index > 0
          && bucket.value <= g_array_index (histogram, SwimHistogramBucket, index - 1).value))
    return FALSE;
  *sum += count;
  g_array_append_val (histogram, bucket);
  return TRUE;
}

/* The buckets (transfer full) from an object; NULL where it is not what swim_histogram_to_json ()
 * makes. */
GArray *
swim_histogram_from_json (JsonObject *object, GError **error)
{
  JsonArray *values = swim_json_get_array (object, "us", error);
  JsonArray *counts = values != NULL ? swim_json_get_array (object, "count", error) : NULL;
  g_autoptr (GArray) histogram = NULL;
  gint64 sum = 0;
  guint n;

  if (counts == NULL)
    return NULL;
  n = json_array_get_length (values);
  if (n != json_array_get_length (counts) || n > MOST_BUCKETS)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                   "“us” and “count” of a histogram have %u and %u elements, and should have as "
                   "many of each, at most %u",
                   n, json_array_get_length (counts), MOST_BUCKETS);
      return NULL;
    }
  histogram = g_array_new (FALSE, FALSE, sizeof (SwimHistogramBucket));
  for (guint i = 0; i < n; i++)
    if (!read_bucket (values, counts, i, &sum, histogram))
      {
        g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                     "“us” and “count” of a histogram, [%u]: not a bucket above the one before", i);
        return NULL;
      }
  return g_steal_pointer (&histogram);
}
