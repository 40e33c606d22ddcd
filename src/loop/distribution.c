/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The values are counted in buckets, 1024 to each power of two, which keep their count and their
 * sum. So memory does not grow with the number of values, values below 1024 are exact, a quantile
 * is off by less than 0.1 %, and sums over whole buckets are exact. Two distributions merge by
 * adding bucket to bucket. The array is not touched before it is used: the kernel provides only the
 * pages that hold a value. */
#include "config.h"

#include "loop/distribution.h"

#include <math.h>

#define SUB_BITS 10
#define SUB_BUCKETS (1u << SUB_BITS)
#define N_BUCKETS ((64 - SUB_BITS + 1) * SUB_BUCKETS)
#define WORD_BITS 64

typedef struct
{
  guint64 count;
  double sum;
} Bucket;

struct _SwimDistribution
{
  Bucket *buckets;
  guint64 used[N_BUCKETS / WORD_BITS]; /* a bit for each bucket: whether it is not empty */
  guint64 count;
  guint64 max;
  double sum;
};

SwimDistribution *
swim_distribution_new (void)
{
  SwimDistribution *self = g_new0 (SwimDistribution, 1);

  self->buckets = g_new0 (Bucket, N_BUCKETS);
  return self;
}

void
swim_distribution_free (SwimDistribution *self)
{
  if (self == NULL)
    return;
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

void
swim_distribution_add (SwimDistribution *self, guint64 value)
{
  swim_distribution_add_many (self, value, 1);
}

/* Adds a value so many times, at least once. */
void
swim_distribution_add_many (SwimDistribution *self, guint64 value, guint64 count)
{
  guint at = bucket_of (value);
  Bucket *bucket = &self->buckets[at];

  self->used[at / WORD_BITS] |= G_GUINT64_CONSTANT (1) << at % WORD_BITS;
  bucket->count += count;
  bucket->sum += (double) value * (double) count;
  self->count += count;
  self->sum += (double) value * (double) count;
  self->max = MAX (self->max, value);
}

guint64
swim_distribution_get_count (const SwimDistribution *self)
{
  return self->count;
}

guint64
swim_distribution_get_max (const SwimDistribution *self)
{
  return self->max;
}

double
swim_distribution_get_sum (const SwimDistribution *self)
{
  return self->sum;
}

/* Steps to the next lower bucket that is not empty, without a look at those between; @at is one
 * behind the last that was seen. */
static const Bucket *
step_down (const SwimDistribution *self, guint *at)
{
  guint word = *at / WORD_BITS;
  guint64 bits = 0;

  if (*at % WORD_BITS != 0)
    bits = self->used[word] << (WORD_BITS - *at % WORD_BITS) >> (WORD_BITS - *at % WORD_BITS);
  while (bits == 0 && word > 0)
    bits = self->used[--word];
  if (bits == 0)
    return NULL;
  *at = word * WORD_BITS + (WORD_BITS - 1 - (guint) __builtin_clzll (bits));
  return &self->buckets[*at];
}

static const Bucket *
find_highest (const SwimDistribution *self, guint *at)
{
  *at = bucket_of (self->max) + 1;
  return step_down (self, at);
}

/* Adds all values of another one, which keeps them. */
void
swim_distribution_add_all (SwimDistribution *self, const SwimDistribution *other)
{
  guint at;

  for (const Bucket *bucket = find_highest (other, &at); bucket != NULL;
       bucket = step_down (other, &at))
    {
      self->buckets[at].count += bucket->count;
      self->buckets[at].sum += bucket->sum;
      self->used[at / WORD_BITS] |= G_GUINT64_CONSTANT (1) << at % WORD_BITS;
    }
  self->count += other->count;
  self->sum += other->sum;
  self->max = MAX (self->max, other->max);
}

static double
mean_of (const Bucket *bucket)
{
  return bucket->sum / (double) bucket->count;
}

/* Calls @func with each bucket that is not empty, that of the highest values first. */
void
swim_distribution_foreach (const SwimDistribution *self, SwimDistributionFunc func, gpointer data)
{
  guint at;

  for (const Bucket *bucket = find_highest (self, &at); bucket != NULL;
       bucket = step_down (self, &at))
    func (mean_of (bucket), bucket->count, data);
}

/* The q-quantile by nearest rank: the smallest value that at least a share q do not exceed.
 * NaN where there are no values. */
double
swim_distribution_quantile (const SwimDistribution *self, double q)
{
  guint64 rank = (guint64) ceil (q * (double) self->count - 1e-9);
  guint64 above = self->count - CLAMP (rank, 1, MAX (self->count, 1));
  const Bucket *bucket;
  guint at;

  if (self->count == 0)
    return NAN;
  if (above == 0)
    return (double) self->max;
  bucket = find_highest (self, &at);
  for (; bucket != NULL && bucket->count <= above; bucket = step_down (self, &at))
    above -= bucket->count;
  return bucket != NULL ? mean_of (bucket) : NAN;
}

/* Σ max (0, v − x) over all values v. */
double
swim_distribution_excess (const SwimDistribution *self, double x)
{
  double excess = 0;
  guint at;

  for (const Bucket *bucket = find_highest (self, &at); bucket != NULL && mean_of (bucket) > x;
       bucket = step_down (self, &at))
    excess += bucket->sum - x * (double) bucket->count;
  return excess;
}

/* Where the values are busy spans in a stretch of time that is @span long, an event that arrives at
 * a random moment waits longer than x with probability excess (x) / span. This is the smallest x
 * for which that is at most 1 − q. Between two neighbouring values excess is a straight line, so
 * nothing is estimated beyond the width of a bucket. */
double
swim_distribution_wait_quantile (const SwimDistribution *self, double span, double q)
{
  double allowed = (1 - q) * span;
  double sum = 0;
  double larger = 0; /* how many values lie above the current bucket */
  guint at;

  for (const Bucket *bucket = find_highest (self, &at); bucket != NULL;
       bucket = step_down (self, &at))
    {
      if (larger > 0 && sum - larger * mean_of (bucket) >= allowed)
        break;
      sum += bucket->sum;
      larger += (double) bucket->count;
    }
  return larger > 0 && sum > allowed ? (sum - allowed) / larger : 0;
}
