/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A distribution has two lives. Up to SWIM_DISTRIBUTION_EXACT values it keeps each one, and every
 * answer is exact. They are kept in 32 bits, in room that is reserved once and touched only as it
 * fills: on a loop that is being measured, memory that grows and moves would be most of the cost.
 * The few values that need more bits stand apart. Then the values move into buckets, 128 to each
 * power of two, which keep their count and their sum: a bucket is at most 1/128 (0.8 %) wide, and a
 * sum over whole buckets stays exact. */
#include "config.h"

#include "loop/distribution.h"

#include <math.h>
#include <stdlib.h>

#define SUB_BITS 7
#define SUB_BUCKETS (1u << SUB_BITS)
#define N_BUCKETS ((64 - SUB_BITS + 1) * SUB_BUCKETS)

typedef struct
{
  guint64 count;
  double sum;
} Bucket;

struct _SwimDistribution
{
  guint32 *values; /* NULL in the second life */
  guint n_values;
  GArray *large; /* of guint64: the values that need more than 32 bits; NULL in the second life */
  gboolean sorted;
  Bucket *buckets; /* NULL in the first life */
  guint64 count;
  guint64 max;
  double sum;
};

SwimDistribution *
swim_distribution_new (void)
{
  SwimDistribution *self = g_new0 (SwimDistribution, 1);

  self->values = g_new (guint32, SWIM_DISTRIBUTION_EXACT);
  self->large = g_array_new (FALSE, FALSE, sizeof (guint64));
  return self;
}

void
swim_distribution_free (SwimDistribution *self)
{
  if (self == NULL)
    return;
  g_free (self->values);
  g_clear_pointer (&self->large, g_array_unref);
  g_free (self->buckets);
  g_free (self);
}

/* Small values have a bucket each; a larger one is placed by its highest bits. */
static guint
bucket_of (guint64 value)
{
  guint shift;

  if (value < SUB_BUCKETS)
    return (guint) value;
  shift = 63 - SUB_BITS - (guint) __builtin_clzll (value);
  return (shift + 1) * SUB_BUCKETS + (guint) ((value >> shift) - SUB_BUCKETS);
}

static void
add_to_bucket (SwimDistribution *self, guint64 value)
{
  Bucket *bucket = &self->buckets[bucket_of (value)];

  bucket->count++;
  bucket->sum += (double) value;
}

static void
move_into_buckets (SwimDistribution *self)
{
  self->buckets = g_new0 (Bucket, N_BUCKETS);
  for (guint i = 0; i < self->n_values; i++)
    add_to_bucket (self, self->values[i]);
  for (guint i = 0; i < self->large->len; i++)
    add_to_bucket (self, g_array_index (self->large, guint64, i));
  g_clear_pointer (&self->values, g_free);
  g_clear_pointer (&self->large, g_array_unref);
}

void
swim_distribution_add (SwimDistribution *self, guint64 value)
{
  if (self->values != NULL && self->count == SWIM_DISTRIBUTION_EXACT)
    move_into_buckets (self);
  self->count++;
  self->sum += (double) value;
  self->max = MAX (self->max, value);
  self->sorted = FALSE;
  if (self->values == NULL)
    add_to_bucket (self, value);
  else if (value <= G_MAXUINT32)
    self->values[self->n_values++] = (guint32) value;
  else
    g_array_append_val (self->large, value);
}

static void
add_bucket (SwimDistribution *self, guint at, const Bucket *other)
{
  self->buckets[at].count += other->count;
  self->buckets[at].sum += other->sum;
  self->count += other->count;
  self->sum += other->sum;
}

/* Adds all values of another one, which keeps them. Exact as long as both are. */
void
swim_distribution_add_all (SwimDistribution *self, SwimDistribution *other)
{
  if (other->values != NULL)
    {
      for (guint i = 0; i < other->n_values; i++)
        swim_distribution_add (self, other->values[i]);
      for (guint i = 0; i < other->large->len; i++)
        swim_distribution_add (self, g_array_index (other->large, guint64, i));
      return;
    }
  if (self->values != NULL)
    move_into_buckets (self);
  for (guint i = 0; i < N_BUCKETS; i++)
    add_bucket (self, i, &other->buckets[i]);
  self->max = MAX (self->max, other->max);
}

guint64
swim_distribution_get_count (SwimDistribution *self)
{
  return self->count;
}

guint64
swim_distribution_get_max (SwimDistribution *self)
{
  return self->max;
}

double
swim_distribution_get_sum (SwimDistribution *self)
{
  return self->sum;
}

static int
compare_values (const void *a, const void *b)
{
  guint32 x = *(const guint32 *) a;
  guint32 y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

static int
compare_large (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a;
  guint64 y = *(const guint64 *) b;

  return x < y ? -1 : x > y;
}

/* Either life as a list of groups of equal values, from the largest down. */
typedef struct
{
  SwimDistribution *self;
  guint left_large;
  guint left;
} Groups;

static void
groups_begin (Groups *groups, SwimDistribution *self)
{
  gboolean exact = self->values != NULL;

  if (exact && !self->sorted)
    {
      qsort (self->values, self->n_values, sizeof self->values[0], compare_values);
      g_array_sort (self->large, compare_large);
      self->sorted = TRUE;
    }
  groups->self = self;
  groups->left_large = exact ? self->large->len : 0;
  groups->left = exact ? self->n_values : N_BUCKETS;
}

/* The next lower bucket that is not empty. */
static gboolean
next_bucket (Groups *groups, double *value, guint64 *count)
{
  while (groups->left > 0)
    {
      const Bucket *bucket = &groups->self->buckets[--groups->left];

      if (bucket->count == 0)
        continue;
      *value = bucket->sum / (double) bucket->count;
      *count = bucket->count;
      return TRUE;
    }
  return FALSE;
}

static gboolean
groups_next (Groups *groups, double *value, guint64 *count)
{
  SwimDistribution *self = groups->self;

  if (self->values == NULL)
    return next_bucket (groups, value, count);
  *count = 1;
  if (groups->left_large > 0)
    *value = (double) g_array_index (self->large, guint64, --groups->left_large);
  else if (groups->left > 0)
    *value = (double) self->values[--groups->left];
  else
    return FALSE;
  return TRUE;
}

/* The q-quantile by nearest rank: the smallest value that at least a share q do not exceed.
 * NaN where there are no values. */
double
swim_distribution_quantile (SwimDistribution *self, double q)
{
  guint64 rank = (guint64) ceil (q * (double) self->count - 1e-9);
  guint64 above = self->count - CLAMP (rank, 1, MAX (self->count, 1));
  guint64 seen = 0;
  guint64 count;
  double value;
  Groups groups;

  if (self->count == 0)
    return NAN;
  groups_begin (&groups, self);
  while (groups_next (&groups, &value, &count))
    {
      seen += count;
      if (seen > above)
        return value;
    }
  return NAN;
}

/* Σ max (0, v − x) over all values v. */
double
swim_distribution_excess (SwimDistribution *self, double x)
{
  double excess = 0;
  double value;
  guint64 count;
  Groups groups;

  groups_begin (&groups, self);
  while (groups_next (&groups, &value, &count) && value > x)
    excess += (value - x) * (double) count;
  return excess;
}

/* The sum of all values that are larger than x. */
double
swim_distribution_sum_over (SwimDistribution *self, double x)
{
  double sum = 0;
  double value;
  guint64 count;
  Groups groups;

  groups_begin (&groups, self);
  while (groups_next (&groups, &value, &count) && value > x)
    sum += value * (double) count;
  return sum;
}

/* Where the values are busy spans in a stretch of time that is @span long, an event that arrives at
 * a random moment waits longer than x with probability excess (x) / span. This is the smallest x
 * for which that is at most 1 − q. Between two neighbouring values excess is a straight line, so
 * the answer is exact. */
double
swim_distribution_wait_quantile (SwimDistribution *self, double span, double q)
{
  double allowed = (1 - q) * span;
  double sum = 0;
  double larger = 0; /* how many values lie above the current one */
  double value;
  guint64 count;
  Groups groups;

  groups_begin (&groups, self);
  while (groups_next (&groups, &value, &count))
    {
      if (larger > 0 && sum - larger * value >= allowed)
        return MAX (0, (sum - allowed) / larger);
      sum += value * (double) count;
      larger += (double) count;
    }
  return larger > 0 && sum > allowed ? (sum - allowed) / larger : 0;
}
