/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The download job against a server that does whatever a server may do, in both forms: what comes
 * of an item must not depend on who waits for it. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "net/http/client.h"
#include "tests/jobs/swim-download-fixture.h"

/* Every answer and what it is. */
static const struct
{
  const char *path;
  SwimStatus status;
  guint http_status;
  guint64 bytes;
} rows[] = {
  { "/ok", SWIM_STATUS_OK, 200, 2048 },
  { "/ok-close", SWIM_STATUS_OK, 200, 2048 },
  { "/ok-eof", SWIM_STATUS_OK, 200, 2048 },
  { "/empty", SWIM_STATUS_OK, 200, 0 },
  { "/no-content", SWIM_STATUS_OK, 204, 0 },
  { "/gzip", SWIM_STATUS_OK, 200, 10 },
  { "/chunked", SWIM_STATUS_OK, 200, 2048 },
  { "/bytes/262143", SWIM_STATUS_OK, 200, 262143 },
  { "/bytes/262144", SWIM_STATUS_OK, 200, 262144 },
  { "/bytes/262145", SWIM_STATUS_OK, 200, 262145 },
  { "/long", SWIM_STATUS_OK, 200, 10 },
  { "/status/400", SWIM_STATUS_CLIENT_ERROR, 400, 0 },
  { "/status/404", SWIM_STATUS_NOT_FOUND, 404, 0 },
  { "/status/410", SWIM_STATUS_NOT_FOUND, 410, 0 },
  { "/status/401", SWIM_STATUS_CLIENT_ERROR, 401, 0 },
  { "/status/418", SWIM_STATUS_CLIENT_ERROR, 418, 0 },
  { "/status/500", SWIM_STATUS_SERVER_ERROR, 500, 0 },
  { "/status/503", SWIM_STATUS_SERVER_ERROR, 503, 0 },
  { "/status/300", SWIM_STATUS_REDIRECT_ERROR, 300, 0 },
  { "/error-large", SWIM_STATUS_NOT_FOUND, 404, 0 },
  { "/error-cut", SWIM_STATUS_NOT_FOUND, 404, 0 },
  { "/short", SWIM_STATUS_TRUNCATED, 200, 50 },
  { "/short-close", SWIM_STATUS_TRUNCATED, 200, 50 },
  { "/cut-chunk", SWIM_STATUS_TRUNCATED, 200, 48 },
  { "/nothing", SWIM_STATUS_TRUNCATED, 0, 0 },
  { "/reset", SWIM_STATUS_TRUNCATED, 200, 50 },
  { "/garbage", SWIM_STATUS_PROTOCOL_ERROR, 0, 0 },
  { "/redirect/9", SWIM_STATUS_OK, 200, 2048 },
  { "/folded", SWIM_STATUS_OK, 200, 2048 },
  { "/redirect/10", SWIM_STATUS_REDIRECT_ERROR, 302, 0 },
  { "/loop", SWIM_STATUS_REDIRECT_ERROR, 302, 0 },
  { "/to-ftp", SWIM_STATUS_REDIRECT_ERROR, 302, 0 },
  { "/to-nowhere", SWIM_STATUS_REDIRECT_ERROR, 302, 0 },
  { "/to-nonsense", SWIM_STATUS_REDIRECT_ERROR, 302, 0 },
  { "/to-missing", SWIM_STATUS_NOT_FOUND, 404, 0 },
  { "/to-cut", SWIM_STATUS_TRUNCATED, 200, 50 },
};

START_TEST (test_answer_is_of_the_same_class_in_both_forms)
{
  const int row = _i / FORMS;
  g_autoptr (SwimOutcome) outcome = NULL;
  const char *what = rows[row].path;

  open_job (1);
  outcome = fetch (_i % FORMS, what);

  ck_assert_msg (outcome->status == rows[row].status, "%s: %s: %s", what,
                 swim_status_to_string (outcome->status), outcome->detail);
  ck_assert_uint_eq (outcome->http_status, rows[row].http_status);
  if (outcome->status == SWIM_STATUS_OK)
    {
      guint64 hash;

      ck_assert_uint_eq (outcome->bytes, rows[row].bytes);
      ck_assert_uint_eq (read_size ("x", &hash), rows[row].bytes);
      ck_assert_uint_eq (outcome->content_hash, hash);
      ck_assert_ptr_null (outcome->detail);
    }
  else
    {
      ck_assert_uint_eq (outcome->content_hash, 0);
      ck_assert_ptr_nonnull (outcome->detail);
    }
  ck_assert_int_eq (count_files (), outcome->status == SWIM_STATUS_OK ? 1 : 0);
}
END_TEST

START_TEST (test_slot_keeps_one_connection)
{
  static const char *const paths[] = { "/ok",    "/status/404",   "/chunked", "/redirect/2",
                                       "/empty", "/bytes/600000", "/ok",      "/status/500" };

  open_job (2);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    swim_outcome_unref (fetch (_i, paths[i]));

  ck_assert_int_eq (test_server_get_requests (server), 11);
  ck_assert_int_eq (test_server_get_connections (server), 1);
}
END_TEST

START_TEST (test_answer_longer_than_said_spoils_nothing_for_the_next)
{
  g_autoptr (SwimOutcome) first = NULL;
  g_autoptr (SwimOutcome) second = NULL;

  open_job (1);
  first = fetch (_i, "/long");
  second = fetch (_i, "/ok");

  ck_assert_uint_eq (first->bytes, 10);
  ck_assert_int_eq (second->status, SWIM_STATUS_OK);
  ck_assert_uint_eq (second->bytes, 2048);
}
END_TEST

/* A resolver that knows no name, at once or in its own time. */
typedef GResolver NoResolver;
typedef GResolverClass NoResolverClass;
static GType no_resolver_get_type (void);
G_DEFINE_TYPE (NoResolver, no_resolver, G_TYPE_RESOLVER)

static GList *
find_nothing (GResolver *resolver,
              const char *name,
              GResolverNameLookupFlags flags,
              GCancellable *cancellable,
              GError **error)
{
  g_set_error_literal (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "nowhere");
  return NULL;
}

static GList *
find_nothing_plainly (GResolver *resolver,
                      const char *name,
                      GCancellable *cancellable,
                      GError **error)
{
  return find_nothing (resolver, name, 0, cancellable, error);
}

static void
find_nothing_async (GResolver *resolver,
                    const char *name,
                    GResolverNameLookupFlags flags,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, data);

  g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "nowhere");
}

static GList *
find_nothing_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
no_resolver_class_init (NoResolverClass *klass)
{
  klass->lookup_by_name = find_nothing_plainly;
  klass->lookup_by_name_with_flags = find_nothing;
  klass->lookup_by_name_with_flags_async = find_nothing_async;
  klass->lookup_by_name_with_flags_finish = find_nothing_finish;
}

static void
no_resolver_init (NoResolver *self)
{
}

START_TEST (test_unknown_host_is_not_found_and_named)
{
  g_autoptr (GResolver) none = g_object_new (no_resolver_get_type (), NULL);
  g_autoptr (SwimOutcome) outcome = NULL;

  g_resolver_set_default (none);
  open_job (1);
  outcome = fetch_url (_i, "http://nowhere.invalid/x");

  ck_assert_int_eq (outcome->status, SWIM_STATUS_NOT_FOUND);
  ck_assert_str_eq (outcome->detail, "host nowhere.invalid not found");
  ck_assert_uint_eq (outcome->http_status, 0);
}
END_TEST

START_TEST (test_what_threads_do_is_told)
{
  g_autoptr (GResolver) none = g_object_new (no_resolver_get_type (), NULL);

  open_job (1);
  ck_assert_str_eq (swim_job_get_offloaded (job)[0], "file writes: one worker thread");
  ck_assert (g_str_has_prefix (swim_job_get_offloaded (job)[1], "name resolution: "));
  ck_assert_ptr_null (swim_job_get_offloaded (job)[2]);

  g_resolver_set_default (none);
  ck_assert_ptr_null (swim_job_get_offloaded (job)[1]);
}
END_TEST

/* TLS in threads is told of a run that asked for https, and not of the one after it. */
START_TEST (test_what_threads_do_is_that_of_the_run)
{
  g_autoptr (SwimOutcome) outcome = NULL;
  const char *tls = NULL;

  open_job (1);
  outcome = fetch_url (1, "https://127.0.0.1:1/");
  ck_assert_int_eq (outcome->status, SWIM_STATUS_REFUSED);
  tls = swim_job_get_offloaded (job)[2];
  ck_assert_ptr_nonnull (tls);
  swim_job_close (job);
  open_job (1);
  ck_assert_ptr_null (swim_job_get_offloaded (job)[2]);
}
END_TEST

START_TEST (test_nothing_is_asked_of_this_machine_where_it_is_refused)
{
  g_autoptr (SwimOutcome) outcome = NULL;

  swim_download_set_no_local (download, TRUE);
  swim_download_set_retries (download, 3, 1);
  open_job (1);
  outcome = fetch (_i, "/ok");

  ck_assert_int_eq (outcome->status, SWIM_STATUS_INVALID);
  ck_assert_msg (g_pattern_match_simple (
                     "127.0.0.1:* is an address of this machine or its network*", outcome->detail),
                 "%s", outcome->detail);
  ck_assert_uint_eq (outcome->tries, 1);
  ck_assert_int_eq (count_files (), 0);
}
END_TEST

START_TEST (test_unverified_file_is_refused_where_that_is_required)
{
  g_autoptr (SwimOutcome) whole = NULL;
  g_autoptr (SwimOutcome) open_ended = NULL;

  swim_download_set_require_verified (download, TRUE);
  swim_download_set_retries (download, 3, 1);
  open_job (1);
  whole = fetch (_i, "/ok-close");
  open_ended = fetch (_i, "/ok-eof");

  ck_assert_int_eq (whole->status, SWIM_STATUS_OK);
  ck_assert_int_eq (open_ended->status, SWIM_STATUS_PROTOCOL_ERROR);
  ck_assert_ptr_nonnull (strstr (open_ended->detail, "--require-verified"));
  ck_assert (!open_ended->unverified);
  ck_assert_uint_eq (open_ended->tries, 1);
  ck_assert_int_eq (count_files (), 1);
}
END_TEST

START_TEST (test_dead_port_is_refused)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autofree char *url = NULL;
  g_autoptr (SwimOutcome) outcome = NULL;

  url = g_strdup_printf ("http://127.0.0.1:%u/",
                         g_socket_listener_add_any_inet_port (listener, NULL, NULL));
  g_socket_listener_close (listener);
  open_job (1);
  outcome = fetch_url (_i, url);

  ck_assert_int_eq (outcome->status, SWIM_STATUS_REFUSED);
}
END_TEST

#ifndef __SANITIZE_ADDRESS__ /* GCC 12's LeakSanitizer crashes in GnuTLS's thread-local storage */
START_TEST (test_plain_server_asked_for_https_cuts_the_handshake)
{
  g_autofree char *plain = test_server_url (server, "/");
  g_autofree char *url = g_strconcat ("https", plain + strlen ("http"), NULL);
  g_autoptr (SwimOutcome) outcome = NULL;
  GLogLevelFlags fatal;

  open_job (1);
  /* Where the system has no certificates, GLib warns. */
  fatal = g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  outcome = fetch_url (_i, url);
  g_log_set_always_fatal (fatal);
  /* It closes the connection without an answer. */
  ck_assert_msg (outcome->status == SWIM_STATUS_TRUNCATED, "%s: %s",
                 swim_status_to_string (outcome->status), outcome->detail);
}
END_TEST
#endif

START_TEST (test_what_is_no_url_is_invalid)
{
  static const char *const urls[] = { "nonsense",    "ftp://a.example/", "http://",
                                      "http://[::1", "http:///x",        "",
                                      NULL };

  open_job (1);
  for (guint i = 0; urls[i] != NULL; i++)
    {
      g_autoptr (SwimOutcome) outcome = fetch_url (_i, urls[i]);

      ck_assert_msg (outcome->status == SWIM_STATUS_INVALID, "%s", urls[i]);
      ck_assert_ptr_nonnull (outcome->detail);
    }
}
END_TEST

START_TEST (test_too_large_is_known_from_the_length_or_while_it_comes)
{
  static const char *const paths[] = { "/bytes/1000001", "/endless" };

  swim_download_set_max_size (download, 1000000);
  open_job (1);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (SwimOutcome) outcome = fetch (_i, paths[i]);

      ck_assert_int_eq (outcome->status, SWIM_STATUS_TOO_LARGE);
      ck_assert_uint_eq (outcome->content_hash, 0);
    }
  ck_assert_int_eq (count_files (), 0);
  {
    g_autoptr (SwimOutcome) outcome = fetch (_i, "/bytes/1000000");

    ck_assert_int_eq (outcome->status, SWIM_STATUS_OK);
  }
}
END_TEST

START_TEST (test_max_time_is_total_whatever_drips)
{
  static const char *const paths[] = { "/drip", "/stall" };

  swim_download_set_timeout (download, 60);
  swim_download_set_max_time (download, 0.1);
  open_job (1);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      gint64 begin = g_get_monotonic_time ();
      g_autoptr (SwimOutcome) outcome = fetch (_i, paths[i]);

      ck_assert_msg (outcome->status == SWIM_STATUS_TIMEOUT, "%s: %s", paths[i], outcome->detail);
      ck_assert_str_eq (outcome->detail, "not done within 0.1 s (--max-time)");
      ck_assert_int_ge (g_get_monotonic_time () - begin, 100 * 1000);
    }
  ck_assert_int_eq (count_files (), 0);
}
END_TEST

START_TEST (test_what_makes_progress_ends_by_max_time_alone)
{
  g_autoptr (SwimOutcome) slow = NULL;

  swim_download_set_timeout (download, 0.8);
  swim_download_set_max_time (download, 1);
  open_job (1);
  slow = fetch (_i, "/drip");
  ck_assert_int_eq (slow->status, SWIM_STATUS_TIMEOUT);
  ck_assert_str_eq (slow->detail, "not done within 1 s (--max-time)");
}
END_TEST

START_TEST (test_timeout_is_for_what_makes_no_progress)
{
  g_autoptr (SwimOutcome) silent = NULL;
  gint64 begin;

  swim_download_set_timeout (download, 0.4);
  swim_download_set_max_time (download, 600); /* two tries need 0.8 s, or much more under load */
  swim_download_set_retries (download, 1, 1);
  open_job (1);
  begin = g_get_monotonic_time ();
  silent = fetch (_i, "/stall");
  ck_assert_int_eq (silent->status, SWIM_STATUS_TIMEOUT);
  ck_assert_str_eq (silent->detail, "no answer within 0.4 s (--timeout); tried 2 times");
  ck_assert_int_ge (g_get_monotonic_time () - begin, 800 * 1000);
}
END_TEST

/* The listener takes connections in its backlog, and does nothing with them. */
START_TEST (test_connect_timeout_is_for_the_handshake_too)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/", port);

  swim_download_set_timeout (download, 60);
  swim_download_set_connect_timeout (download, 0.2);
  swim_download_set_max_time (download, 600);
  for (const SwimHttpClient *const *client = swim_http_clients_list (); *client != NULL; client++)
    {
      g_autoptr (SwimOutcome) handshake = NULL;

      ck_assert (swim_download_set_client (download, (*client)->name, NULL));
      open_job (1);
      handshake = fetch_url (_i, url);
      ck_assert_int_eq (handshake->status, SWIM_STATUS_TIMEOUT);
      ck_assert_str_eq (handshake->detail, "no connection within 0.2 s (--connect-timeout)");
      swim_job_close (job);
    }
}
END_TEST

/* On a machine that is slower than 0.2 s at times, another attempt has its connection; the request
 * is sent once. */
START_TEST (test_connect_timeout_ends_with_the_connection)
{
  int requests = 0;

  swim_download_set_timeout (download, 60);
  swim_download_set_connect_timeout (download, 0.2);
  swim_download_set_max_time (download, swim_test_scaled (1));
  swim_download_set_retries (download, 3, 1);
  for (const SwimHttpClient *const *client = swim_http_clients_list (); *client != NULL; client++)
    {
      g_autoptr (SwimOutcome) stall = NULL;

      ck_assert (swim_download_set_client (download, (*client)->name, NULL));
      open_job (1);
      stall = fetch (_i, "/stall");
      ck_assert_msg (strstr (stall->detail, "(--max-time)") != NULL, "%s: %s", (*client)->name,
                     stall->detail);
      ck_assert_int_eq (test_server_get_requests (server), ++requests);
      swim_job_close (job);
    }
}
END_TEST

START_TEST (test_slot_works_again_after_a_deadline)
{
  g_autoptr (SwimOutcome) late = NULL;
  g_autoptr (SwimOutcome) next = NULL;

  swim_download_set_timeout (download, 0.1);
  swim_download_set_retries (download, 3, 1); /* one of four tries is in time on any machine */
  open_job (1);
  late = fetch (_i, "/stall");
  next = fetch (_i, "/ok");

  ck_assert_int_eq (late->status, SWIM_STATUS_TIMEOUT);
  ck_assert_int_eq (next->status, SWIM_STATUS_OK);
}
END_TEST

/* Cancels once the server is busy with the item. */
static gpointer
cancel_when_busy (gpointer data)
{
  while (test_server_get_busy (server) == 0)
    g_thread_yield ();
  g_cancellable_cancel (data);
  return NULL;
}

START_TEST (test_cancelled_run_ends_its_item_and_leaves_nothing)
{
  static const char *const paths[] = { "/drip", "/stall", "/endless" };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SwimItem) item = swim_item_new ("x");
  g_autoptr (SwimOutcome) outcome = NULL;
  GThread *thread = g_thread_new (NULL, cancel_when_busy, cancellable);

  open_job (1);
  item->target = test_server_url (server, paths[_i / FORMS]);
  outcome = do_item (_i % FORMS, item, cancellable);
  g_thread_join (thread);

  ck_assert_msg (outcome->status == SWIM_STATUS_CANCELLED, "%s: %s", paths[_i / FORMS],
                 outcome->detail);
  ck_assert_int_eq (count_files (), 0);
}
END_TEST

START_TEST (test_item_of_a_cancelled_run_is_cancelled)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SwimItem) item = swim_item_new ("x");
  g_autoptr (SwimOutcome) outcome = NULL;

  g_cancellable_cancel (cancellable);
  open_job (1);
  item->target = test_server_url (server, "/stall");
  outcome = do_item (_i, item, cancellable);

  ck_assert_int_eq (outcome->status, SWIM_STATUS_CANCELLED);
}
END_TEST

START_TEST (test_what_cannot_be_written_is_an_io_error)
{
  static const char *const paths[] = { "/ok", "/bytes/3000000", "/endless" };

  limit_file_size (1000);
  open_job (1);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (SwimOutcome) outcome = fetch (_i, paths[i]);

      ck_assert_msg (outcome->status == SWIM_STATUS_IO_ERROR, "%s: %s", paths[i], outcome->detail);
      ck_assert (g_str_has_prefix (outcome->detail, "cannot write "));
      ck_assert_uint_eq (outcome->content_hash, 0);
    }
  ck_assert_int_eq (count_files (), 0);
}
END_TEST

START_TEST (test_path_of_an_item_cannot_leave_the_folder)
{
  g_autoptr (SwimItem) item = swim_item_new ("x");
  g_autoptr (SwimOutcome) outcome = NULL;
  guint64 hash;

  item->target = test_server_url (server, "/ok");
  item->path = g_strdup ("../../x");
  open_job (1);
  outcome = do_item (_i, item, NULL);

  ck_assert_int_eq (outcome->status, SWIM_STATUS_OK);
  ck_assert_uint_eq (read_size ("x", &hash), 2048);
}
END_TEST

START_TEST (test_folder_that_cannot_be_made_is_told_before_the_run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimDownload) other = swim_download_new ("/dev/null/x");

  ck_assert (!swim_job_open (SWIM_JOB (other), 1, SWIM_JOB_NON_BLOCKING, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "/dev/null/x"));
}
END_TEST

/* Many at once: each slot takes the next item as soon as it is free. */
enum
{
  ITEMS = 300,
  SLOTS = 64
};

typedef struct
{
  SwimCompletion completion;
  SwimItem *item;
} Slot;

static int started;
static int finished;

static void
start_next (Slot *slot, guint number)
{
  g_autofree char *path = g_strdup_printf ("/item/%d", started);

  slot->item = swim_item_new (path);
  slot->item->slot = number;
  slot->item->index = started;
  slot->item->path = g_strdup_printf ("%d", started++);
  slot->item->target = test_server_url (server, path);
  swim_job_start (job, slot->item, NULL, &slot->completion);
}

static void
on_slot_returned (SwimCompletion *completion, SwimOutcome *outcome)
{
  Slot *slot = (Slot *) completion;
  g_autoptr (SwimItem) item = slot->item;
  guint64 hash;

  ck_assert_msg (outcome->status == SWIM_STATUS_OK, "%s", outcome->detail);
  ck_assert_uint_eq (read_size (item->path, &hash), 100 + item->index);
  ck_assert_uint_eq (outcome->content_hash, hash);
  swim_outcome_unref (outcome);
  finished++;
  if (started < ITEMS)
    start_next (slot, item->slot);
}

START_TEST (test_many_downloads_on_one_loop)
{
  Slot slots[SLOTS];

  started = finished = 0;
  open_job (SLOTS);
  for (guint i = 0; i < SLOTS; i++)
    {
      slots[i].completion.completed = on_slot_returned;
      start_next (&slots[i], i);
    }
  while (finished < ITEMS)
    g_main_context_iteration (NULL, TRUE);

  ck_assert_int_eq (count_files (), ITEMS);
  ck_assert_int_le (test_server_get_connections (server), SLOTS);
}
END_TEST

static gpointer
run_some (gpointer data)
{
  guint slot = GPOINTER_TO_UINT (data);

  for (int i = 0; i < 20; i++)
    {
      g_autofree char *path = g_strdup_printf ("/item/%d", i);
      g_autoptr (SwimItem) item = swim_item_new (path);
      g_autoptr (SwimOutcome) outcome = NULL;

      item->slot = slot;
      item->path = g_strdup_printf ("%u-%d", slot, i);
      item->target = test_server_url (server, path);
      outcome = swim_job_run (job, item, NULL);
      if (outcome->status != SWIM_STATUS_OK)
        return NULL;
    }
  return job;
}

START_TEST (test_threads_share_a_job_and_slots_may_change_threads)
{
  open_job (8);
  for (int round = 0; round < 2; round++)
    {
      GThread *threads[8];

      for (guint i = 0; i < 8; i++)
        threads[i] = g_thread_new (NULL, run_some, GUINT_TO_POINTER (i));
      for (guint i = 0; i < 8; i++)
        ck_assert_ptr_eq (g_thread_join (threads[i]), job);
    }
  ck_assert_int_le (test_server_get_connections (server), 8); /* fewer if a thread is done early */
  ck_assert_int_eq (count_files (), 160);
}
END_TEST

START_TEST (test_large_file_arrives_whole)
{
  g_autoptr (SwimOutcome) outcome = NULL;
  guint64 hash;

  open_job (1);
  outcome = fetch (_i, "/bytes/8388608");

  ck_assert_int_eq (outcome->status, SWIM_STATUS_OK);
  ck_assert_uint_eq (read_size ("x", &hash), 8388608);
  ck_assert_uint_eq (outcome->content_hash, hash);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, fixture_set_up, fixture_tear_down);
  tcase_add_loop_test (tests, test_answer_is_of_the_same_class_in_both_forms, 0,
                       G_N_ELEMENTS (rows) * FORMS);
  tcase_add_loop_test (tests, test_slot_keeps_one_connection, 0, FORMS);
  tcase_add_loop_test (tests, test_answer_longer_than_said_spoils_nothing_for_the_next, 0, FORMS);
  tcase_add_loop_test (tests, test_unknown_host_is_not_found_and_named, 0, FORMS);
  tcase_add_test (tests, test_what_threads_do_is_told);
  tcase_add_test (tests, test_what_threads_do_is_that_of_the_run);
  tcase_add_loop_test (tests, test_nothing_is_asked_of_this_machine_where_it_is_refused, 0, FORMS);
  tcase_add_loop_test (tests, test_unverified_file_is_refused_where_that_is_required, 0, FORMS);
  tcase_add_loop_test (tests, test_dead_port_is_refused, 0, FORMS);
#ifndef __SANITIZE_ADDRESS__
  tcase_add_loop_test (tests, test_plain_server_asked_for_https_cuts_the_handshake, 0, FORMS);
#endif
  tcase_add_loop_test (tests, test_what_is_no_url_is_invalid, 0, FORMS);
  tcase_add_loop_test (tests, test_too_large_is_known_from_the_length_or_while_it_comes, 0, FORMS);
  tcase_add_loop_test (tests, test_max_time_is_total_whatever_drips, 0, FORMS);
  tcase_add_loop_test (tests, test_what_makes_progress_ends_by_max_time_alone, 0, FORMS);
  tcase_add_loop_test (tests, test_timeout_is_for_what_makes_no_progress, 0, FORMS);
  tcase_add_loop_test (tests, test_connect_timeout_is_for_the_handshake_too, 0, FORMS);
  tcase_add_loop_test (tests, test_connect_timeout_ends_with_the_connection, 0, FORMS);
  tcase_add_loop_test (tests, test_slot_works_again_after_a_deadline, 0, FORMS);
  tcase_add_loop_test (tests, test_cancelled_run_ends_its_item_and_leaves_nothing, 0, 3 * FORMS);
  tcase_add_loop_test (tests, test_item_of_a_cancelled_run_is_cancelled, 0, FORMS);
  tcase_add_loop_test (tests, test_what_cannot_be_written_is_an_io_error, 0, FORMS);
  tcase_add_loop_test (tests, test_path_of_an_item_cannot_leave_the_folder, 0, FORMS);
  tcase_add_test (tests, test_folder_that_cannot_be_made_is_told_before_the_run);
  tcase_add_test (tests, test_many_downloads_on_one_loop);
  tcase_add_test (tests, test_threads_share_a_job_and_slots_may_change_threads);
  tcase_add_loop_test (tests, test_large_file_arrives_whole, 0, FORMS);
}

SWIM_TEST_MAIN ("download", add_tests)
