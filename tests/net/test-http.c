/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an answer means, decided without a network. */
#include "config.h"

#include "net/swim-http-private.h"
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
    { 304, SWIM_STATUS_REDIRECT_ERROR },
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

      ck_assert_int_eq (swim_http_status_from_error (error), rows[i].status);
    }
}
END_TEST

static char *
resolve (const char *from, const char *location)
{
  g_autoptr (GUri) uri = g_uri_parse (from, SOUP_HTTP_URI_FLAGS, NULL);
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

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_class_of_each_http_status, 0, 13);
  tcase_add_test (tests, test_class_of_errors_comes_from_their_code);
  tcase_add_test (tests, test_redirect_may_go_up_to_https_but_never_down);
  tcase_add_test (tests, test_redirect_is_relative_to_where_it_came_from);
  tcase_add_test (tests, test_redirect_to_other_schemes_is_not_followed);
}

SWIM_TEST_MAIN ("http", add_tests)
