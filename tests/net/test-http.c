/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an answer means, decided without a network. */
#include "config.h"

#include <string.h>

#include "base/hash.h"
#include "base/swim-error.h"
#include "net/http/client-soup.h"
#include "net/http/head.h"
#include "net/http/request.h"
#include "swim-test.h"

START_TEST (test_class_of_each_http_status)
{
  static const struct
  {
    guint code;
    SwimStatus status;
  } rows[] = {
    { 200, SWIM_STATUS_OK },
    { 206, SWIM_STATUS_OK },
    { 300, SWIM_STATUS_REDIRECT_ERROR },
    { 304, SWIM_STATUS_PROTOCOL_ERROR },
    { 400, SWIM_STATUS_CLIENT_ERROR },
    { 404, SWIM_STATUS_NOT_FOUND },
    { 410, SWIM_STATUS_NOT_FOUND },
    { 418, SWIM_STATUS_CLIENT_ERROR },
    { 429, SWIM_STATUS_CLIENT_ERROR },
    { 500, SWIM_STATUS_SERVER_ERROR },
    { 599, SWIM_STATUS_SERVER_ERROR },
    { 0, SWIM_STATUS_PROTOCOL_ERROR },
    { 999, SWIM_STATUS_PROTOCOL_ERROR },
  };

  ck_assert_int_eq (swim_http_status_from_code (rows[_i].code), rows[_i].status);
}
END_TEST

START_TEST (test_class_of_errors_comes_from_their_code)
{
  const struct
  {
    GQuark domain;
    int code;
    SwimStatus status;
  } rows[] = {
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, SWIM_STATUS_REFUSED },
    { G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, SWIM_STATUS_REFUSED },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, SWIM_STATUS_TRUNCATED },
    { G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, SWIM_STATUS_TRUNCATED },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, SWIM_STATUS_TIMEOUT },
    { G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES, SWIM_STATUS_IO_ERROR },
    { G_IO_ERROR, G_IO_ERROR_FAILED, SWIM_STATUS_PROTOCOL_ERROR },
    { G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, SWIM_STATUS_TLS_ERROR },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, SWIM_STATUS_NOT_FOUND },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, SWIM_STATUS_SERVER_ERROR },
    { SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING, SWIM_STATUS_PROTOCOL_ERROR },
    { SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_REDIRECT_BAD_URI, SWIM_STATUS_REDIRECT_ERROR },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error =
          g_error_new_literal (rows[i].domain, rows[i].code, "timed out: 404");

      ck_assert_int_eq (swim_soup_status_from_error (error), rows[i].status);
    }
}
END_TEST

static char *
resolve (const char *from, const char *location)
{
  g_autoptr (GUri) uri = g_uri_parse (from, SWIM_HTTP_URI_FLAGS, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) to = swim_http_resolve_redirect (uri, location, &error);

  ck_assert ((to == NULL) == (error != NULL));
  return to != NULL ? g_uri_to_string (to) : NULL;
}

START_TEST (test_redirect_may_go_up_to_https_but_never_down)
{
  g_autofree char *up = resolve ("http://a.example/x", "https://a.example/x");
  g_autofree char *down = resolve ("https://a.example/x", "http://a.example/x");
  g_autofree char *same = resolve ("https://a.example/x", "//b.example/y");

  ck_assert_str_eq (up, "https://a.example/x");
  ck_assert_ptr_null (down);
  ck_assert_str_eq (same, "https://b.example/y");
}
END_TEST

START_TEST (test_redirect_is_relative_to_where_it_came_from)
{
  g_autofree char *relative = resolve ("http://a.example/x/y", "../z?q=1");

  ck_assert_str_eq (relative, "http://a.example/z?q=1");
}
END_TEST

START_TEST (test_redirect_to_other_schemes_is_not_followed)
{
  static const char *const places[] = { "ftp://a.example/", "file:///etc/passwd", "data:,x",
                                        "http://",          "http:///x",          NULL };

  for (guint i = 0; places[i] != NULL; i++)
    ck_assert_ptr_null (resolve ("http://a.example/", places[i]));
  ck_assert_ptr_null (resolve ("http://a.example/", NULL));
}
END_TEST

typedef struct
{
  SwimHttpSink sink;
  SwimHttpResult result;
} Recorded;

static void
on_done (SwimHttpSink *sink, const SwimHttpResult *result, guint8 *bytes, gsize length)
{
  ((Recorded *) sink)->result = *result;
  g_free (bytes);
}

/* A client whose only answer is 503, after which the run is cancelled at once: that happens in the
 * moment between the last byte of an answer and the decision to retry. */
static GCancellable *run;

static gpointer
new_fake (const SwimHttpClientConfig *config)
{
  return NULL;
}

static void
free_fake (gpointer client)
{
}

static const char *
get_no_header (SwimHttpExchange *exchange, const char *name)
{
  return NULL;
}

static void
answer_and_cancel (gpointer client, SwimHttpExchange *exchange)
{
  exchange->code = 503;
  exchange->length = -1;
  exchange->events->on_head (exchange);
  g_cancellable_cancel (run);
  while (
      !g_cancellable_is_cancelled (exchange->cancellable)) /* a thread of the deadlines does it */
    g_thread_yield ();
  exchange->events->on_done (exchange, SWIM_STATUS_OK, NULL);
}

START_TEST (test_request_cancelled_before_its_backoff_is_cancelled)
{
  static const SwimHttpClient fake = {
    .name = "fake",
    .new = new_fake,
    .free = free_fake,
    .perform = answer_and_cancel,
    .get_header = get_no_header,
  };
  const SwimHttpPolicy policy = { .client = &fake, .timeout = 60 * G_USEC_PER_SEC, .retries = 9 };
  SwimHttpLimits *limits = swim_http_limits_new (1, 0, 0);
  SwimHttp *http = swim_http_new (&policy, limits, 1, g_main_context_default ());
  Recorded recorded = { .sink.done = on_done };

  run = g_cancellable_new ();
  swim_http_perform (http, 0, "http://a.example/", NULL, run, &recorded.sink);

  ck_assert_int_eq (recorded.result.status, SWIM_STATUS_CANCELLED);
  ck_assert_uint_eq (recorded.result.tries, 1);
  g_free (recorded.result.detail);
  g_object_unref (run);
  swim_http_free (http);
  swim_http_limits_unref (limits);
}
END_TEST

/* A client that does as the test says. */
static SwimHttpExchange *started;
static guint n_resumed;

static void
start_fake (gpointer client, SwimHttpExchange *exchange)
{
  started = exchange;
}

static void
resume_fake (gpointer client, SwimHttpExchange *exchange)
{
  n_resumed++;
}

static void
on_begin (SwimHttpSink *sink, const SwimBodyVersion *version)
{
}

static GByteArray *stored;
static guint n_blocks;

static SwimHttpFlow
on_block (SwimHttpSink *sink, guint8 **bytes, gsize length)
{
  g_byte_array_append (stored, *bytes, (guint) length);
  return n_blocks++ == 0 ? SWIM_FLOW_PAUSE : SWIM_FLOW_GO;
}

static void
on_stored (SwimHttpSink *sink, const SwimHttpResult *result, guint8 *bytes, gsize length)
{
  ((Recorded *) sink)->result = *result;
  g_byte_array_append (stored, bytes, (guint) length);
  g_free (bytes);
}

START_TEST (test_client_that_brings_bytes_of_its_own_is_paused_and_resumed)
{
  static const SwimHttpClient fake = {
    .name = "fake",
    .new = new_fake,
    .free = free_fake,
    .start = start_fake,
    .resume = resume_fake,
    .get_header = get_no_header,
  };
  const SwimHttpPolicy policy = { .client = &fake };
  SwimHttpLimits *limits = swim_http_limits_new (1, 0, 0);
  SwimHttp *http = swim_http_new (&policy, limits, 1, g_main_context_default ());
  Recorded recorded = { .sink = { .begin = on_begin, .block = on_block, .done = on_stored } };
  gsize length = 600 * 1024;
  g_autofree guint8 *bytes = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) (i % 251);
  stored = g_byte_array_new ();
  swim_http_start (http, 0, "http://a.example/", NULL, NULL, &recorded.sink);
  started->code = 200;
  started->length = -1;
  ck_assert_int_eq (started->events->on_head (started), SWIM_BODY_KEEP);
  ck_assert_int_eq (started->events->on_bytes (started, bytes, length - 1), SWIM_FLOW_PAUSE);
  swim_http_resume (&recorded.sink);
  ck_assert_uint_eq (n_resumed, 1);
  swim_http_resume (&recorded.sink); /* it is not paused any more */
  ck_assert_uint_eq (n_resumed, 1);
  ck_assert_int_eq (started->events->on_bytes (started, bytes + length - 1, 1), SWIM_FLOW_GO);
  started->events->on_done (started, SWIM_STATUS_OK, NULL);

  ck_assert_int_eq (recorded.result.status, SWIM_STATUS_OK);
  ck_assert_uint_eq (recorded.result.bytes, length);
  ck_assert_uint_eq (recorded.result.hash, swim_hash_bytes (bytes, length, 0));
  ck_assert_uint_eq (stored->len, length);
  ck_assert_mem_eq (stored->data, bytes, length);
  ck_assert_uint_eq (n_blocks, 2);
  g_byte_array_unref (stored);
  swim_http_free (http);
  swim_http_limits_unref (limits);
}
END_TEST

static guint n_cancelled;

static void
cancel_fake (gpointer client, SwimHttpExchange *exchange)
{
  n_cancelled++;
  exchange->events->on_done (exchange, SWIM_STATUS_CANCELLED, "cancelled");
}

static gboolean
on_time (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
run_loop_for (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, on_time, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

START_TEST (test_what_waits_for_the_sink_is_not_stalled)
{
  static const SwimHttpClient fake = {
    .name = "fake",
    .new = new_fake,
    .free = free_fake,
    .start = start_fake,
    .resume = resume_fake,
    .cancel = cancel_fake,
    .get_header = get_no_header,
  };
  const SwimHttpPolicy policy = { .client = &fake, .timeout = 20 * 1000 };
  SwimHttpLimits *limits = swim_http_limits_new (1, 0, 0);
  SwimHttp *http = swim_http_new (&policy, limits, 1, g_main_context_default ());
  Recorded recorded = { .sink = { .begin = on_begin, .block = on_block, .done = on_stored } };
  gsize length = 300 * 1024;
  g_autofree guint8 *bytes = g_malloc0 (length);

  stored = g_byte_array_new ();
  n_blocks = n_cancelled = 0;
  swim_http_start (http, 0, "http://a.example/", NULL, NULL, &recorded.sink);
  started->code = 200;
  started->length = -1;
  started->events->on_head (started);
  ck_assert_int_eq (started->events->on_bytes (started, bytes, length), SWIM_FLOW_PAUSE);
  run_loop_for (100);
  ck_assert_uint_eq (n_cancelled, 0);

  swim_http_resume (&recorded.sink); /* and then nothing comes */
  run_loop_for (100);
  ck_assert_uint_eq (n_cancelled, 1);
  ck_assert_int_eq (recorded.result.status, SWIM_STATUS_TIMEOUT);
  ck_assert_str_eq (recorded.result.detail, "no byte within 0.02 s (--timeout)");
  g_free (recorded.result.detail);
  g_byte_array_unref (stored);
  swim_http_free (http);
  swim_http_limits_unref (limits);
}
END_TEST

static guint n_performed;

static const char *
get_location (SwimHttpExchange *exchange, const char *name)
{
  return g_str_equal (name, "Location") ? "/elsewhere" : NULL;
}

/* Redirects, and its time is up just when the answer is complete. */
static void
redirect_late (gpointer client, SwimHttpExchange *exchange)
{
  ck_assert (!g_cancellable_is_cancelled (exchange->cancellable));
  exchange->code = n_performed++ == 0 ? 302 : 204;
  exchange->length = -1;
  exchange->events->on_head (exchange);
  while (exchange->code == 302 && !g_cancellable_is_cancelled (exchange->cancellable))
    g_thread_yield ();
  exchange->events->on_done (exchange, SWIM_STATUS_OK, NULL);
}

START_TEST (test_redirect_that_came_just_in_time_is_followed)
{
  static const SwimHttpClient fake = {
    .name = "fake",
    .new = new_fake,
    .free = free_fake,
    .perform = redirect_late,
    .get_header = get_location,
  };
  const SwimHttpPolicy policy = { .client = &fake, .timeout = 20 * 1000, .max_redirects = 1 };
  SwimHttpLimits *limits = swim_http_limits_new (1, 0, 0);
  SwimHttp *http = swim_http_new (&policy, limits, 1, g_main_context_default ());
  Recorded recorded = { .sink = { .begin = on_begin, .block = on_block, .done = on_done } };

  n_performed = 0;
  swim_http_perform (http, 0, "http://a.example/", NULL, NULL, &recorded.sink);
  ck_assert_uint_eq (n_performed, 2);
  ck_assert_int_eq (recorded.result.status, SWIM_STATUS_OK);
  ck_assert_uint_eq (recorded.result.http_status, 204);
  swim_http_free (http);
  swim_http_limits_unref (limits);
}
END_TEST

static void
perform_until_cancelled (gpointer client, SwimHttpExchange *exchange)
{
  while (!g_cancellable_is_cancelled (exchange->cancellable))
    g_thread_yield ();
  exchange->events->on_done (exchange, SWIM_STATUS_CANCELLED, "cancelled");
}

START_TEST (test_time_of_an_item_goes_on_in_its_second_request)
{
  static const SwimHttpClient fake = {
    .name = "fake",
    .new = new_fake,
    .free = free_fake,
    .perform = perform_until_cancelled,
    .start = start_fake,
    .cancel = cancel_fake,
    .get_header = get_no_header,
  };
  const SwimHttpPolicy policy = { .client = &fake, .max_time = G_TIME_SPAN_MINUTE };
  SwimHttpLimits *limits = swim_http_limits_new (1, 0, 0);
  SwimHttp *http = swim_http_new (&policy, limits, 1, g_main_context_default ());
  Recorded recorded = { .sink = { .begin = on_begin, .block = on_block, .done = on_done } };

  recorded.sink.since_us = g_get_monotonic_time () - G_TIME_SPAN_MINUTE;
  if (_i == 0)
    swim_http_perform (http, 0, "http://a.example/", NULL, NULL, &recorded.sink);
  else
    swim_http_start (http, 0, "http://a.example/", NULL, NULL, &recorded.sink);
  while (recorded.result.detail == NULL)
    g_main_context_iteration (NULL, TRUE);
  ck_assert_int_eq (recorded.result.status, SWIM_STATUS_TIMEOUT);
  ck_assert_str_eq (recorded.result.detail, "not done within 60 s (--max-time)");
  g_free (recorded.result.detail);
  swim_http_free (http);
  swim_http_limits_unref (limits);
}
END_TEST

START_TEST (test_unknown_client_is_an_error_that_names_those_that_there_are)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_eq (swim_http_client_lookup ("soup", NULL), &swim_http_client_soup);
  ck_assert_ptr_null (swim_http_client_lookup ("wget", &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_ptr_nonnull (strstr (error->message, "soup"));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_class_of_each_http_status, 0, 13);
  tcase_add_test (tests, test_class_of_errors_comes_from_their_code);
  tcase_add_test (tests, test_redirect_may_go_up_to_https_but_never_down);
  tcase_add_test (tests, test_redirect_is_relative_to_where_it_came_from);
  tcase_add_test (tests, test_redirect_to_other_schemes_is_not_followed);
  tcase_add_test (tests, test_request_cancelled_before_its_backoff_is_cancelled);
  tcase_add_test (tests, test_client_that_brings_bytes_of_its_own_is_paused_and_resumed);
  tcase_add_test (tests, test_what_waits_for_the_sink_is_not_stalled);
  tcase_add_test (tests, test_redirect_that_came_just_in_time_is_followed);
  tcase_add_loop_test (tests, test_time_of_an_item_goes_on_in_its_second_request, 0, 2);
  tcase_add_test (tests, test_unknown_client_is_an_error_that_names_those_that_there_are);
}

SWIM_TEST_MAIN ("http", add_tests)
