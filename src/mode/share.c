/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "mode/share.h"

#include <math.h>

#include "base/hash.h"

/* Items are taken in strata: stratum k holds the indices from ceil (k / share) up to, not
 * including, ceil ((k + 1) / share), and exactly one of them is chosen, by a hash of seed and k. So
 * n items hold share · n chosen ones, give or take one: a share drawn item by item would leave 20
 * items without any in one run of eight, and the comparison without its point. */
gboolean
swim_share_has (double share, guint64 seed, guint64 index)
{
  double stratum;
  guint64 first, end, chosen;

  if (share <= 0)
    return FALSE;
  if (share >= 1)
    return TRUE;

  /* The last k of which the stratum begins at or before index; the rounding of the product may be
   * off by one either way. */
  stratum = floor (((double) index + 1) * share);
  while (stratum > 0 && ceil (stratum / share) > (double) index)
    stratum--;
  while (ceil ((stratum + 1) / share) <= (double) index)
    stratum++;
  first = (guint64) ceil (stratum / share);
  end = (guint64) ceil ((stratum + 1) / share);
  chosen = first + swim_hash_number ((guint64) stratum, seed) % MAX (end - first, 1);
  return chosen == index;
}
