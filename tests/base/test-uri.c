/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A URL that is parsed the fast way reads as if GLib had parsed it. */
#include "config.h"

#include "base/uri.h"
#include "swim-test.h"

static const char *const urls[] = {
  "http://example.com/",
  "http://example.com/a/b.txt",
  "https://example.com:8443/a//b_c-d~e.tar.gz?x=1&y=2",
  "http://127.0.0.1:8080/f1",
  "http://h/?",
  "http://h/a?b",
  "http://h/a?b#c",
  "http://h/a?b%20c?d",
  "http://h/a/../b",
  "http://h/./b",
  "http://h/a/.hidden",
  "http://h/a..b",
  "http://h",
  "http://h?q",
  "http://h:/a",
  "http://h:80/a",
  "https://h:443/a",
  "https://h:80/a",
  "http://h:0/a",
  "http://h:65535/a",
  "http://h:65536/a",
  "http://h:123456/a",
  "http://h:080/a",
  "http://h:1x/a",
  "http://H/a",
  "HTTP://h/a",
  "http://user:secret@h/a",
  "http://[::1]:80/a",
  "http://-h/a",
  "http://h_i/a",
  "http://b\u00fccher.example/a",
  "http://h/\u00fc",
  "http://h/a b",
  "http:///a",
  "http:/a",
  "http",
  "https",
  "httpx://h/a",
  "ftp://h/a",
  "",
};

static void
check (const char *url, GUriFlags flags)
{
  g_autoptr (GError) right = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) glib = g_uri_parse (url, flags, &right);
  g_autoptr (GUri) ours = swim_uri_parse (url, flags, &error);
  g_autofree char *expected = glib != NULL ? g_uri_to_string (glib) : g_strdup (right->message);
  g_autofree char *text = ours != NULL ? g_uri_to_string (ours) : g_strdup (error->message);

  ck_assert_str_eq (text, expected);
  if (glib == NULL)
    return;
  ck_assert_str_eq (g_uri_get_scheme (ours), g_uri_get_scheme (glib));
  ck_assert_pstr_eq (g_uri_get_host (ours), g_uri_get_host (glib));
  ck_assert_str_eq (g_uri_get_path (ours), g_uri_get_path (glib));
  ck_assert_pstr_eq (g_uri_get_query (ours), g_uri_get_query (glib));
  ck_assert_pstr_eq (g_uri_get_fragment (ours), g_uri_get_fragment (glib));
  ck_assert_pstr_eq (g_uri_get_userinfo (ours), g_uri_get_userinfo (glib));
  ck_assert_int_eq (g_uri_get_port (ours), g_uri_get_port (glib));
  ck_assert_int_eq (g_uri_get_flags (ours), g_uri_get_flags (glib));
}

START_TEST (test_urls_read_as_glib_reads_them)
{
  check (urls[_i], G_URI_FLAGS_NONE);
  check (urls[_i], G_URI_FLAGS_ENCODED);
  check (urls[_i], G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_PATH | G_URI_FLAGS_ENCODED_QUERY
                       | G_URI_FLAGS_ENCODED_FRAGMENT | G_URI_FLAGS_SCHEME_NORMALIZE);
}
END_TEST

START_TEST (test_what_is_requested_is_written_as_glib_writes_it)
{
  g_autoptr (GUri) uri =
      g_uri_parse (urls[_i],
                   G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_PATH | G_URI_FLAGS_ENCODED_QUERY
                       | G_URI_FLAGS_ENCODED_FRAGMENT | G_URI_FLAGS_SCHEME_NORMALIZE,
                   NULL);
  g_autofree char *expected = NULL;
  g_autofree char *text = NULL;

  if (uri == NULL || g_uri_get_scheme (uri)[0] != 'h')
    return;
  expected = g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO | G_URI_HIDE_FRAGMENT);
  text = swim_uri_dup_target (uri);
  ck_assert_str_eq (text, expected);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_what_is_requested_is_written_as_glib_writes_it, 0,
                       G_N_ELEMENTS (urls));
  tcase_add_loop_test (tests, test_urls_read_as_glib_reads_them, 0, G_N_ELEMENTS (urls));
}

SWIM_TEST_MAIN ("uri", add_tests)
