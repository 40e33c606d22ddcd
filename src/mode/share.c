/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "mode/share.h"

#include <math.h>

#include "base/hash.h"

/* From here on not every integer is a double. No list is as long; a number in a file may be. */
#define EXACT 0x1p53

/* Items are taken in strata: stratum k holds the indices from ceil (k / share) up to, not
 * including, ceil ((k + 1) / share), and exactly one of them is chosen, by a hash of seed and k. So
 * n items hold share · n chosen ones, give or take one: a share drawn item by item would leave 20
 * items without any in one run of eight, and the comparison without its point.
 *
 * This is the last k of which the stratum begins at or before the index; the rounding of the
 * product may be off by one either way. */
static double
find_stratum (double share, guint64 index)
{
  double stratum = floor (((double) index + 1) * share);

  if ((double) index >= EXACT)
    return stratum; /* where adding 1 may change nothing, however often */
  while (stratum > 0 && ceil (stratum / share) > (double) index)
    stratum--;
  while (ceil ((stratum + 1) / share) <= (double) index)
    stratum++;
  return stratum;
}

/* The first index of a stratum; a tiny share has its second beyond all numbers. */
static guint64
begin_stratum (double share, double stratum)
{
  return (guint64) MIN (ceil (stratum / share), 0x1p63);
}

static guint64
choose (double share, guint64 seed, double stratum)
{
  guint64 first = begin_stratum (share, stratum);
  guint64 end = begin_stratum (share, stratum + 1);

  return first + swim_hash_number ((guint64) stratum, seed) % MAX (end - first, 1);
}

gboolean
swim_share_has (double share, guint64 seed, guint64 index)
{
  if (share <= 0)
    return FALSE;
  if (share >= 1)
    return TRUE;
  return choose (share, seed, find_stratum (share, index)) == index;
}

guint64
swim_share_count (double share, guint64 seed, guint64 items)
{
  double stratum;

  if (!(share > 0) || items == 0)
    return 0;
  if (share >= 1)
    return items;
  /* One of each stratum before that of the last item, and perhaps one of that. */
  stratum = find_stratum (share, items - 1);
  return (guint64) stratum + (choose (share, seed, stratum) < items ? 1 : 0);
}
