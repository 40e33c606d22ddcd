/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the library for watched programs tells of a program that does known things. */
#include "config.h"

#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "swim-test.h"
#include "watch/preload-fixture.h"
#include "watch/watched.h"

#define MS UINT64_C (1000000)

static char *
path_of (const char *name)
{
  const char *program = g_getenv ("SWIMLANE");
  g_autofree char *folder =
      program != NULL ? g_path_get_dirname (program) : g_canonicalize_filename ("src", NULL);

  return g_build_filename (folder, "..", "tests", "watch", name, NULL);
}

static Preload *
run_program (const char *program, const char *act, uint32_t audit, gboolean is_idle)
{
  g_autofree char *path = path_of (program);
  g_autofree char *file = NULL;
  int fd = g_file_open_tmp ("watched-XXXXXX", &file, NULL);
  const char *argv[] = { path, act, file, NULL };
  Preload *preload;

  ck_assert_int_eq (write (fd, "hello", 5), 5);
  close (fd);
  preload = preload_run (audit, is_idle, argv);
  unlink (file);
  ck_assert_msg (preload->status == 0, "%s: status %#x", act, preload->status);
  return preload;
}

static Preload *
run_audited (const char *act, uint32_t audit)
{
  return run_program ("watched", act, audit, FALSE);
}

static Preload *
run (const char *act)
{
  return run_audited (act, SWIM_WATCH_AUDIT_CALLS);
}

static void
assert_nothing_lost (Preload *preload, const char *act)
{
  const SwimWatchImage *image = preload_image (preload, 0);

  ck_assert_msg (image->lost_threads == 0 && image->unattributed_calls == 0, "%s: losses", act);
  for (unsigned i = 0; i < SWIM_WATCH_THREADS; i++)
    ck_assert_msg (preload_thread (preload, 0, i)->lost_turns == 0
                       && preload_thread (preload, 0, i)->lost_calls == 0,
                   "%s: losses of a thread", act);
}

/* One of the innermost frames is in the act, whose address the program wrote. */
static void
assert_called_by_act (Preload *preload, const SwimWatchSite *site, const char *act)
{
  uint64_t address = g_ascii_strtoull (preload->out, NULL, 16);

  for (unsigned i = 0; i < MIN (site->n_frames, 8); i++)
    if (site->frames[i] > address && site->frames[i] < address + 1024)
      return;
  ck_abort_msg ("%s: the site is not in the act at %s", act, preload->out);
}

static const struct
{
  const char *act;
  SwimWatchFunction function;
  unsigned count;
  unsigned least_ms;
  const char *target; /* the text has it; NULL: the text is empty */
} CALLS[] = {
  { "nanosleep", SWIM_WATCH_FUNCTION_nanosleep, 1, WATCHED_MS, NULL },
  { "usleep", SWIM_WATCH_FUNCTION_usleep, 1, WATCHED_MS, NULL },
  { "clock_nanosleep", SWIM_WATCH_FUNCTION_nanosleep, 1, WATCHED_MS - 1, NULL },
  { "files", SWIM_WATCH_FUNCTION_open, WATCHED_FILES, 0, "/watched-" },
  { "files", SWIM_WATCH_FUNCTION_read, WATCHED_FILES, 0, "/watched-" },
  { "files", SWIM_WATCH_FUNCTION_close, WATCHED_FILES, 0, "/watched-" },
  { "fsync", SWIM_WATCH_FUNCTION_fsync, 1, 0, "/watched-" },
  { "fsync", SWIM_WATCH_FUNCTION_write, 1, 0, "/watched-" },
  { "flock", SWIM_WATCH_FUNCTION_flock, 2, WATCHED_MS - 2, "/watched-" },
  { "pipe", SWIM_WATCH_FUNCTION_read, 1, WATCHED_MS - 2, "pipe:[" },
  { "connect", SWIM_WATCH_FUNCTION_connect, 1, 0, "127.0.0.1:" },
  { "connect", SWIM_WATCH_FUNCTION_accept, 1, 0, "socket:[" },
  { "connect", SWIM_WATCH_FUNCTION_send, 1, 0, "127.0.0.1:" },
  { "connect", SWIM_WATCH_FUNCTION_recv, 1, 0, "127.0.0.1:" },
  { "unix", SWIM_WATCH_FUNCTION_connect, 1, 0, "unix:@swimlane-watched-" },
  { "getaddrinfo", SWIM_WATCH_FUNCTION_getaddrinfo, 1, 0, "localhost" },
  { "condition", SWIM_WATCH_FUNCTION_pthread_cond_wait, 1, WATCHED_MS - 2, NULL },
  { "condition-timed", SWIM_WATCH_FUNCTION_pthread_cond_timedwait, 1, WATCHED_MS - 2, NULL },
  { "mutex", SWIM_WATCH_FUNCTION_pthread_mutex_lock, 1, WATCHED_MS / 2, NULL },
  { "rwlock", SWIM_WATCH_FUNCTION_pthread_rwlock_rdlock, 1, WATCHED_MS / 2, NULL },
  { "semaphore", SWIM_WATCH_FUNCTION_sem_wait, 1, WATCHED_MS - 2, NULL },
  { "g-cond", SWIM_WATCH_FUNCTION_futex, 1, WATCHED_MS - 2, NULL },
  { "waitpid", SWIM_WATCH_FUNCTION_fork, 1, 0, NULL },
  { "waitpid", SWIM_WATCH_FUNCTION_waitpid, 1, WATCHED_MS / 2, NULL },
  { "stdio", SWIM_WATCH_FUNCTION_fopen, 1, 0, "/watched-" },
  { "stdio", SWIM_WATCH_FUNCTION_printf, 1, 0, "/watched-" },
  { "stdio", SWIM_WATCH_FUNCTION_fputs, 1, 0, "/watched-" },
  { "stdio", SWIM_WATCH_FUNCTION_fflush, 1, 0, "/watched-" },
  { "stdio", SWIM_WATCH_FUNCTION_fseek, 1, 0, "/watched-" },
  { "stdio", SWIM_WATCH_FUNCTION_scanf, 1, 0, "/watched-" },
  { "stdio", SWIM_WATCH_FUNCTION_fgets, 1, 0, "/watched-" },
  { "stdio", SWIM_WATCH_FUNCTION_fread, 1, 0, "/watched-" },
  { "stdio", SWIM_WATCH_FUNCTION_fclose, 1, 0, "/watched-" },
  { "indirect", SWIM_WATCH_FUNCTION_fseek, 1, 0, "/watched-" },
  { "indirect", SWIM_WATCH_FUNCTION_chmod, 1, 0, "/watched-" },
  { "indirect", SWIM_WATCH_FUNCTION_iconv_open, 1, 0, "UTF-16" },
  { "poll", SWIM_WATCH_FUNCTION_poll, 1, WATCHED_MS, "pipe:[" },
  { "select", SWIM_WATCH_FUNCTION_select, 1, WATCHED_MS, NULL },
  { "epoll", SWIM_WATCH_FUNCTION_epoll_wait, 1, WATCHED_MS, "anon_inode:[eventpoll]" },
  { "system", SWIM_WATCH_FUNCTION_system, 1, 0, NULL },
  { "spawn", SWIM_WATCH_FUNCTION_poll, 1, 0, "pipe:[" },
  { "jump", SWIM_WATCH_FUNCTION_usleep, 1, WATCHED_MS, NULL },
  { "blocked", SWIM_WATCH_FUNCTION_usleep, 1, WATCHED_MS, NULL },
  { "closed", SWIM_WATCH_FUNCTION_usleep, 1, WATCHED_MS, NULL },
};

/* Another thread ends some of the calls, which one that gets no CPU makes too late to wait for
 * long. */
static Preload *
run_call (unsigned i, uint32_t audit, PreloadSum *sum)
{
  Preload *preload = NULL;

  for (unsigned attempt = 0; attempt < 4; attempt++)
    {
      g_clear_pointer (&preload, preload_free);
      preload = run_audited (CALLS[i].act, audit);
      *sum = preload_sum (preload, 0, CALLS[i].function);
      if (sum->total_ns >= CALLS[i].least_ms * MS)
        break;
    }
  return preload;
}

static void
check_call (unsigned i, uint32_t audit)
{
  const char *act = CALLS[i].act;
  const char *name = preload_function_name (CALLS[i].function);
  PreloadSum sum;
  g_autoptr (Preload) preload = run_call (i, audit, &sum);

  ck_assert_msg (sum.count >= CALLS[i].count, "%s: %u of %u %s", act, (unsigned) sum.count,
                 CALLS[i].count, name);
  /* A read of a pipe may come in parts. */
  if (strcmp (act, "spawn") != 0)
    ck_assert_uint_eq (sum.count, CALLS[i].count);
  ck_assert_msg (sum.total_ns >= CALLS[i].least_ms * MS, "%s: %s took %u us", act, name,
                 (unsigned) (sum.total_ns / 1000));
  if (CALLS[i].target != NULL)
    ck_assert_msg (strstr (sum.site->target, CALLS[i].target) != NULL, "%s: %s on “%s”", act, name,
                   sum.site->target);
  else
    ck_assert_str_eq (sum.site->target, "");
  assert_called_by_act (preload, sum.site, act);
  assert_nothing_lost (preload, act);
  ck_assert_uint_eq (preload_image (preload, 0)->state, SWIM_WATCH_IMAGE_ENDED);
}

START_TEST (test_call_is_told) { check_call ((unsigned) _i, SWIM_WATCH_AUDIT_CALLS); }
END_TEST

/* The same is told where all calls are caught, and nothing is told twice. */
START_TEST (test_call_is_told_of_complete_audit)
{
  check_call ((unsigned) _i, SWIM_WATCH_AUDIT_COMPLETE);
}
END_TEST

/* The longest turn of an image with these flags. */
static uint64_t
longest (Preload *preload, unsigned image, uint32_t flags)
{
  uint64_t most = 0;

  for (unsigned i = 0; i < preload->turns->len; i++)
    {
      const PreloadTurn *turn = preload->turns->pdata[i];

      ck_assert_uint_le (turn->start, turn->end);
      if (turn->image == image && turn->flags == flags)
        most = MAX (most, turn->end - turn->start);
    }
  return most;
}

static unsigned
count_turns (Preload *preload, uint32_t flags)
{
  unsigned n = 0;

  for (unsigned i = 0; i < preload->turns->len; i++)
    n += ((PreloadTurn *) preload->turns->pdata[i])->flags == flags;
  return n;
}

START_TEST (test_nested_loop_serves_its_context)
{
  g_autoptr (Preload) preload = run ("nested");

  ck_assert_uint_eq (preload->contexts, 1);
  ck_assert_uint_ge (count_turns (preload, SWIM_WATCH_NESTED), 1);
  ck_assert_uint_eq (count_turns (preload, SWIM_WATCH_ENCLOSED), 0);
  ck_assert_uint_lt (longest (preload, 0, 0), (WATCHED_MS - 2) * MS);
  ck_assert_uint_lt (longest (preload, 0, SWIM_WATCH_NESTED), (WATCHED_MS - 2) * MS);
  ck_assert_uint_eq (preload_sum (preload, 0, SWIM_WATCH_FUNCTION_private_loop).count, 0);
}
END_TEST

START_TEST (test_private_loop_is_a_call)
{
  g_autoptr (Preload) preload = run ("private");
  PreloadSum sum = preload_sum (preload, 0, SWIM_WATCH_FUNCTION_private_loop);

  ck_assert_uint_eq (preload->contexts, 2);
  ck_assert_uint_ge (sum.count, 1);
  ck_assert_uint_ge (sum.total_ns, (WATCHED_MS - 2) * MS);
  assert_called_by_act (preload, sum.site, "private");
  ck_assert_uint_ge (longest (preload, 0, 0), (WATCHED_MS - 2) * MS);
  ck_assert_uint_eq (count_turns (preload, SWIM_WATCH_NESTED), 0);
  ck_assert_uint_eq (preload->calls->len, 1);
}
END_TEST

/* Loops that ran one after the other, with pauses between them. */
START_TEST (test_time_between_loops_is_no_turn)
{
  g_autoptr (Preload) preload = run ("two-loops");

  ck_assert_uint_eq (preload_sum (preload, 0, SWIM_WATCH_FUNCTION_usleep).count, 2);
  ck_assert_uint_ge (longest (preload, 0, 0), WATCHED_MS * MS);
  ck_assert_uint_lt (longest (preload, 0, 0), WATCHED_PAUSE * WATCHED_MS * MS);
  ck_assert_uint_eq (count_turns (preload, SWIM_WATCH_ENCLOSED), 0);
  ck_assert_uint_eq (count_turns (preload, SWIM_WATCH_NESTED), 0);
}
END_TEST

START_TEST (test_context_is_served_by_other_thread)
{
  g_autoptr (Preload) preload = run ("shared");

  unsigned n_long = 0;

  for (unsigned i = 0; i < preload->turns->len; i++)
    {
      const PreloadTurn *turn = preload->turns->pdata[i];

      n_long += turn->end - turn->start >= WATCHED_MS * MS;
    }
  ck_assert_uint_ge (count_turns (preload, 0), WATCHED_AT_ONCE);
  /* A loaded machine may make a turn long, but hardly one in two. */
  ck_assert_uint_lt (n_long, WATCHED_AT_ONCE / 2);
}
END_TEST

START_TEST (test_fork_has_an_image)
{
  g_autoptr (Preload) preload = run ("fork");
  const SwimWatchImage *child = preload_image (preload, 1);

  ck_assert_uint_eq (preload_hub (preload)->claimed, 2);
  ck_assert_uint_eq (child->cause, 1);
  ck_assert_int_eq (child->parent_pid, preload_image (preload, 0)->pid);
  ck_assert_uint_eq (child->state, SWIM_WATCH_IMAGE_ENDED);
  ck_assert_uint_ge (child->started, preload_image (preload, 0)->first_poll);
  ck_assert_uint_eq (preload_sum (preload, 1, SWIM_WATCH_FUNCTION_usleep).count, 1);
  ck_assert_uint_eq (preload_sum (preload, 0, SWIM_WATCH_FUNCTION_usleep).count, 0);
  ck_assert_uint_eq (preload_sum (preload, 0, SWIM_WATCH_FUNCTION_fork).count, 1);
  ck_assert_uint_eq (preload_sum (preload, 0, SWIM_WATCH_FUNCTION_waitpid).count, 1);
}
END_TEST

/* They have the caller and the depth of the stack in common. */
START_TEST (test_callers_of_one_function_are_told_apart)
{
  static const char *const ACTS[] = { "twins", "twins-elsewhere" };
  g_autoptr (Preload) preload = run (ACTS[_i]);
  PreloadSum sum = preload_sum (preload, 0, SWIM_WATCH_FUNCTION_usleep);

  ck_assert_uint_eq (sum.count, 2 * WATCHED_TWINS);
  ck_assert_uint_eq (sum.n_sites, 2);
}
END_TEST

START_TEST (test_exec_has_an_image)
{
  g_autoptr (Preload) preload = run ("exec");

  ck_assert_uint_eq (preload_hub (preload)->claimed, 2);
  ck_assert_uint_eq (preload_image (preload, 0)->state, SWIM_WATCH_IMAGE_REPLACED);
  ck_assert_uint_eq (preload_image (preload, 1)->state, SWIM_WATCH_IMAGE_ENDED);
  ck_assert_uint_eq (preload_image (preload, 1)->cause, 0);
  ck_assert_int_eq (preload_image (preload, 1)->pid, preload_image (preload, 0)->pid);
  /* The turn that it ends is told. */
  ck_assert_uint_eq (preload_sum (preload, 0, SWIM_WATCH_FUNCTION_nanosleep).count, 1);
  ck_assert_uint_eq (preload_sum (preload, 1, SWIM_WATCH_FUNCTION_usleep).count, 1);
}
END_TEST

START_TEST (test_threads_use_places_again)
{
  g_autoptr (Preload) preload = run ("threads");

  ck_assert_uint_eq (preload_image (preload, 0)->lost_threads, 0);
  ck_assert_uint_eq (preload_image (preload, 0)->contexts, WATCHED_THREADS);
  ck_assert_uint_eq (preload->contexts, WATCHED_THREADS);
  ck_assert_uint_eq (preload_sum (preload, 0, SWIM_WATCH_FUNCTION_usleep).count, WATCHED_THREADS);
}
END_TEST

START_TEST (test_bad_pointers_do_no_harm)
{
  g_autoptr (Preload) preload = run ("bad-pointers");

  ck_assert_str_eq (preload_sum (preload, 0, SWIM_WATCH_FUNCTION_open).site->target, "");
  ck_assert_uint_eq (preload_sum (preload, 0, SWIM_WATCH_FUNCTION_connect).count, 1);
}
END_TEST

/* That the program is not ended for what we would like to know. */
START_TEST (test_filtered_calls_are_not_made)
{
  g_autoptr (Preload) preload = run ("filtered");

  ck_assert_str_eq (preload_sum (preload, 0, SWIM_WATCH_FUNCTION_open).site->target, "");
  ck_assert_uint_eq (preload_image (preload, 0)->filtered, 1);
}
END_TEST

START_TEST (test_without_audit_only_turns_are_told)
{
  g_autoptr (Preload) preload = run_audited ("usleep", SWIM_WATCH_AUDIT_OFF);

  ck_assert_uint_ge (longest (preload, 0, 0), WATCHED_MS * MS);
  ck_assert_uint_eq (preload_sum (preload, 0, SWIM_WATCH_FUNCTION_usleep).count, 0);
  ck_assert_uint_eq (preload->calls->len, 0);
}
END_TEST

/* A call that the library does not stand before is in no list, and its time is in the turn. */
START_TEST (test_inline_call_is_not_seen)
{
  g_autoptr (Preload) preload = run ("inline");

  ck_assert_uint_ge (longest (preload, 0, 0), WATCHED_MS * MS);
  ck_assert_uint_eq (preload->calls->len, 0);
}
END_TEST

/* A complete audit names it; false where the kernel has no way to do that. */
static bool
can_trap (Preload *preload)
{
  return preload_image (preload, 0)->trap_refused == 0;
}

START_TEST (test_inline_call_is_trapped)
{
  g_autoptr (Preload) preload = run_audited ("inline", SWIM_WATCH_AUDIT_COMPLETE);
  PreloadSum sum = preload_sum (preload, 0, SWIM_WATCH_FUNCTION_trapped);

  if (!can_trap (preload))
    return;
  ck_assert_uint_eq (sum.count, 1);
  ck_assert_uint_eq (sum.site->number, SYS_nanosleep);
  ck_assert_uint_ge (sum.total_ns, WATCHED_MS * MS);
  assert_called_by_act (preload, sum.site, "inline");
}
END_TEST

static const struct
{
  const char *act;
  unsigned inline_calls;
} UNHARMED[] = {
  { "signals", 3 }, { "children", 1 }, { "fork", 0 },         { "exec", 0 },     { "threads", 0 },
  { "jump", 0 },    { "private", 0 },  { "bad-pointers", 0 }, { "handlers", 0 }, { "filtered", 0 },
};

/* They end as they would by themselves, however many calls are trapped. */
START_TEST (test_program_is_unharmed)
{
  for (uint32_t audit = SWIM_WATCH_AUDIT_OFF; audit <= SWIM_WATCH_AUDIT_COMPLETE; audit++)
    {
      g_autoptr (Preload) preload = run_audited (UNHARMED[_i].act, audit);
      PreloadSum sum = preload_sum (preload, 0, SWIM_WATCH_FUNCTION_trapped);

      if (audit != SWIM_WATCH_AUDIT_COMPLETE || !can_trap (preload))
        ck_assert_uint_eq (sum.count, 0);
      else
        ck_assert_uint_ge (sum.total_ns, UNHARMED[_i].inline_calls * WATCHED_MS * MS);
      ck_assert_uint_eq (preload_image (preload, 0)->trap_lost, 0);
    }
}
END_TEST

START_TEST (test_many_sites_are_told_in_parts)
{
  g_autoptr (Preload) preload = run ("depths");

  ck_assert_uint_eq (preload_sum (preload, 0, SWIM_WATCH_FUNCTION_access).count, WATCHED_DEPTH);
  ck_assert_uint_eq (count_turns (preload, SWIM_WATCH_PARTIAL), 1);
  assert_nothing_lost (preload, "depths");
}
END_TEST

START_TEST (test_losses_are_counted)
{
  g_autoptr (Preload) preload = run_program ("watched", "turns", SWIM_WATCH_AUDIT_CALLS, TRUE);
  const SwimWatchThread *thread = preload_thread (preload, 0, 0);
  uint64_t told = preload_sum (preload, 0, SWIM_WATCH_FUNCTION_access).count;

  ck_assert_uint_gt (told, 1000);
  ck_assert_uint_gt (thread->lost_turns, 1000);
  /* One call is that of the act. */
  ck_assert_uint_eq (told + thread->lost_calls
                         + preload_sum (preload, 0, SWIM_WATCH_FUNCTION_usleep).count,
                     WATCHED_TURNS + 1);
}
END_TEST

START_TEST (test_allocator_may_make_calls)
{
  g_autoptr (Preload) preload = run_program ("watched-allocator", NULL, (uint32_t) _i, FALSE);

  ck_assert_uint_ge (longest (preload, 0, 0), WATCHED_MS * MS);
  ck_assert_uint_eq (preload_sum (preload, 0, SWIM_WATCH_FUNCTION_usleep).count,
                     _i != SWIM_WATCH_AUDIT_OFF);
}
END_TEST

START_TEST (test_long_call_is_told_at_once)
{
  g_autoptr (Preload) preload = run ("pipe");
  const PreloadCall *call;

  ck_assert_uint_eq (preload->calls->len, 1);
  call = &g_array_index (preload->calls, PreloadCall, 0);
  ck_assert_uint_ge (call->call.duration, (WATCHED_MS - 2) * MS);
  ck_assert_int_ge (call->call.fd, 3);
  ck_assert (g_str_has_prefix (call->call.target, "pipe:["));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_nested_loop_serves_its_context);
  tcase_add_test (tests, test_private_loop_is_a_call);
  tcase_add_test (tests, test_time_between_loops_is_no_turn);
  tcase_add_test (tests, test_context_is_served_by_other_thread);
  tcase_add_test (tests, test_fork_has_an_image);
  tcase_add_loop_test (tests, test_callers_of_one_function_are_told_apart, 0, 2);
  tcase_add_test (tests, test_exec_has_an_image);
  tcase_add_test (tests, test_threads_use_places_again);
  tcase_add_test (tests, test_bad_pointers_do_no_harm);
  tcase_add_test (tests, test_filtered_calls_are_not_made);
  tcase_add_test (tests, test_without_audit_only_turns_are_told);
  tcase_add_test (tests, test_inline_call_is_not_seen);
  tcase_add_test (tests, test_inline_call_is_trapped);
  tcase_add_loop_test (tests, test_program_is_unharmed, 0, G_N_ELEMENTS (UNHARMED));
  tcase_add_test (tests, test_many_sites_are_told_in_parts);
  tcase_add_test (tests, test_losses_are_counted);
  tcase_add_loop_test (tests, test_allocator_may_make_calls, SWIM_WATCH_AUDIT_OFF,
                       SWIM_WATCH_AUDIT_COMPLETE + 1);
  tcase_add_test (tests, test_long_call_is_told_at_once);
  tcase_add_loop_test (tests, test_call_is_told, 0, G_N_ELEMENTS (CALLS));
  tcase_add_loop_test (tests, test_call_is_told_of_complete_audit, 0, G_N_ELEMENTS (CALLS));
}

static int
run_suite (void)
{
  Suite *suite = suite_create ("preload");
  TCase *tests = tcase_create ("preload");

  tcase_set_timeout (tests, swim_test_scaled (60));
  add_tests (tests);
  suite_add_tcase (suite, tests);
  return swim_test_run (suite);
}

int
main (void)
{
  return preload_is_possible () ? run_suite () : EXIT_SUCCESS;
}
