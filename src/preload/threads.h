/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Threads that run loops, and the places that they have in the shared file. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "preload/process.h"

#define SWIM_OPEN_CONTEXTS 8 /* of one thread, one inside the other */
#define SWIM_TURN_SITES 1024 /* of which calls are kept until they are told */
#define SWIM_SITE_CACHE 512  /* a power of 2 */

typedef struct
{
  uint32_t context; /* its number */
  int fd;
  uintptr_t stack;     /* the shallowest pointer of its polls */
  uintptr_t last;      /* that of the last one … */
  uintptr_t last_call; /* … and where that was called from */
  uint64_t start;      /* of the open turn */
  uint64_t left;       /* when another loop took its place at the same depth; 0: it did not */
  uint32_t n_calls;
  uint64_t counted;                         /* the calls in these */
  SwimWatchCalls calls[SWIM_TURN_SITES];    /* of the first n_calls */
  uint16_t place_of_site[SWIM_WATCH_SITES]; /* in these, if the one there has that site */
} SwimOpen;

typedef struct
{
  uint64_t number; /* of this thread, given once; 0: the pages were left empty by a fork () */
  SwimWatchThread *shared;
  unsigned char *ring;
  unsigned slot;
  uint64_t head;
  uintptr_t guard;     /* the stack pointer of the outermost call that is being timed, or 0 */
  uintptr_t base;      /* the stack pointer that depths are counted from */
  SwimOpen *outermost; /* of those whose turn goes on */
  unsigned n_open;
  SwimOpen *open[SWIM_OPEN_CONTEXTS]; /* the outermost first; what follows is free */
  SwimSiteEntry cache[SWIM_SITE_CACHE];
  SwimOpen opens[SWIM_OPEN_CONTEXTS];
} SwimThread;

/* The thread, while calls are to be timed: it is inside a turn and not in a poll of a context. */
extern __thread SwimThread *swim_turn;

/* The calling thread, which gets a place at its first call; NULL where there is none. */
SwimThread *swim_thread_get (uint64_t now);
