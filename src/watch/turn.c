/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/turn.h"

#include <math.h>

/* What takes this share of a stall is its cause. */
#define MOST 0.5

/* The calls of a turn, together. */
typedef struct
{
  guint64 count;
  gint64 total;
  gint64 offloaded;
  gint64 longest;
  guint site; /* that took most of the time, or SWIM_NO_SITE */
  guint64 site_total;
} Sum;

static gboolean
is_in (const SwimTurn *turn, const SwimWatchCall *call)
{
  return (gint64) call->start >= turn->start && (gint64) call->start < turn->end;
}

static void
add_calls (Sum *sum, const SwimWatchCalls *calls, const SwimHome *home, SwimTrack *track)
{
  const SwimSite *site = swim_sites_get (home->sites, calls->site);

  sum->count += calls->count;
  sum->total += (gint64) calls->total_ns;
  sum->longest = MAX (sum->longest, (gint64) calls->max_ns);
  if (site == NULL)
    return;
  swim_tally_add (swim_track_get_tally (track, calls->site), calls->count, calls->total_ns,
                  calls->max_ns);
  if (site->ignored >= 0)
    home->rule_uses[site->ignored] += calls->count;
  if (site->offloaded)
    sum->offloaded += (gint64) calls->total_ns;
  if (sum->site == SWIM_NO_SITE || calls->total_ns > sum->site_total)
    {
      sum->site = calls->site;
      sum->site_total = calls->total_ns;
    }
}

static Sum
sum_up (const SwimTurn *turn, const SwimHome *home, SwimTrack *track)
{
  Sum sum = { .site = SWIM_NO_SITE };
  gint64 duration = turn->end - turn->start;

  for (guint i = 0; i < turn->calls->len; i++)
    {
      add_calls (&sum, &g_array_index (turn->calls, SwimWatchCalls, i), home, track);
      sum.total = MIN (sum.total, duration);
      sum.offloaded = MIN (sum.offloaded, duration);
    }
  for (guint i = 0; i < turn->long_calls->len; i++)
    {
      const SwimWatchCall *call = &g_array_index (turn->long_calls, SwimWatchCall, i);

      if (is_in (turn, call) && swim_sites_get (home->sites, call->site) != NULL)
        swim_tally_set_target (swim_track_get_tally (track, call->site), call->duration,
                               call->target);
    }
  return sum;
}

/* The longest call from that site in the turn, or NULL. */
static const SwimWatchCall *
find_longest (const SwimTurn *turn, guint site)
{
  const SwimWatchCall *longest = NULL;

  for (guint i = 0; i < turn->long_calls->len; i++)
    {
      const SwimWatchCall *call = &g_array_index (turn->long_calls, SwimWatchCall, i);

      if (call->site == site && is_in (turn, call)
          && (longest == NULL || call->duration > longest->duration))
        longest = call;
    }
  return longest;
}

static void
name_call (SwimStall *stall, const SwimTurn *turn, const SwimHome *home, guint number)
{
  const SwimSite *site = swim_sites_get (home->sites, number);
  const SwimWatchCall *longest = find_longest (turn, number);

  stall->call = g_strdup (site->function);
  if (longest != NULL)
    stall->fd = longest->fd;
  if (longest != NULL && *longest->target != '\0')
    stall->fd_target = g_utf8_make_valid (longest->target, -1);
  else
    stall->fd_target = g_strdup (site->target);
}

/* A thread that waits for a CPU does so in calls, too; that is not what they are to blame for. */
static SwimCause
find_cause (const Sum *sum, gint64 duration, SwimShares shares)
{
  if (shares.waiting >= MOST)
    return SWIM_CAUSE_STARVED;
  if ((double) sum->total >= MOST * (double) duration && sum->site != SWIM_NO_SITE)
    return SWIM_CAUSE_BLOCKED;
  if (shares.on_cpu >= MOST)
    return SWIM_CAUSE_COMPUTING;
  if (1 - shares.on_cpu - shares.waiting >= MOST)
    return SWIM_CAUSE_BLOCKED;
  return SWIM_CAUSE_UNKNOWN;
}

static void
note_stall (SwimStall *stall,
            const SwimTurn *turn,
            const SwimHome *home,
            SwimTrack *track,
            const Sum *sum)
{
  SwimShares shares = swim_looks_get (turn->looks, turn->start, turn->end);
  gboolean in_calls = (double) sum->total >= MOST * (double) stall->duration;
  double off_cpu = (1 - MIN (shares.on_cpu + shares.waiting, 1)) * (double) stall->duration;
  SwimWatchStall *seen;

  stall->start = turn->start - home->started;
  stall->cause = find_cause (sum, stall->duration, shares);
  in_calls &= stall->cause == SWIM_CAUSE_BLOCKED && sum->site != SWIM_NO_SITE;
  if (in_calls)
    name_call (stall, turn, home, sum->site);
  if (!isnan (shares.on_cpu))
    swim_track_add_off_cpu (track, off_cpu / 1e9, MIN (off_cpu, (double) sum->total) / 1e9);
  seen = swim_watch_stall_new (swim_stall_copy (stall));
  seen->caught = in_calls;
  seen->unended = turn->unended;
  seen->calls = (guint) MIN (sum->count, G_MAXUINT);
  seen->in_calls = (double) sum->total / 1e9;
  seen->call_longest = (double) sum->longest / 1e9;
  swim_stall_list_add (home->stalls, track, in_calls ? sum->site : SWIM_NO_SITE, seen);
}

/* Adds the turn to the track, and to the stalls if it is one. */
void
swim_turn_account (const SwimTurn *turn, const SwimHome *home, SwimTrack *track)
{
  Sum sum = sum_up (turn, home, track);
  SwimStall *stall =
      swim_track_add_turn (track, turn->start, turn->end, turn->nested, sum.offloaded);

  if (stall != NULL)
    note_stall (stall, turn, home, track, &sum);
}
