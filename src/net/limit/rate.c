/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A token bucket that needs no refilling (GCRA): its state is when the next token is due, one
 * number, which is changed without a lock. */
#include "config.h"

#include "net/limit/rate.h"

/* Tokens of the last so many µs may still be used, so that a loop or a thread that comes late does
 * not fall behind for good. It is also the longest burst. */
#define LATENESS_US 20000

struct _SwimRate
{
  double cost; /* ns of each */
  gint64 next; /* atomic: ns; when the next one is due */
};

SwimRate *
swim_rate_new (double per_second)
{
  SwimRate *rate = g_new0 (SwimRate, 1);

  g_assert (per_second > 0);
  rate->cost = 1e9 / per_second;
  return rate;
}

void
swim_rate_free (SwimRate *rate)
{
  g_free (rate);
}

/* From when on unused tokens count, in ns. */
static gint64
earliest (gint64 now)
{
  return (now - LATENESS_US) * 1000;
}

gint64
swim_rate_take (SwimRate *rate, guint64 amount, gint64 now)
{
  gint64 next = __atomic_load_n (&rate->next, __ATOMIC_RELAXED);
  gint64 cost = (gint64) (rate->cost * (double) amount);
  gint64 due;

  do
    due = MAX (next, earliest (now));
  while (!__atomic_compare_exchange_n (&rate->next, &next, due + cost, TRUE, __ATOMIC_RELAXED,
                                       __ATOMIC_RELAXED));
  return MAX (now, (due + 999) / 1000);
}

gint64
swim_rate_peek (SwimRate *rate, gint64 now)
{
  gint64 next = __atomic_load_n (&rate->next, __ATOMIC_RELAXED);

  return MAX (now, (next + 999) / 1000);
}
