/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/sites.h"

#include <string.h>

#include "preload/modules.h"
#include "preload/scripts.h"
#include "preload/unwind.h"

/* Frames of this library that are above the caller, at most. */
#define OWN_FRAMES 8

typedef struct
{
  const SwimSiteCall *call;
  SwimWatchSite site;
  SwimCallPath path;
  bool is_known; /* the path, so far */
  unsigned own;  /* frames of this library that were seen */
} Walk;

static uint32_t
hash (const SwimSiteEntry *key)
{
  uint64_t word = key->caller ^ ((uint64_t) key->depth << 32) ^ ((uint64_t) key->what << 20);

  word *= UINT64_C (0x9e3779b97f4a7c15);
  return (uint32_t) (word >> 40) % SWIM_SITE_ENTRIES;
}

/* Under the lock: the entry of the call, or a free one. There are twice as many as sites. */
static SwimSiteEntry *
find (const SwimSiteCall *call)
{
  uint32_t at = hash (&call->key);

  for (;; at = (at + 1) % SWIM_SITE_ENTRIES)
    {
      SwimSiteEntry *entry = &swim_process->sites[at];

      if (entry->site == 0 || swim_site_is (entry, call))
        return entry;
    }
}

static SwimWatchSite *
site_at (uint32_t index)
{
  return (SwimWatchSite *) ((unsigned char *) swim_process->image + SWIM_WATCH_SITES_AT) + index;
}

/* From the caller on, whose own address is in the key. */
static bool
on_frame (uintptr_t address, uintptr_t place, void *data)
{
  Walk *walk = data;
  SwimWatchSite *site = &walk->site;

  if (site->n_frames == 0 && address != walk->call->caller)
    return ++walk->own < OWN_FRAMES;
  if (site->n_frames > 0 && walk->is_known)
    walk->is_known = swim_call_path_add (&walk->path, walk->call->stack, place, address);
  site->frames[site->n_frames++] = address;
  return site->n_frames < SWIM_WATCH_FRAMES;
}

static void
walk_stack (Walk *walk)
{
  swim_unwind (on_frame, walk);
  /* The unwinder could not get out of us. */
  if (walk->site.n_frames == 0)
    walk->site.frames[walk->site.n_frames++] = walk->call->caller;
}

static uint32_t
known (const SwimSiteCall *call)
{
  uint32_t site = 0;

  if (swim_process_lock ())
    {
      site = find (call)->site;
      swim_process_unlock ();
    }
  return site;
}

/* Publishes what was found out without the lock, unless another thread was faster. */
static uint32_t
insert (const Walk *walk)
{
  SwimSiteEntry *entry;
  uint32_t index;

  if (!swim_process_lock ())
    return SWIM_WATCH_NO_SITE;
  entry = find (walk->call);
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
  memcpy (site_at (index), &walk->site, sizeof walk->site);
  __atomic_store_n (&site_at (index)->ready, 1, __ATOMIC_RELEASE);
  swim_process->paths[index] = walk->path;
  *entry = walk->call->key;
  entry->site = index + 1;
  swim_process_unlock ();
  return index;
}

uint32_t
swim_site_add (const SwimSiteCall *call)
{
  Walk walk = { .call = call,
                .site = { .function = (uint16_t) (call->key.what & 0xff),
                          .number = call->key.what >> 8,
                          .depth = call->key.depth },
                .is_known = true };
  uint32_t site = known (call);

  if (site != 0)
    return site - 1;
  if (__atomic_load_n (&swim_process->image->n_sites, __ATOMIC_RELAXED) > SWIM_WATCH_SITES)
    return SWIM_WATCH_NO_SITE;
  walk_stack (&walk);
  swim_target_describe (call->target, walk.site.target);
  swim_modules_update ();
  swim_scripts_walk (&walk.site);
  return insert (&walk);
}
