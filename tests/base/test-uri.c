/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A URL that is parsed the fast way reads as if GLib had parsed it. */
#include "config.h"

#include "base/uri.h"

#include <string.h>

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

static const char *const indulged[][2] = {
  { "http://h/100%", "http://h/100%25" },
  { "http://h/100%/%2f%4", "http://h/100%25/%2F%254" },
  { "http://h/a?b=%zz", "http://h/a?b=%25zz" },
  { "http://[fe80::1%lo]/", "http://[fe80::1%lo]/" },
  { "http://b\u00fccher.example/a?b", "http://xn--bcher-kva.example/a?b" },
  { "http://u:p@fa\u00df.example:8080/", "http://u:p@xn--fa-hia.example:8080/" },
  { "http://127.1/", "http://127.0.0.1/" },
  { "http://u@2130706433:81/a?b#c", "http://u@127.0.0.1:81/a?b#c" },
  { "http://0x7f.0X1/", "http://127.0.0.1/" },
  { "http://0177.0.0.01/", "http://127.0.0.1/" },
  { "http://0/", "http://0.0.0.0/" },
  { "http://1.2.65535/", "http://1.2.255.255/" },
  { "http://255.255.255.255/", "http://255.255.255.255/" },
  { "http://256.0.0.1/", "http://256.0.0.1/" },
  { "http://1.2.3.4.5/", "http://1.2.3.4.5/" },
  { "http://1.2.65536/", "http://1.2.65536/" },
  { "http://4294967296/", "http://4294967296/" },
  { "http://08.0.0.1/", "http://08.0.0.1/" },
  { "http://0x/", "http://0x/" },
  { "http://127.0.0.1./", "http://127.0.0.1./" },
  { "http://1.a/", "http://1.a/" },
  { "http://[::1%25none9]/", "http://[::1]/" },
  { "http://[FE80::1%25none9]/", "http://[FE80::1%none9]/" },
  { "http://h/a\\b", "http://h/a\\b" },
};

START_TEST (test_what_people_write_is_understood)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = swim_uri_parse (indulged[_i][0], G_URI_FLAGS_ENCODED, &error);
  g_autoptr (GUri) base = g_uri_parse ("http://base/", G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GUri) relative =
      swim_uri_parse_relative (base, indulged[_i][0], G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *text = NULL;
  g_autofree char *other = NULL;

  swim_assert_no_error (error);
  text = g_uri_to_string (uri);
  other = g_uri_to_string (relative);
  ck_assert_str_eq (text, indulged[_i][1]);
  ck_assert_str_eq (other, indulged[_i][1]);
}
END_TEST

static const char *const refused[] = {
  "http://\u0378.example/", /* it has no coded form */
  "http://a b/",
  "http://a%20b/",
  "http://a%2Fb/",
  "http://a%3Fb/",
  "http://a%23b/",
  "http://a%40b/",
  "http://a<b/",
  "http://a>b/",
  "http://a^b/",
  "http://a|b/",
  "http://a%25b/",
  "http://a%0Ab/",
  "http://a%7F/",
  "http://a\\b/",
  "http://a%/",
  "http://u\\@b/",
};

START_TEST (test_what_no_host_can_be_is_refused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) base = g_uri_parse ("http://base/", G_URI_FLAGS_ENCODED, NULL);

  ck_assert_ptr_null (swim_uri_parse (refused[_i], G_URI_FLAGS_ENCODED, &error));
  ck_assert_ptr_nonnull (error);
  ck_assert_ptr_null (swim_uri_parse_relative (base, refused[_i], G_URI_FLAGS_ENCODED, NULL));
}
END_TEST

START_TEST (test_plain_path_is_one_that_nobody_changes)
{
  static const char *const plain[] = { "/", "/x", "/a/b-c_d~e.f", "/a//b" };
  static const char *const others[] = {
    "", "x", "/x?", "/%41", "/a b", "/a/../b", "/./", "/x\r\ny"
  };

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    ck_assert_msg (swim_uri_is_plain_path (plain[i]), "%s", plain[i]);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    ck_assert_msg (!swim_uri_is_plain_path (others[i]), "%s", others[i]);
}
END_TEST

START_TEST (test_plain_urls_name_what_glib_finds_in_them)
{
  static const char *const others[] = {
    "http://h",        "http://h/a#b",     "http://u@h/a", "http://h/%41", "http://h/a/../b",
    "http://0x7f.1/a", "http://h:99999/a", "HTTP://h/a",   "ftp://h/a",    "/a",
  };
  gsize length = 0;
  const char *name = swim_uri_find_plain_name (urls[_i], &length);

  if (name != NULL)
    {
      g_autoptr (GUri) uri = g_uri_parse (urls[_i], G_URI_FLAGS_ENCODED, NULL);
      g_autofree char *found = g_strndup (name, length);

      ck_assert_str_eq (found, strrchr (g_uri_get_path (uri), '/') + 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    ck_assert_msg (swim_uri_find_plain_name (others[i], &length) == NULL, "%s", others[i]);
  name = swim_uri_find_plain_name ("https://h.example:8080/a/b-c.gif?d=e", &length);
  ck_assert (name != NULL && length == 7 && strncmp (name, "b-c.gif?", 8) == 0);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_what_is_requested_is_written_as_glib_writes_it, 0,
                       G_N_ELEMENTS (urls));
  tcase_add_loop_test (tests, test_what_people_write_is_understood, 0, G_N_ELEMENTS (indulged));
  tcase_add_loop_test (tests, test_what_no_host_can_be_is_refused, 0, G_N_ELEMENTS (refused));
  tcase_add_test (tests, test_plain_path_is_one_that_nobody_changes);
  tcase_add_loop_test (tests, test_urls_read_as_glib_reads_them, 0, G_N_ELEMENTS (urls));
  tcase_add_loop_test (tests, test_plain_urls_name_what_glib_finds_in_them, 0, G_N_ELEMENTS (urls));
}

SWIM_TEST_MAIN ("uri", add_tests)
