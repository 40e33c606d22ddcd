/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/sites.h"

#include <execinfo.h>
#include <string.h>

#include "preload/modules.h"
#include "preload/process.h"
#include "preload/scripts.h"

/* Frames of this library that are above the caller, at most. */
#define OWN_FRAMES 8

static uint32_t
hash (uintptr_t caller, uint32_t depth, uint32_t what)
{
  uint64_t key = caller ^ ((uint64_t) depth << 32) ^ ((uint64_t) what << 20);

  key *= UINT64_C (0x9e3779b97f4a7c15);
  return (uint32_t) (key >> 40) % SWIM_SITE_ENTRIES;
}

/* Under the lock: the entry of the key, or a free one. There are twice as many as sites. */
static SwimSiteEntry *
find (uintptr_t caller, uint32_t depth, uint32_t what)
{
  uint32_t at = hash (caller, depth, what);

  for (;; at = (at + 1) % SWIM_SITE_ENTRIES)
    {
      SwimSiteEntry *entry = &swim_process->sites[at];

      if (entry->site == 0
          || (entry->caller == caller && entry->depth == depth && entry->what == what))
        return entry;
    }
}

static SwimWatchSite *
site_at (uint32_t index)
{
  return (SwimWatchSite *) ((unsigned char *) swim_process->image + SWIM_WATCH_SITES_AT) + index;
}

static uint16_t
walk (uintptr_t caller, uint64_t frames[SWIM_WATCH_FRAMES])
{
  void *walked[SWIM_WATCH_FRAMES + OWN_FRAMES];
  int n = backtrace (walked, SWIM_WATCH_FRAMES + OWN_FRAMES);
  int first = 0;
  uint16_t kept = 0;

  while (first < n && (uintptr_t) walked[first] != caller)
    first++;
  /* The unwinder could not get out of us. */
  if (first == n)
    {
      frames[0] = caller;
      return 1;
    }
  for (int i = first; i < n && kept < SWIM_WATCH_FRAMES; i++)
    frames[kept++] = (uintptr_t) walked[i];
  return kept;
}

static uint32_t
known (uintptr_t caller, uint32_t depth, uint32_t what)
{
  uint32_t site = 0;

  if (swim_process_lock ())
    {
      site = find (caller, depth, what)->site;
      swim_process_unlock ();
    }
  return site;
}

/* Publishes what was found out without the lock, unless another thread was faster. */
static uint32_t
insert (const SwimWatchSite *site, uintptr_t key, uint32_t what)
{
  SwimSiteEntry *entry;
  uint32_t index;

  if (!swim_process_lock ())
    return SWIM_WATCH_NO_SITE;
  entry = find (key, site->depth, what);
  if (entry->site != 0)
    {
      swim_process_unlock ();
      return entry->site - 1;
    }
  index = __atomic_fetch_add (&swim_process->image->n_sites, 1, __ATOMIC_RELAXED);
  if (index >= SWIM_WATCH_SITES)
    {
      __atomic_store_n (&swim_process->image->n_sites, SWIM_WATCH_SITES + 1, __ATOMIC_RELAXED);
      swim_process_unlock ();
      return SWIM_WATCH_NO_SITE;
    }
  memcpy (site_at (index), site, sizeof *site);
  __atomic_store_n (&site_at (index)->ready, 1, __ATOMIC_RELEASE);
  *entry = (SwimSiteEntry){ key, site->depth, what, index + 1 };
  swim_process_unlock ();
  return index;
}

uint32_t
swim_site_add (unsigned function,
               uint32_t number,
               uintptr_t caller,
               uintptr_t place,
               uint32_t depth,
               const SwimTarget *target)
{
  SwimWatchSite site = { .function = (uint16_t) function, .number = number, .depth = depth };
  uint32_t what = function | number << 8;
  uint32_t index = known (caller ^ place, depth, what);

  if (index != 0)
    return index - 1;
  if (__atomic_load_n (&swim_process->image->n_sites, __ATOMIC_RELAXED) > SWIM_WATCH_SITES)
    return SWIM_WATCH_NO_SITE;
  site.n_frames = walk (caller, site.frames);
  if (target != NULL)
    swim_target_describe (target, site.target);
  swim_modules_update ();
  swim_scripts_walk (&site);
  return insert (&site, caller ^ place, what);
}
