/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Call sites and loaded objects, in the shared file: each is written once, at the first call. */
#pragma once

#include <stdint.h>

#include "preload/process.h"
#include "preload/region.h"
#include "preload/targets.h"

/* A call that is about to be made. */
typedef struct
{
  SwimSiteEntry key; /* without the site */
  uintptr_t caller;
  uintptr_t stack;      /* the stack pointer of the call */
  const SwimStack *own; /* the stack of the thread */
  const SwimTarget *target;
} SwimSiteCall;

/* Whether the call is of that entry's site. */
static inline bool
swim_site_is (const SwimSiteEntry *entry, const SwimSiteCall *call)
{
  return entry->site != 0 && swim_site_entry_is (entry, &call->key)
         && swim_call_path_is_there (&swim_process->paths[entry->site - 1], call->own, call->stack);
}

/* The place of the site, which is made at its first call: the stack is walked from the caller on,
 * and the target is put into words. SWIM_WATCH_NO_SITE where there is no room. */
uint32_t swim_site_add (const SwimSiteCall *call);
