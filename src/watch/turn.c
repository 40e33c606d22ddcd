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

/* How long the calls from that site took, and the longest; a long turn tells them in parts. */
static void
get_site (const SwimTurn *turn, guint site, gint64 *total, gint64 *longest)
{
  gint64 duration = turn->end - turn->start;

  *total = *longest = 0;
  for (guint i = 0; i < turn->calls->len; i++)
    {
      const SwimWatchCalls *calls = &g_array_index (turn->calls, SwimWatchCalls, i);

      if (calls->site != site)
        continue;
      *total += (gint64) MIN (calls->total_ns, (guint64) (duration - *total));
      *longest = MAX (*longest, (gint64) calls->max_ns);
    }
}

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

/* What is known of a stall. */
typedef struct
{
  gint64 duration;
  const Sum *sum;
  SwimShares shares;
  const SwimSighting *sighting; /* NULL: nothing was seen while it lasted */
} Evidence;

static gboolean
calls_explain (const Evidence *evidence)
{
  return (double) evidence->sum->total >= MOST * (double) evidence->duration
         && evidence->sum->site != SWIM_NO_SITE;
}

/* A thread that waits for a CPU does so in calls, too; that is not what they are to blame for. */
static SwimCause
find_cause (const Evidence *evidence)
{
  const SwimSighting *sighting = evidence->sighting;

  if (evidence->shares.waiting >= MOST)
    return SWIM_CAUSE_STARVED;
  if (calls_explain (evidence))
    return SWIM_CAUSE_BLOCKED;
  if (sighting != NULL && sighting->wait->cause != SWIM_CAUSE_UNKNOWN)
    return sighting->wait->cause;
  if (evidence->shares.on_cpu >= MOST)
    return SWIM_CAUSE_COMPUTING;
  if (1 - evidence->shares.on_cpu - evidence->shares.waiting >= MOST)
    return SWIM_CAUSE_BLOCKED;
  return SWIM_CAUSE_UNKNOWN;
}

/* Whether to name a call. One alone is not named for the time in which it waited for a CPU; but
 * where many took the time, it is told that they did, and so which. */
static gboolean
is_in_calls (const Evidence *evidence, SwimCause cause)
{
  return calls_explain (evidence)
         && (cause == SWIM_CAUSE_BLOCKED
             || (double) evidence->sum->longest < MOST * (double) evidence->duration);
}

/* What the thread was seen to wait in, where that was no call that is timed. */
static void
take_wait (SwimStall *stall, const SwimSighting *sighting)
{
  if (stall->cause != SWIM_CAUSE_BLOCKED || sighting->wait->cause != SWIM_CAUSE_BLOCKED)
    return;
  stall->call = g_strdup (sighting->wait->call);
  stall->fd = sighting->wait->fd;
  stall->fd_target = g_strdup (sighting->wait->fd_target);
}

static SwimWatchStall *
make_stall (const SwimStall *stall, const SwimTurn *turn, const Evidence *evidence)
{
  SwimWatchStall *made = swim_watch_stall_new (swim_stall_copy (stall));
  gint64 total, longest;

  made->caught = is_in_calls (evidence, stall->cause);
  made->unended = turn->unended;
  made->calls = (guint) MIN (evidence->sum->count, G_MAXUINT);
  made->in_calls = (double) evidence->sum->total / 1e9;
  made->call_longest = (double) evidence->sum->longest / 1e9;
  made->on_cpu = evidence->shares.on_cpu * (double) evidence->duration / 1e9;
  made->without_cpu = evidence->shares.waiting * (double) evidence->duration / 1e9;
  if (made->caught)
    {
      get_site (turn, evidence->sum->site, &total, &longest);
      made->call_total = (double) total / 1e9;
      made->call_max = (double) longest / 1e9;
    }
  if (evidence->sighting != NULL)
    made->source = g_strdup (evidence->sighting->source);
  return made;
}

static void
add_off_cpu (SwimTrack *track, const Evidence *evidence)
{
  double share = evidence->shares.on_cpu + evidence->shares.waiting;
  double off_cpu = (1 - MIN (share, 1)) * (double) evidence->duration;

  if (!isnan (share))
    swim_track_add_off_cpu (track, off_cpu / 1e9,
                            MIN (off_cpu, (double) evidence->sum->total) / 1e9);
}

/* Adds the stall to the worst; the stack is named at the end. */
static void
list_stall (const SwimStall *stall,
            const SwimTurn *turn,
            const SwimHome *home,
            SwimTrack *track,
            const Evidence *evidence)
{
  const SwimSighting *sighting = evidence->sighting;
  SwimSeenStall seen = { track, SWIM_NO_SITE, NULL, make_stall (stall, turn, evidence) };

  /* A thread may wait for a CPU there rather than for what the call is on; that is where it was. */
  if (calls_explain (evidence))
    seen.site = evidence->sum->site;
  else if (sighting != NULL && sighting->addresses->len > 0)
    seen.addresses = g_array_ref (sighting->addresses);
  else if (sighting != NULL && sighting->no_stack != NULL)
    g_hash_table_add (home->notes,
                      g_strdup_printf ("Process %d: the stack of a stall is not known, since %s.",
                                       home->pid, sighting->no_stack));
  swim_stall_list_add (home->stalls, &seen);
}

static void
note_stall (SwimStall *stall,
            const SwimTurn *turn,
            const SwimHome *home,
            SwimTrack *track,
            const Sum *sum)
{
  Evidence evidence = { stall->duration, sum, swim_looks_get (turn->looks, turn->start, turn->end),
                        NULL };

  if (home->sampler != NULL)
    evidence.sighting = swim_sampler_find (home->sampler, turn->tid, (guint64) turn->start);
  stall->start = turn->start - home->started;
  stall->cause = find_cause (&evidence);
  if (is_in_calls (&evidence, stall->cause))
    name_call (stall, turn, home, sum->site);
  else if (evidence.sighting != NULL)
    take_wait (stall, evidence.sighting);
  add_off_cpu (track, &evidence);
  list_stall (stall, turn, home, track, &evidence);
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const SwimWatchCall *x = *(const SwimWatchCall *const *) a;
  const SwimWatchCall *y = *(const SwimWatchCall *const *) b;

  return x->start < y->start ? -1 : x->start > y->start;
}

/* The long calls in the turn that would be given to threads, in their order. */
static GPtrArray *
list_offloaded (const SwimTurn *turn, const SwimHome *home)
{
  GPtrArray *calls = g_ptr_array_new ();

  for (guint i = 0; i < turn->long_calls->len; i++)
    {
      SwimWatchCall *call = &g_array_index (turn->long_calls, SwimWatchCall, i);
      const SwimSite *site = is_in (turn, call) ? swim_sites_get (home->sites, call->site) : NULL;

      if (site != NULL && site->offloaded)
        g_ptr_array_add (calls, call);
    }
  g_ptr_array_sort (calls, compare_starts);
  return calls;
}

/* What would remain of the turn. */
static void
add_what_if (const SwimTurn *turn, const SwimHome *home, SwimTrack *track, gint64 offloaded)
{
  g_autoptr (GPtrArray) calls = NULL;
  g_autoptr (GArray) pieces = NULL;
  gint64 at = turn->start;
  gint64 piece;

  if (offloaded == 0)
    {
      swim_what_if_add (track->what_if, turn->end - turn->start);
      return;
    }
  calls = list_offloaded (turn, home);
  pieces = g_array_new (FALSE, FALSE, sizeof piece);
  for (guint i = 0; i < calls->len; i++)
    {
      const SwimWatchCall *call = g_ptr_array_index (calls, i);
      gint64 start = MAX ((gint64) call->start, at);
      gint64 left = turn->end - start;

      piece = start - at;
      g_array_append_val (pieces, piece);
      at = start + (gint64) MIN (call->duration, (guint64) left);
      offloaded -= at - start;
    }
  piece = turn->end - at;
  g_array_append_val (pieces, piece);
  swim_what_if_add_pieces (track->what_if, pieces, offloaded);
}

/* Adds the turn to the track, and to the stalls if it is one. */
void
swim_turn_account (const SwimTurn *turn, const SwimHome *home, SwimTrack *track)
{
  Sum sum = sum_up (turn, home, track);
  SwimStall *stall = swim_track_add_turn (track, turn->start, turn->end, turn->nested);

  add_what_if (turn, home, track, sum.offloaded);
  if (stall != NULL)
    note_stall (stall, turn, home, track, &sum);
}
