/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/cut-stall.h"

/* Gives the stall that call in the place of the system call that the thread was seen in. */
static void
name (SwimSeenStall *seen, const SwimSite *site, guint32 number)
{
  SwimStall *stall = seen->stall->stall;

  g_free (stall->call);
  stall->call = g_strdup (site->function);
  g_free (stall->fd_target);
  stall->fd_target = g_strdup (site->target);
  stall->fd = -1;
  g_clear_pointer (&seen->addresses, g_array_unref);
  seen->site = number;
  seen->stall->caught = TRUE;
}

/* The program was ended in the turn of the track that @last tells of. If it was a stall that the
 * known calls do not explain, but was seen in calls that are timed, then it was in those that are
 * not known. */
void
swim_cut_stall_name (const SwimHome *home, const SwimTrack *track, const SwimWatchThread *last)
{
  const SwimSighting *sighting =
      home->sampler != NULL ? swim_sampler_find (home->sampler, last->tid, last->busy_since) : NULL;
  const SwimSite *site = sighting != NULL ? swim_sites_get (home->sites, sighting->site) : NULL;
  SwimSeenStall *seen =
      swim_stall_list_find (home->stalls, track, (gint64) last->busy_since - home->started);

  if (site == NULL || seen == NULL || seen->stall->caught
      || seen->stall->stall->cause != SWIM_CAUSE_BLOCKED)
    return;
  name (seen, site, sighting->site);
  seen->stall->unended = last->call_since != 0 && last->call_site == sighting->site;
}
