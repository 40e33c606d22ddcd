/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fiber.h"
#include "swim-test.h"

#define MANY 200

typedef struct
{
  SwimFiber *fiber;
  SwimFiber *inner; /* resumed by this one, or NULL */
  guint count;      /* how often it went on */
  guint until;
} Counter;

static void
count (gpointer data)
{
  Counter *self = data;
  guint mine = 0; /* on the stack, which has to survive */

  while (mine < self->until)
    {
      self->count = ++mine;
      if (self->inner != NULL)
        swim_fiber_resume (self->inner);
      swim_fiber_suspend (self->fiber);
    }
}

static void
begin (Counter *self, guint until)
{
  self->until = until;
  self->fiber = swim_fiber_new (count, self);
  ck_assert_ptr_nonnull (self->fiber);
}

START_TEST (test_fibers_go_on_where_they_were)
{
  Counter counters[MANY] = { 0 };

  for (guint i = 0; i < MANY; i++)
    begin (&counters[i], 3);
  for (guint round = 1; round <= 4; round++)
    for (guint i = 0; i < MANY; i++)
      {
        swim_fiber_resume (counters[i].fiber);
        ck_assert_uint_eq (counters[i].count, MIN (round, 3));
        ck_assert (!swim_fiber_is_active (counters[i].fiber));
      }
  for (guint i = 0; i < MANY; i++)
    swim_fiber_free (counters[i].fiber);
}
END_TEST

START_TEST (test_a_fiber_may_resume_another)
{
  Counter inner = { 0 };
  Counter outer = { 0 };

  begin (&inner, 2);
  begin (&outer, 2);
  outer.inner = inner.fiber;
  for (guint round = 1; round <= 2; round++)
    {
      swim_fiber_resume (outer.fiber);
      ck_assert_uint_eq (outer.count, round);
      ck_assert_uint_eq (inner.count, round);
    }
  swim_fiber_resume (inner.fiber);
  swim_fiber_resume (outer.fiber);
  swim_fiber_free (inner.fiber);
  swim_fiber_free (outer.fiber);
}
END_TEST

START_TEST (test_a_fiber_that_never_began_is_freed)
{
  swim_fiber_free (swim_fiber_new (count, NULL));
  swim_fiber_free (NULL);
}
END_TEST

static gpointer
resume_elsewhere (gpointer fiber)
{
  swim_fiber_resume (fiber);
  return NULL;
}

/* As at the end of a run, whose loops' threads have ended before. */
START_TEST (test_a_fiber_may_end_in_another_thread)
{
  Counter counter = { 0 };

  begin (&counter, 1);
  g_thread_join (g_thread_new ("first", resume_elsewhere, counter.fiber));
  ck_assert_uint_eq (counter.count, 1);
  swim_fiber_resume (counter.fiber);
  swim_fiber_free (counter.fiber);
}
END_TEST

/* Most of the stack can be used. */
static void
use_much (gpointer data)
{
  volatile char much[SWIM_FIBER_STACK_BYTES * 3 / 4];

  for (gsize i = sizeof much; i > 0; i -= 1024)
    much[i - 1] = 1;
  *(char *) data = much[sizeof much - 1];
}

START_TEST (test_the_stack_is_as_large_as_it_says)
{
  char seen = 0;
  SwimFiber *fiber = swim_fiber_new (use_much, &seen);

  swim_fiber_resume (fiber);
  ck_assert_int_eq (seen, 1);
  swim_fiber_free (fiber);
}
END_TEST

static guintptr lowest; /* address that the fiber has reached */
static volatile gboolean deeper = TRUE;

static void
recurse (gpointer data)
{
  volatile char here[256];

  here[0] = 1;
  lowest = (guintptr) here;
  if (deeper)
    recurse ((gpointer) here);
  here[1] = 1; /* so that this is no tail call */
}

/* A fault within two pages of the lowest frame, and not on the heap of someone else. */
static void
on_fault (int signal, siginfo_t *info, void *context)
{
  gsize distance = lowest - (guintptr) info->si_addr;

  _exit (distance < 8192 && info->si_code == SEGV_ACCERR ? 42 : 1);
}

START_TEST (test_an_overflow_hits_the_guard_page)
{
  static char own_stack[65536];
  stack_t stack = { .ss_sp = own_stack, .ss_size = sizeof own_stack };
  struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };

  sigaltstack (&stack, NULL);
  sigaction (SIGSEGV, &action, NULL);
  swim_fiber_resume (swim_fiber_new (recurse, NULL));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_fibers_go_on_where_they_were);
  tcase_add_test (tests, test_a_fiber_may_resume_another);
  tcase_add_test (tests, test_a_fiber_that_never_began_is_freed);
  tcase_add_test (tests, test_a_fiber_may_end_in_another_thread);
  tcase_add_test (tests, test_the_stack_is_as_large_as_it_says);
  if (g_strcmp0 (g_getenv ("CK_FORK"), "no") != 0)
    tcase_add_exit_test (tests, test_an_overflow_hits_the_guard_page, 42);
}

SWIM_TEST_MAIN ("fiber", add_tests)
