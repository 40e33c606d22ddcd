/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Threads that run loops, and the places that they have in the shared file. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "preload/callers.h"
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
  SwimCallers callers; /* of the loop that made that poll */
  uint64_t start;      /* of the open turn; 0: it polls */
  uint64_t left;       /* when another loop took its place at the same depth; 0: it did not */
  uint64_t returned;   /* the thread was inside of it to then, and not later; 0: it may be still */
  bool outside;        /* it did something since then; its calls before are told */
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
  SwimStack stack;
  bool was_prepared; /* for its system calls to be trapped, … */
  bool armed;        /* … and that worked */
  uint64_t head;
  uintptr_t guard;     /* the stack pointer of the outermost call that is being timed, or 0 */
  uintptr_t base;      /* the stack pointer that depths are counted from */
  uint64_t seen;       /* the thread was in the open turns then */
  SwimOpen *innermost; /* of those that it is inside of, as far as that can be told */
  SwimOpen *outermost; /* of those whose turn goes on */
  unsigned n_open;
  SwimOpen *open[SWIM_OPEN_CONTEXTS]; /* the outermost first; what follows is free */
  SwimSiteEntry cache[SWIM_SITE_CACHE];
  SwimOpen opens[SWIM_OPEN_CONTEXTS];
} SwimThread;

/* The thread, while calls are to be timed: it is inside a turn and not in a poll of a context. */
extern __thread SwimThread *swim_turn;

/* Whether the thread's system calls are trapped now. The kernel reads it. */
extern __thread volatile char swim_selector;

/* What is to be done at the end of a thread, seen from a stack pointer. */
typedef void (*SwimThreadEnd) (SwimThread *thread, uintptr_t stack);

/* The calling thread, which gets a place at its first call; NULL where there is none. */
SwimThread *swim_thread_get (uint64_t now, SwimThreadEnd end);

/* The same if it has a place already. */
SwimThread *swim_thread_peek (void);
