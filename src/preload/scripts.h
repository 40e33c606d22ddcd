/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What this process runs in Python: who calls a function there is not to be seen in the stack of C,
 * where all frames are the interpreter's. */
#pragma once

#include <stdint.h>

#include "preload/region.h"
#include "preload/threads.h"

/* Remembers the object, under the lock, if it may be an interpreter. */
void swim_scripts_note (const SwimWatchModule *module);

/* Looks for the interpreter's functions in what was noted. */
void swim_scripts_find (void);

/* The thread begins a turn: where the interpreter keeps what it runs becomes known. */
void swim_scripts_begin_turn (SwimThread *thread);

/* Something that tells the innermost frame of the calling thread and where that is in its code from
 * all others; 0: it runs none. */
uintptr_t swim_scripts_place (void);

/* Adds its frames to the site. */
void swim_scripts_walk (SwimWatchSite *site);
