/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a loop still runs: the functions that called it have not returned. Their return addresses
 * are where they were on the stack then, and another call would have put others there. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define SWIM_CALLERS 8

typedef struct
{
  unsigned n; /* 0: not known */
  bool run;   /* the loop is that of g_main_loop_run (), which returns when it is left */
  bool ours;  /* that returns to us, who called it for the program */
  uintptr_t place[SWIM_CALLERS];
  uintptr_t address[SWIM_CALLERS];
} SwimCallers;

/* The stack of the calling thread. */
typedef struct
{
  uintptr_t start;
  uintptr_t end; /* 0: not known */
} SwimStack;

SwimStack swim_stack_get (void);

static inline bool
swim_stack_has (const SwimStack *stack, uintptr_t pointer)
{
  return pointer >= stack->start && pointer < stack->end;
}

/* The callers of the loop that is about to poll. */
void swim_callers_find (SwimCallers *callers, const SwimStack *stack);

/* Whether they are there still, seen from a stack pointer. */
static inline bool
swim_callers_are_there (const SwimCallers *callers, const SwimStack *stack, uintptr_t pointer)
{
  /* What was here when the thread runs on another stack for a while is below no frame of that. */
  if (callers->n != 0 && callers->place[0] <= pointer && swim_stack_has (stack, pointer))
    return false;
  for (unsigned i = 0; i < callers->n; i++)
    if (*(const uintptr_t *) callers->place[i] != callers->address[i])
      return false;
  return true;
}
