/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which descriptors are those that wake main contexts. A context makes one when it is made, has it
 * in the set of each of its polls, and closes it at its end: so it stands for the context. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define SWIM_CONTEXT_FDS 65536 /* contexts with a higher descriptor are not seen */

typedef struct
{
  uint32_t number;    /* given once; 0: not the descriptor of a context */
  int32_t made_in;    /* the process … */
  int32_t made_by;    /* … and its thread */
  uint32_t made_site; /* or SWIM_WATCH_NO_SITE */
  uint64_t made_at;
  uint64_t thread; /* the last one that polled it, by the number that it got here; 0: none */
} SwimContext;

extern SwimContext swim_contexts[SWIM_CONTEXT_FDS];

static inline uint32_t
swim_context_of (int fd)
{
  return (unsigned) fd < SWIM_CONTEXT_FDS ? swim_contexts[fd].number : 0;
}

/* A descriptor was made; a context's if one is being made further up the stack. */
void swim_contexts_made (int fd, uintptr_t stack, uintptr_t caller);

/* Descriptors from first to last are about to be closed, or to become something else. */
void swim_contexts_close (unsigned first, unsigned last);
