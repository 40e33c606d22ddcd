/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* On makecontext(3). The sanitizers and valgrind are told of each stack and each switch, since they
 * would take it for a stack that overflows. */
#include "config.h"

#include "base/fiber.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__has_feature) && !defined(__SANITIZE_ADDRESS__)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#endif
#ifdef HAVE_VALGRIND_VALGRIND_H
#include <valgrind/valgrind.h>
#endif

/* One side of a switch: what goes on there, and what the sanitizers know of it. */
typedef struct
{
  ucontext_t context;
  gpointer fake_stack; /* AddressSanitizer's */
  gconstpointer stack;
  size_t stack_bytes;
  gpointer thread; /* what ThreadSanitizer takes it for */
} Side;

struct _SwimFiber
{
  SwimFiberFunc func;
  gpointer data;
  char *mapping; /* the guard page, and above it the stack */
  size_t mapping_bytes;
  guint valgrind_id;
  gboolean active;
  gboolean begun;
  gboolean returned;
  Side own;
  Side resumer;
};

/* Tells that the next switch leads from the one side to the other; @for_good: never back. */
static inline void
announce_switch (Side *from, Side *to, gboolean for_good)
{
#ifdef __SANITIZE_ADDRESS__
  __sanitizer_start_switch_fiber (for_good ? NULL : &from->fake_stack, to->stack, to->stack_bytes);
#endif
#ifdef __SANITIZE_THREAD__
  __tsan_switch_to_fiber (to->thread, 0);
#endif
}

/* Tells that @side goes on, after a switch from @from, whose stack becomes known so. */
static inline void
announce_arrival (Side *side, Side *from)
{
#ifdef __SANITIZE_ADDRESS__
  __sanitizer_finish_switch_fiber (side->fake_stack, &from->stack, &from->stack_bytes);
#endif
}

/* AddressSanitizer warns of swapcontext() itself, on standard error. */
static void
switch_sides (Side *from, Side *to)
{
#ifdef __SANITIZE_ADDRESS__
  volatile gboolean left = FALSE;

  getcontext (&from->context);
  if (left)
    return;
  left = TRUE;
  setcontext (&to->context);
#else
  swapcontext (&from->context, &to->context);
#endif
}

/* makecontext() passes on integers only, so that a pointer comes in halves. */
static void
run (guint high, guint low)
{
  SwimFiber *self = (SwimFiber *) (uintptr_t) ((guint64) high << 32 | low);

  announce_arrival (&self->own, &self->resumer);
  self->func (self->data);
  self->returned = TRUE;
  announce_switch (&self->own, &self->resumer, TRUE);
  setcontext (&self->resumer.context);
}

static void
prepare (SwimFiber *self)
{
  guint64 address = (uintptr_t) self;
  ucontext_t *context = &self->own.context;

  getcontext (context);
  context->uc_stack.ss_sp = (gpointer) self->own.stack;
  context->uc_stack.ss_size = self->own.stack_bytes;
  context->uc_link = NULL;
  makecontext (context, (void (*) (void)) run, 2, (guint) (address >> 32), (guint) address);
}

static gboolean
map_stack (SwimFiber *self)
{
  size_t guard = (size_t) sysconf (_SC_PAGESIZE);

  self->mapping_bytes = guard + SWIM_FIBER_STACK_BYTES;
  self->mapping = mmap (NULL, self->mapping_bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (self->mapping == MAP_FAILED)
    return FALSE;
  self->own.stack = self->mapping + guard;
  self->own.stack_bytes = SWIM_FIBER_STACK_BYTES;
  if (mprotect (self->mapping, guard, PROT_NONE) == 0)
    return TRUE;
  munmap (self->mapping, self->mapping_bytes);
  return FALSE;
}

SwimFiber *
swim_fiber_new (SwimFiberFunc func, gpointer data)
{
  SwimFiber *self = g_new0 (SwimFiber, 1);

  if (!map_stack (self))
    {
      int saved = errno;

      g_free (self);
      errno = saved;
      return NULL;
    }
  self->func = func;
  self->data = data;
#ifdef HAVE_VALGRIND_VALGRIND_H
  self->valgrind_id = VALGRIND_STACK_REGISTER (self->own.stack, (const char *) self->own.stack
                                                                    + SWIM_FIBER_STACK_BYTES);
#endif
#ifdef __SANITIZE_THREAD__
  self->own.thread = __tsan_create_fiber (0);
#endif
  return self;
}

void
swim_fiber_resume (SwimFiber *self)
{
  g_return_if_fail (!self->active && !self->returned);

  if (!self->begun)
    prepare (self);
  self->begun = TRUE;
  self->active = TRUE;
#ifdef __SANITIZE_THREAD__
  self->resumer.thread = __tsan_get_current_fiber ();
#endif
  announce_switch (&self->resumer, &self->own, FALSE);
  switch_sides (&self->resumer, &self->own);
  announce_arrival (&self->resumer, &self->own);
  self->active = FALSE;
}

void
swim_fiber_suspend (SwimFiber *self)
{
  announce_switch (&self->own, &self->resumer, FALSE);
  switch_sides (&self->own, &self->resumer);
  announce_arrival (&self->own, &self->resumer);
}

gboolean
swim_fiber_is_active (const SwimFiber *self)
{
  return self->active;
}

void
swim_fiber_free (SwimFiber *self)
{
  if (self == NULL)
    return;
  g_return_if_fail (!self->begun || self->returned);

#ifdef __SANITIZE_THREAD__
  __tsan_destroy_fiber (self->own.thread);
#endif
#ifdef HAVE_VALGRIND_VALGRIND_H
  VALGRIND_STACK_DEREGISTER (self->valgrind_id);
#endif
  munmap (self->mapping, self->mapping_bytes);
  g_free (self);
}
