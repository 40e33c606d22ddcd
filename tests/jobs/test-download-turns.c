/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* When a download asks a server, and how often: tries, pauses, places at a host, and the rate. */
#include "config.h"

#include <string.h>

#include "net/http/proxy.h"
#include "tests/jobs/swim-download-fixture.h"

START_TEST (test_failure_that_passes_is_tried_again)
{
  static const char *const failures[] = { "/status/503", "/status/500", "/status/429",
                                          "/status/408", "/short",      "/reset",
                                          "/nothing" };
  g_autofree char *path = g_strconcat ("/fail/2", failures[_i / FORMS], NULL);
  g_autoptr (SwimOutcome) outcome = NULL;
  guint64 hash;

  swim_download_set_retries (download, 2, 1);
  open_job (1);
  outcome = fetch (_i % FORMS, path);

  ck_assert_msg (outcome->status == SWIM_STATUS_OK, "%s: %s", path, outcome->detail);
  ck_assert_uint_eq (outcome->tries, 3);
  ck_assert_uint_eq (outcome->bytes, TEST_BODY);
  ck_assert_uint_eq (read_size ("x", &hash), TEST_BODY);
  ck_assert_uint_eq (outcome->content_hash, hash);
  ck_assert_int_eq (count_files (), 1);
}
END_TEST

START_TEST (test_body_of_many_blocks_begins_anew_with_the_next_try)
{
  g_autoptr (SwimOutcome) outcome = NULL;
  guint64 hash;

  swim_download_set_retries (download, 1, 1);
  open_job (1);
  outcome = fetch (_i, "/fail/1/short-large");

  ck_assert_msg (outcome->status == SWIM_STATUS_OK, "%s", outcome->detail);
  ck_assert_uint_eq (read_size ("x", &hash), TEST_BODY);
  ck_assert_uint_eq (outcome->content_hash, hash);
}
END_TEST

START_TEST (test_last_failure_is_told_with_the_tries)
{
  g_autoptr (SwimOutcome) outcome = NULL;

  swim_download_set_retries (download, 2, 1);
  open_job (1);
  outcome = fetch (_i, "/status/503");

  ck_assert_int_eq (outcome->status, SWIM_STATUS_SERVER_ERROR);
  ck_assert_uint_eq (outcome->tries, 3);
  ck_assert_str_eq (outcome->detail, "the server answered 503 Word; tried 3 times");
  ck_assert_int_eq (test_server_get_requests (server), 3);
}
END_TEST

START_TEST (test_failure_that_will_not_pass_is_tried_once)
{
  static const char *const paths[] = { "/status/418", "/status/404", "/status/400", "/garbage",
                                       "/loop" };
  g_autoptr (SwimOutcome) outcome = NULL;

  swim_download_set_retries (download, 5, 1);
  open_job (1);
  outcome = fetch (_i % FORMS, paths[_i / FORMS]);

  ck_assert_int_ne (outcome->status, SWIM_STATUS_OK);
  ck_assert_uint_eq (outcome->tries, 1);
}
END_TEST

START_TEST (test_pause_that_a_server_asks_for_is_kept)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (SwimOutcome) outcome = NULL;

  swim_download_set_retries (download, 1, 1);
  open_job (1);
  outcome = fetch (_i, "/fail/1/pause/1");

  ck_assert_msg (outcome->status == SWIM_STATUS_OK, "%s", outcome->detail);
  ck_assert_uint_eq (outcome->tries, 2);
  ck_assert_int_ge (g_get_monotonic_time () - begin, G_USEC_PER_SEC);
}
END_TEST

START_TEST (test_pause_beyond_the_deadline_fails_at_once_and_says_so)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (SwimOutcome) outcome = NULL;

  swim_download_set_retries (download, 5, 1);
  swim_download_set_max_time (download, 30);
  open_job (1);
  outcome = fetch (_i, "/pause/3600");

  ck_assert_int_eq (outcome->status, SWIM_STATUS_SERVER_ERROR);
  ck_assert_uint_eq (outcome->tries, 1);
  ck_assert_str_eq (outcome->detail,
                    "the server answered 503 Busy; it asks to come back in 3600 s, "
                    "after --max-time");
  ck_assert_int_lt (g_get_monotonic_time () - begin, 20 * G_USEC_PER_SEC);
}
END_TEST

/* Several items at once on the loop. */
typedef struct
{
  SwimCompletion completion;
  SwimItem *item;
  SwimOutcome *outcome;
  gint64 ended;
} Slot;

static int ended;

static void
on_slot_returned (SwimCompletion *completion, SwimOutcome *outcome)
{
  Slot *slot = (Slot *) completion;

  slot->outcome = outcome;
  slot->ended = g_get_monotonic_time ();
  ended++;
}

static void
start_slot (Slot *slot, guint number, char *url, GCancellable *cancellable)
{
  slot->completion.completed = on_slot_returned;
  slot->item = swim_item_new (url);
  slot->item->slot = number;
  slot->item->path = g_strdup_printf ("%u", number);
  swim_job_start (job, slot->item, cancellable, &slot->completion);
  g_free (url);
}

static void
clear_slot (Slot *slot)
{
  swim_item_free (slot->item);
  swim_outcome_unref (slot->outcome);
}

static void
wait_for_slots (int count)
{
  while (ended < count)
    g_main_context_iteration (NULL, TRUE);
}

START_TEST (test_pause_is_for_all_items_of_that_host_and_no_other)
{
  TestServer *other = test_server_start ();
  Slot slots[3] = { 0 };
  gint64 begin = g_get_monotonic_time ();

  swim_download_set_per_host (download, 2);
  open_job (3);
  start_slot (&slots[0], 0, test_server_url (server, "/pause/1"), NULL);
  wait_for_slots (1);
  start_slot (&slots[1], 1, test_server_url (server, "/ok"), NULL);
  start_slot (&slots[2], 2, test_server_url (other, "/ok"), NULL);
  wait_for_slots (3);

  ck_assert_int_eq (slots[0].outcome->status, SWIM_STATUS_SERVER_ERROR);
  ck_assert_int_eq (slots[1].outcome->status, SWIM_STATUS_OK);
  ck_assert_int_eq (slots[2].outcome->status, SWIM_STATUS_OK);
  ck_assert_int_ge (slots[1].ended - begin, G_USEC_PER_SEC);
  ck_assert_int_lt (slots[2].ended, slots[1].ended);
  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    clear_slot (&slots[i]);
  test_server_stop (other);
}
END_TEST

enum
{
  CROWD = 24
};

static void
run_crowd_on_loop (Slot *slots, const char *path)
{
  for (guint i = 0; i < CROWD; i++)
    start_slot (&slots[i], i, test_server_url (server, path), NULL);
  wait_for_slots (CROWD);
}

static gpointer
run_slot (gpointer data)
{
  Slot *slot = data;

  slot->outcome = swim_job_run (job, slot->item, NULL);
  return NULL;
}

static void
run_crowd_in_threads (Slot *slots, const char *path)
{
  g_autofree char *url = test_server_url (server, path);
  GThread *threads[CROWD];

  for (guint i = 0; i < CROWD; i++)
    {
      slots[i].item = swim_item_new (url);
      slots[i].item->slot = i;
      slots[i].item->path = g_strdup_printf ("%u", i);
      threads[i] = g_thread_new (NULL, run_slot, &slots[i]);
    }
  for (guint i = 0; i < CROWD; i++)
    g_thread_join (threads[i]);
}

static void
run_crowd_to (int form, Slot *slots, const char *path)
{
  open_job (CROWD);
  if (form == LOOPING)
    run_crowd_on_loop (slots, path);
  else
    run_crowd_in_threads (slots, path);
  for (guint i = 0; i < CROWD; i++)
    {
      ck_assert_msg (slots[i].outcome->status == SWIM_STATUS_OK, "%s", slots[i].outcome->detail);
      clear_slot (&slots[i]);
    }
}

static void
run_crowd (int form, Slot *slots)
{
  run_crowd_to (form, slots, "/slow");
}

START_TEST (test_host_has_no_more_requests_and_connections_at_once_than_allowed)
{
  Slot slots[CROWD] = { 0 };

  swim_download_set_per_host (download, 3);
  run_crowd (_i, slots);

  ck_assert_int_eq (test_server_get_requests (server), CROWD);
  ck_assert_int_eq (test_server_get_most_busy (server), 3);
  ck_assert_int_eq (test_server_get_connections (server), 3);
}
END_TEST

START_TEST (test_time_spent_in_line_is_not_the_items)
{
  Slot slots[CROWD] = { 0 };

  swim_download_set_per_host (download, 1); /* 24 × 60 ms for the last */
  swim_download_set_max_time (download, 1);
  run_crowd_to (_i, slots, "/slow/60");
}
END_TEST

START_TEST (test_requests_keep_to_the_rate)
{
  Slot slots[CROWD] = { 0 };
  gint64 begin = g_get_monotonic_time ();

  swim_download_set_rate (download, 100);
  run_crowd (_i, slots);

  ck_assert_int_ge (g_get_monotonic_time () - begin, (CROWD - 1) * 10000 - 20000);
}
END_TEST

START_TEST (test_retries_count_for_the_rate)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (SwimOutcome) outcome = NULL;

  swim_download_set_rate (download, 2);
  swim_download_set_retries (download, 1, 1);
  open_job (1);
  outcome = fetch (_i, "/fail/1/status/503");

  ck_assert_int_eq (outcome->status, SWIM_STATUS_OK);
  ck_assert_int_ge (g_get_monotonic_time () - begin, 480000);
}
END_TEST

START_TEST (test_bytes_keep_to_their_rate)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (SwimOutcome) outcome = NULL;
  guint64 hash;

  swim_download_set_limit_rate (download, 1000000);
  open_job (1);
  outcome = fetch (_i, "/bytes/300000");

  ck_assert_int_eq (outcome->status, SWIM_STATUS_OK);
  ck_assert_uint_eq (read_size ("x", &hash), 300000);
  ck_assert_uint_eq (outcome->content_hash, hash);
  ck_assert_int_ge (g_get_monotonic_time () - begin, 300000 - 70000); /* its last piece is free */
}
END_TEST

START_TEST (test_small_files_keep_to_the_rate_together)
{
  Slot slots[CROWD] = { 0 };
  gint64 begin = g_get_monotonic_time ();

  swim_download_set_limit_rate (download, 100000);
  run_crowd (_i, slots);

  ck_assert_int_ge (g_get_monotonic_time () - begin, (CROWD - 1) * TEST_BODY * 10 - 20000);
}
END_TEST

START_TEST (test_slow_reading_ends_with_the_time)
{
  g_autoptr (SwimOutcome) outcome = NULL;

  swim_download_set_limit_rate (download, 20);
  swim_download_set_timeout (download, 0.4); /* the server is not slow */
  swim_download_set_max_time (download, 1);
  swim_download_set_retries (download, 2, 1); /* this machine may be */
  open_job (1);
  outcome = fetch (_i, "/bytes/300000");

  ck_assert_int_eq (outcome->status, SWIM_STATUS_TIMEOUT);
  ck_assert_msg (g_str_has_prefix (outcome->detail, "not done within 1 s (--max-time)"), "%s",
                 outcome->detail);
}
END_TEST

/* mixed: whoever has the one place needs the loop to give it up. */
START_TEST (test_blocking_call_on_the_loop_does_not_wait_for_what_the_loop_does)
{
  g_autofree char *url = test_server_url (server, "/slow");
  g_autoptr (SwimItem) item = swim_item_new (url);
  g_autoptr (SwimOutcome) outcome = NULL;
  Slot slots[2] = { 0 };

  swim_download_set_per_host (download, 1);
  open_job (3);
  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    start_slot (&slots[i], i, test_server_url (server, "/slow"), NULL);
  item->slot = 2;
  item->path = g_strdup ("x");
  ck_assert (g_main_context_acquire (NULL)); /* as any callback of the loop has it */
  outcome = swim_job_run (job, item, NULL);
  g_main_context_release (NULL);
  ck_assert_int_eq (outcome->status, SWIM_STATUS_OK);
  ck_assert_int_eq (ended, 0);

  wait_for_slots (2);
  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    {
      ck_assert_int_eq (slots[i].outcome->status, SWIM_STATUS_OK);
      clear_slot (&slots[i]);
    }
}
END_TEST

START_TEST (test_proxy_of_the_environment_is_asked_for_what_is_not_here)
{
  g_autofree char *proxy = test_server_url (server, "");
  g_autoptr (GProxyResolver) resolver = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimOutcome) through = NULL;
  g_autoptr (SwimOutcome) past = NULL;

  g_setenv ("http_proxy", proxy, TRUE);
  g_setenv ("no_proxy", "other.invalid", TRUE);
  resolver = swim_proxy_resolver_new_from_environment (&error);
  swim_assert_no_error (error);
  swim_download_set_proxy_resolver (download, resolver);
  open_job (1);
  through = fetch_url (_i, "http://via.invalid/ok");
  past = fetch (_i, "/ok");

  ck_assert_msg (through->status == SWIM_STATUS_OK, "%s", through->detail);
  ck_assert_uint_eq (through->bytes, TEST_BODY);
  ck_assert_int_eq (past->status, SWIM_STATUS_OK);
}
END_TEST

/* GLib takes them for URLs. */
static const char *const no_proxies[] = { "http://a\\b:1", "http://a b:1", "http://a%2Fb:1" };

/* As a resolver of the program itself may return it. */
START_TEST (test_what_is_no_proxy_fails_the_item)
{
  static const char *const clients[] = { "curl", "soup" };
  const char *client = clients[_i / FORMS % G_N_ELEMENTS (clients)];
  const char *proxy = no_proxies[_i / FORMS / G_N_ELEMENTS (clients)];
  g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new (proxy, NULL);
  g_autoptr (SwimOutcome) outcome = NULL;

  if (!swim_download_set_client (download, client, NULL))
    return; /* it is not built in */
  swim_download_set_proxy_resolver (download, resolver);
  open_job (1);
  outcome = fetch_url (_i % FORMS, "http://via.invalid/ok");

  ck_assert_int_ne (outcome->status, SWIM_STATUS_OK);
  ck_assert_ptr_nonnull (outcome->detail);
}
END_TEST

START_TEST (test_environment_names_proxies_or_none)
{
  g_autoptr (GError) error = NULL;

  g_unsetenv ("http_proxy");
  g_setenv ("HTTP_PROXY", "http://127.0.0.1:1/", TRUE);
  ck_assert_ptr_null (swim_proxy_resolver_new_from_environment (&error));
  swim_assert_no_error (error);
  g_setenv ("https_proxy", "http://:80/", TRUE);
  ck_assert_ptr_null (swim_proxy_resolver_new_from_environment (&error));
  ck_assert (g_str_has_prefix (error->message, "https_proxy must be a URL"));
  g_clear_error (&error);
  g_setenv ("https_proxy", "http://a\\b:80/", TRUE);
  ck_assert_ptr_null (swim_proxy_resolver_new_from_environment (&error));
  ck_assert (g_str_has_prefix (error->message, "https_proxy must be a URL"));
}
END_TEST

/* Cancels once the item waits: the server was asked as often as it will be before that. */
typedef struct
{
  GCancellable *cancellable;
  int requests;
} Canceller;

static gpointer
cancel_when_asked (gpointer data)
{
  Canceller *canceller = data;

  while (test_server_get_requests (server) < canceller->requests
         || test_server_get_busy (server) > 0)
    g_thread_yield ();
  g_cancellable_cancel (canceller->cancellable);
  return NULL;
}

START_TEST (test_item_that_waits_can_be_cancelled)
{
  static const struct
  {
    const char *path;
    double rate;
  } rows[] = { { "/pause/50", 0 }, { "/fail/9/status/503", 0.02 } };
  const int row = _i / FORMS;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *url = test_server_url (server, rows[row].path);
  g_autoptr (SwimItem) item = swim_item_new (url);
  g_autoptr (SwimOutcome) outcome = NULL;
  Canceller canceller = { cancellable, 1 };
  GThread *thread = g_thread_new (NULL, cancel_when_asked, &canceller);

  swim_download_set_retries (download, 9, 1);
  swim_download_set_rate (download, rows[row].rate);
  open_job (1);
  outcome = do_item (_i % FORMS, item, cancellable);
  g_thread_join (thread);

  ck_assert_msg (outcome->status == SWIM_STATUS_CANCELLED, "%s", outcome->detail);
  ck_assert_int_eq (test_server_get_requests (server), 1);
}
END_TEST

START_TEST (test_items_in_line_are_cancelled_with_their_run)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Slot slots[4] = { 0 };

  swim_download_set_per_host (download, 1);
  open_job (4);
  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    start_slot (&slots[i], i, test_server_url (server, "/stall"), cancellable);
  g_cancellable_cancel (cancellable);
  wait_for_slots (4);

  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    {
      ck_assert_int_eq (slots[i].outcome->status, SWIM_STATUS_CANCELLED);
      clear_slot (&slots[i]);
    }
}
END_TEST

static void
set_up (void)
{
  fixture_set_up ();
  ended = 0;
}

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, set_up, fixture_tear_down);
  tcase_add_loop_test (tests, test_failure_that_passes_is_tried_again, 0, 7 * FORMS);
  tcase_add_loop_test (tests, test_body_of_many_blocks_begins_anew_with_the_next_try, 0, FORMS);
  tcase_add_loop_test (tests, test_last_failure_is_told_with_the_tries, 0, FORMS);
  tcase_add_loop_test (tests, test_failure_that_will_not_pass_is_tried_once, 0, 5 * FORMS);
  tcase_add_loop_test (tests, test_pause_that_a_server_asks_for_is_kept, 0, FORMS);
  tcase_add_loop_test (tests, test_pause_beyond_the_deadline_fails_at_once_and_says_so, 0, FORMS);
  tcase_add_test (tests, test_pause_is_for_all_items_of_that_host_and_no_other);
  tcase_add_loop_test (tests, test_host_has_no_more_requests_and_connections_at_once_than_allowed,
                       0, FORMS);
  tcase_add_loop_test (tests, test_time_spent_in_line_is_not_the_items, 0, FORMS);
  tcase_add_loop_test (tests, test_requests_keep_to_the_rate, 0, FORMS);
  tcase_add_loop_test (tests, test_retries_count_for_the_rate, 0, FORMS);
  tcase_add_loop_test (tests, test_bytes_keep_to_their_rate, 0, FORMS);
  tcase_add_loop_test (tests, test_small_files_keep_to_the_rate_together, 0, FORMS);
  tcase_add_loop_test (tests, test_slow_reading_ends_with_the_time, 0, FORMS);
  tcase_add_test (tests, test_blocking_call_on_the_loop_does_not_wait_for_what_the_loop_does);
  tcase_add_loop_test (tests, test_proxy_of_the_environment_is_asked_for_what_is_not_here, 0,
                       FORMS);
  tcase_add_loop_test (tests, test_what_is_no_proxy_fails_the_item, 0,
                       G_N_ELEMENTS (no_proxies) * 2 * FORMS);
  tcase_add_test (tests, test_environment_names_proxies_or_none);
  tcase_add_loop_test (tests, test_item_that_waits_can_be_cancelled, 0, 2 * FORMS);
  tcase_add_test (tests, test_items_in_line_are_cancelled_with_their_run);
}

SWIM_TEST_MAIN ("download-turns", add_tests)
