/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A stall in another process is looked into while it lasts: why, in which call, and where. */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "loop/clock.h"
#include "swim-test.h"
#include "watch/sampler.h"

#define THRESHOLD_NS 20000000
#define STALL_NS ((gint64) (swim_test_scaled (0.15) * 1e9))

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
  SwimWatchThread thread;
  int done;
} Shared;

static Shared *shared;
static volatile guint64 count;

/* A process that ends the wait of its parent in a while, by closing what it has open. */
static void
fork_helper (void)
{
  if (fork () != 0)
    return;
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  g_usleep ((gulong) STALL_NS / 1000);
  _exit (0);
}

static __attribute__ ((noinline)) void
read_a_pipe (void)
{
  int ends[2];
  char byte;

  count += (guint64) pipe (ends);
  fork_helper ();
  close (ends[1]);
  count += (guint64) read (ends[0], &byte, 1);
  count++;
}

static __attribute__ ((noinline)) void
receive (void)
{
  int ends[2];
  char byte;

  count += (guint64) socketpair (AF_UNIX, SOCK_STREAM, 0, ends);
  fork_helper ();
  close (ends[1]);
  count += (guint64) recv (ends[0], &byte, 1, 0);
  count++;
}

static __attribute__ ((noinline)) void
rest (void)
{
  struct timespec time = { STALL_NS / 1000000000, STALL_NS % 1000000000 };

  nanosleep (&time, NULL);
  count++;
}

static __attribute__ ((noinline)) void
compute (void)
{
  gint64 until = swim_clock_ns () + STALL_NS;

  while (swim_clock_ns () < until)
    count++;
}

typedef void (*Act) (void);

static const struct
{
  Act act;
  const char *function;
  SwimCause cause;
  const char *call;
  const char *target;
} cases[] = {
  { read_a_pipe, "read_a_pipe", SWIM_CAUSE_BLOCKED, "read", "pipe" },
  { receive, "receive", SWIM_CAUSE_BLOCKED, "recvfrom", "socket" },
  { rest, "rest", SWIM_CAUSE_BLOCKED, "clock_nanosleep", NULL },
  { compute, "compute", SWIM_CAUSE_COMPUTING, NULL, NULL },
};

/* A process that is in one turn as long as that takes, and is then in none. */
static pid_t
start (Act act)
{
  pid_t pid = fork ();

  if (pid != 0)
    return pid;
  __atomic_store_n (&shared->thread.busy_since, (guint64) swim_clock_ns (), __ATOMIC_RELEASE);
  act ();
  __atomic_store_n (&shared->thread.busy_since, 0, __ATOMIC_RELEASE);
  g_atomic_int_set (&shared->done, 1);
  for (;;)
    pause ();
}

static void
stop (pid_t pid)
{
  int status;

  kill (pid, SIGKILL);
  waitpid (pid, &status, 0);
}

/* The start of the turn, once that has ended. */
static guint64
await_turn (void)
{
  guint64 since = 0;

  while (since == 0)
    since = __atomic_load_n (&shared->thread.busy_since, __ATOMIC_ACQUIRE);
  while (!g_atomic_int_get (&shared->done))
    g_usleep (1000);
  return since;
}

/* A turn that the sampler was to look into, and what it saw. */
typedef struct
{
  SwimSampler *sampler;
  pid_t pid;
  guint64 since;
  const SwimSighting *sighting;
} Watched;

/* Lets the process, which stop () ends, be watched to the end of its turn. */
static void
watch (Watched *self, pid_t pid, SwimSymbols *symbols)
{
  self->pid = pid;
  self->sampler = swim_sampler_new (pid, THRESHOLD_NS, symbols);
  swim_sampler_add (self->sampler, pid, &shared->thread);
  self->since = await_turn ();
  self->sighting = swim_sampler_find (self->sampler, pid, self->since);
}

/* On a busy machine the sampler may get no CPU before the turn is over. */
static void
watch_act (Watched *self, Act act, SwimSymbols *symbols)
{
  for (guint attempt = 0; attempt < 5; attempt++)
    {
      if (attempt > 0)
        {
          stop (self->pid);
          swim_sampler_free (self->sampler);
        }
      memset (shared, 0, sizeof *shared);
      watch (self, start (act), symbols);
      if (self->sighting != NULL)
        return;
    }
  ck_abort_msg ("no stall was looked into");
}

static gboolean
has_function (const SwimStack *stack, const char *function)
{
  for (guint i = 0; i < stack->frames->len; i++)
    if (g_strcmp0 (((const SwimFrame *) g_ptr_array_index (stack->frames, i))->function, function)
        == 0)
      return TRUE;
  return FALSE;
}

static void
set_up (void)
{
  shared = mmap (NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

START_TEST (test_a_stall_is_looked_into)
{
  g_autoptr (SwimSymbols) symbols = swim_symbols_new ();
  Watched watched;
  const SwimSighting *sighting;
  g_auto (SwimStack) stack;

  swim_stack_init (&stack);
  watch_act (&watched, cases[_i].act, symbols);
  sighting = watched.sighting;
  ck_assert_ptr_eq (sighting, swim_sampler_find (watched.sampler, watched.pid, watched.since));
  if (cases[_i].cause != SWIM_CAUSE_COMPUTING || sighting->wait->cause != SWIM_CAUSE_STARVED)
    ck_assert_int_eq (sighting->wait->cause, cases[_i].cause);
  ck_assert_pstr_eq (sighting->wait->call, cases[_i].call);
  ck_assert_pstr_eq (sighting->wait->fd_target, cases[_i].target);
  swim_sighting_resolve (sighting, symbols, &stack);
  if (!SANITIZED || cases[_i].act != receive)
    ck_assert_msg (has_function (&stack, cases[_i].function), "%u frames: %s", stack.frames->len,
                   sighting->no_stack);
  ck_assert_ptr_null (swim_sampler_find (watched.sampler, watched.pid, watched.since + 1));
  swim_sampler_remove (watched.sampler, watched.pid);
  ck_assert_ptr_null (swim_sampler_find (watched.sampler, watched.pid, watched.since));
  stop (watched.pid);
  swim_sampler_free (watched.sampler);
}
END_TEST

/* Another process traces that one, from now on until it is stopped: 'y', or 'n' where that is not
 * permitted. */
static char
trace (pid_t pid, pid_t *tracer)
{
  int ready[2];
  char byte = 0;

  ck_assert_int_eq (pipe (ready), 0);
  *tracer = fork ();
  if (*tracer == 0)
    {
      byte = ptrace (PTRACE_SEIZE, pid, NULL, NULL) == 0 ? 'y' : 'n';
      count += (guint64) write (ready[1], &byte, 1);
      for (;;)
        pause ();
    }
  ck_assert_int_eq (read (ready[0], &byte, 1), 1);
  close (ready[0]);
  close (ready[1]);
  return byte;
}

/* A thread has one tracer at most: gdb and strace keep theirs. */
START_TEST (test_a_traced_thread_is_left_alone)
{
  g_autoptr (SwimSymbols) symbols = swim_symbols_new ();
  Watched watched = { 0 };

  for (guint attempt = 0; attempt < 5 && watched.sighting == NULL; attempt++)
    {
      pid_t tracer;
      char traced;

      g_clear_pointer (&watched.sampler, swim_sampler_free);
      memset (shared, 0, sizeof *shared);
      watched.pid = start (compute);
      traced = trace (watched.pid, &tracer);
      watch (&watched, watched.pid, symbols);
      if (watched.sighting != NULL && traced == 'y')
        {
          ck_assert_uint_eq (watched.sighting->addresses->len, 0);
          ck_assert_msg (strstr (watched.sighting->no_stack, "another program traces it") != NULL,
                         "%s", watched.sighting->no_stack);
        }
      stop (tracer);
      stop (watched.pid);
    }
  ck_assert_ptr_nonnull (watched.sighting);
  swim_sampler_free (watched.sampler);
}
END_TEST

START_TEST (test_the_end_of_the_process_is_no_matter)
{
  g_autoptr (SwimSymbols) symbols = swim_symbols_new ();
  g_autoptr (SwimSampler) sampler = NULL;
  pid_t pid = start (compute);
  guint64 since = 0;

  sampler = swim_sampler_new (pid, THRESHOLD_NS / 20, symbols);
  swim_sampler_add (sampler, pid, &shared->thread);
  while (since == 0 || swim_clock_ns () - (gint64) since < 3 * THRESHOLD_NS / 20)
    since = __atomic_load_n (&shared->thread.busy_since, __ATOMIC_ACQUIRE);
  stop (pid); /* its end is told to us, not to the sampler */
}
END_TEST

/* The calls that looks found the thread in, 0 for none, and which is then told. */
static const struct
{
  const char *calls;
  guint32 site;
} looked_at[] = {
  { "", SWIM_WATCH_NO_SITE },
  { "0000", SWIM_WATCH_NO_SITE },
  { "0011", SWIM_WATCH_NO_SITE },
  { "01101", 1 },
  { "1213111", 1 },
  { "5112122020", 2 },
};

START_TEST (test_the_call_of_most_looks_is_told)
{
  SwimTurnLooks *looks = swim_turn_looks_new (1, 1);
  SwimSighting *sighting;

  for (const char *call = looked_at[_i].calls; *call != '\0'; call++)
    {
      looks->seen.looks++;
      if (*call != '0')
        swim_turn_looks_add_call (looks, (guint32) (*call - '0'));
    }
  sighting = swim_turn_looks_conclude (looks);
  ck_assert_uint_eq (sighting->site, looked_at[_i].site);
  swim_sighting_free (sighting);
  swim_turn_looks_free (looks);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, set_up, NULL);
  tcase_add_loop_test (tests, test_a_stall_is_looked_into, 0, G_N_ELEMENTS (cases));
  tcase_add_loop_test (tests, test_the_call_of_most_looks_is_told, 0, G_N_ELEMENTS (looked_at));
  tcase_add_test (tests, test_a_traced_thread_is_left_alone);
  tcase_add_loop_test (tests, test_the_end_of_the_process_is_no_matter, 0, 10);
}

SWIM_TEST_MAIN ("sampler", add_tests)
