/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stack of a process that waits, and of one that computes, is found from outside, with the
 * name of the source that its loop dispatches; what cannot be traced is said. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "swim-test.h"
#include "watch/unwind.h"

#define SOURCE "my own source"

/* The functions that sanitizers put before those of libc keep their frame in a register, which is
 * not known of a thread that is not stopped. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED TRUE
#else
#define SANITIZED FALSE
#endif

/* What parent and child share. */
typedef struct
{
  int ready; /* the child is in the function that is looked for */
  guint line;
} Shared;

static Shared *shared;
static int silent[2];
static volatile guint64 count;

static __attribute__ ((noinline)) void
read_a_byte (void)
{
  char byte;

  shared->line = __LINE__ + 2;
  g_atomic_int_set (&shared->ready, 1);
  count += (guint64) read (silent[0], &byte, 1);
  count++;
}

static __attribute__ ((noinline)) void
spin (void)
{
  g_atomic_int_set (&shared->ready, 1);
  for (;;)
    count++;
}

static __attribute__ ((noinline)) void
ask_the_time (void)
{
  struct timespec now;

  g_atomic_int_set (&shared->ready, 1);
  for (;;)
    count += (guint64) clock_gettime (CLOCK_MONOTONIC, &now);
}

typedef void (*Act) (void);

static const struct
{
  Act act;
  const char *function;
  gboolean waits;
} cases[] = {
  { read_a_byte, "read_a_byte", TRUE },
  { spin, "spin", FALSE },
  { ask_the_time, "ask_the_time", FALSE },
};

static gboolean
on_source (gpointer data)
{
  Act act = *(const Act *) data;

  act ();
  return G_SOURCE_REMOVE;
}

/* A process that does so in a callback of a loop. */
static pid_t
start (const Act *act)
{
  pid_t pid = fork ();
  GMainLoop *loop;
  GSource *source;

  if (pid != 0)
    return pid;
  loop = g_main_loop_new (NULL, FALSE);
  source = g_timeout_source_new (0);
  g_source_set_name (source, SOURCE);
  g_source_set_callback (source, on_source, (gpointer) act, NULL);
  g_source_attach (source, NULL);
  g_main_loop_run (loop);
  _exit (0);
}

static void
stop (pid_t pid)
{
  int status;

  kill (pid, SIGKILL);
  waitpid (pid, &status, 0);
}

static void
await (pid_t pid, gboolean waits)
{
  SwimThreadState state = { 0 };

  while (!g_atomic_int_get (&shared->ready)
         || (waits && (!state.known || state.running || state.syscall < 0)))
    {
      g_usleep (1000);
      swim_thread_state_read (pid, pid, &state);
    }
}

static const SwimFrame *
find_function (const SwimStack *stack, const char *function)
{
  for (guint i = 0; i < stack->frames->len; i++)
    {
      const SwimFrame *frame = g_ptr_array_index (stack->frames, i);

      if (g_strcmp0 (frame->function, function) == 0)
        return frame;
    }
  return NULL;
}

static char *
describe (const SwimStack *stack)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < stack->frames->len; i++)
    {
      const SwimFrame *frame = g_ptr_array_index (stack->frames, i);

      g_string_append_printf (text, "\n  %s %s:%u %s+0x%" G_GINT64_MODIFIER "x", frame->function,
                              frame->file, frame->line, frame->module, frame->offset);
    }
  return g_string_free (text, FALSE);
}

static void
resolve (const SwimTrace *trace, SwimSymbols *symbols, SwimStack *stack)
{
  swim_stack_init (stack);
  for (guint i = 0; i < trace->addresses->len; i++)
    swim_symbols_resolve (symbols, g_array_index (trace->addresses, guint64, i), TRUE, stack);
}

static void
set_up (void)
{
  shared = mmap (NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ck_assert_int_eq (pipe (silent), 0);
}

START_TEST (test_a_stack_is_found)
{
  g_autoptr (SwimSymbols) symbols = swim_symbols_new ();
  g_autoptr (SwimTrace) trace = NULL;
  g_autofree char *why = NULL;
  g_autofree char *text = NULL;
  g_auto (SwimStack) stack;
  pid_t pid = start (&cases[_i].act);
  g_autoptr (SwimUnwinder) unwinder = swim_unwinder_new (pid, symbols);

  await (pid, cases[_i].waits);
  why = swim_unwinder_copy_running (unwinder, pid, 0);
  ck_assert_msg (why == NULL, "%s", why);
  trace = swim_unwinder_trace (unwinder, pid);
  ck_assert_ptr_nonnull (trace);
  resolve (trace, symbols, &stack);
  text = describe (&stack);
  fprintf (stderr, "held for %" G_GINT64_FORMAT " us\n", trace->held_ns / 1000);
  ck_assert_msg (find_function (&stack, cases[_i].function) != NULL, "%s", text);
  ck_assert_msg (find_function (&stack, "on_source") != NULL, "%s", text);
  ck_assert_msg (find_function (&stack, "g_main_loop_run") != NULL, "%s", text);
  ck_assert_msg (find_function (&stack, "start") != NULL, "%s", text);
  ck_assert (trace->complete);
  ck_assert_str_eq (trace->source, SOURCE);
  stop (pid);
}
END_TEST

START_TEST (test_a_thread_that_waits_is_not_stopped)
{
  g_autoptr (SwimSymbols) symbols = swim_symbols_new ();
  g_autoptr (SwimTrace) trace = NULL;
  g_autofree char *text = NULL;
  g_auto (SwimStack) stack;
  SwimThreadState state;
  const SwimFrame *frame;
  pid_t pid = start (&cases[0].act);
  g_autoptr (SwimUnwinder) unwinder = swim_unwinder_new (pid, symbols);

  await (pid, TRUE);
  swim_thread_state_read (pid, pid, &state);
  ck_assert (swim_unwinder_copy_waiting (unwinder, pid, &state, 0));
  trace = swim_unwinder_trace (unwinder, pid);
  ck_assert_ptr_nonnull (trace);
  ck_assert_int_eq (trace->held_ns, 0);
  resolve (trace, symbols, &stack);
  text = describe (&stack);
  frame = find_function (&stack, "read_a_byte");
  if (!SANITIZED)
    {
      ck_assert_msg (frame != NULL, "%s", text);
      ck_assert_uint_eq (frame->line, shared->line);
    }
  stop (pid);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, set_up, NULL);
  tcase_add_loop_test (tests, test_a_stack_is_found, 0, G_N_ELEMENTS (cases));
  tcase_add_test (tests, test_a_thread_that_waits_is_not_stopped);
}

SWIM_TEST_MAIN ("unwind", add_tests)
