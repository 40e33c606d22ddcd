/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which fields a request may carry, and which server is told what. */
#include "config.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "base/swim-error.h"
#include "net/http/fields.h"
#include "net/http/head.h"
#include "swim-test.h"

#define BASIC(coded) "Authorization: Basic " coded
#define JOE BASIC ("am9lOnNlY3JldA==")     /* joe:secret */
#define ANN BASIC ("YW5uOmhpZGRlbg==")     /* ann:hidden */
#define NOBODY BASIC ("am9lOg==")          /* joe: */
#define DECODED BASIC ("ajplOnNAYzpyZXQ=") /* j:e:s@c:ret */

static GUri *
parse (const char *url)
{
  g_autoptr (GError) error = NULL;
  GUri *uri = g_uri_parse (url, SWIM_HTTP_URI_FLAGS, &error);

  swim_assert_no_error (error);
  return uri;
}

static const struct
{
  const char *one;
  const char *other;
  gboolean same;
} origins[] = {
  { "http://a.test/x", "http://a.test/y?z", TRUE },
  { "http://a.test/", "http://A.TEST:80/", TRUE },
  { "https://a.test/", "https://a.test:443/", TRUE },
  { "http://[::1]/", "http://[::1]:80/", TRUE },
  { "http://a.test/", "https://a.test/", FALSE },
  { "http://a.test:443/", "https://a.test/", FALSE },
  { "http://a.test/", "http://a.test:8080/", FALSE },
  { "http://a.test/", "http://b.a.test/", FALSE },
  { "http://a.test/", "http://a.test.evil/", FALSE },
  { "http://127.0.0.1/", "http://localhost/", FALSE },
};

START_TEST (test_an_origin_is_scheme_host_and_port)
{
  g_autoptr (GUri) one = parse (origins[_i].one);
  g_autoptr (GUri) other = parse (origins[_i].other);

  ck_assert_int_eq (swim_http_is_same_origin (one, other), origins[_i].same);
  ck_assert_int_eq (swim_http_is_same_origin (other, one), origins[_i].same);
}
END_TEST

/* A configuration of constants. */
typedef struct
{
  const char *const *headers;
  const char *user_agent;
  const char *user;
  const char *cookies;
  const char *netrc;
} Given;

static SwimHttpFieldsConfig
configure (const Given *given)
{
  return (SwimHttpFieldsConfig){ .headers = (char **) given->headers,
                                 .user_agent = (char *) given->user_agent,
                                 .user = (char *) given->user,
                                 .cookies = (char *) given->cookies,
                                 .netrc = (char *) given->netrc };
}

/* Headers that cannot be sent, and a word of why. */
static const char *const refused[][2] = {
  { "X-One: a\r\nX-Two: b", "X-One has a line break" },
  { "X-One: a\nb", "X-One has a line break" },
  { "X-One: a\rb", "X-One has a line break" },
  { "X-One: \001", "X-One has" },
  { "X-One: \177", "X-One has" },
  { "X-One", "Name: value" },
  { "X One: a", "Name: value" },
  { "X-One : a", "Name: value" },
  { " X-One: a", "Name: value" },
  { ": a", "Name: value" },
  { "", "Name: value" },
  { "X-\303\244: a", "Name: value" },
  { "Host: a.test", "Host" },
  { "hOST: a.test", "Host" },
  { "Range: bytes=0-1", "--resume" },
  { "If-Range: x", "--resume" },
  { "content-length: 5", "no body" },
  { "Transfer-Encoding: chunked", "no body" },
  { "Connection: close", "connections" },
  { "TE: trailers", "TE" },
  { "Upgrade: h2c", "Upgrade" },
  { "Expect: 100-continue", "Expect" },
  { "Proxy-Authorization: Basic x", "URL of the proxy" },
};

START_TEST (test_bad_headers_are_refused)
{
  const char *const lines[] = { "Accept: */*", refused[_i][0], NULL };
  SwimHttpFieldsConfig config = configure (&(Given){ .headers = lines });
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (swim_http_fields_new (&config, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_msg (strstr (error->message, refused[_i][1]) != NULL, "%s", error->message);
}
END_TEST

static const char *const authorization[] = { "Authorization: Bearer secret", NULL };
static const char *const cookie[] = { "cookie: a=secret", NULL };
static const char *const agent[] = { "user-agent: mine", NULL };

static const Given contradictions[] = {
  { .headers = authorization, .user = "joe:secret" },
  { .headers = cookie, .cookies = "b=secret" },
  { .headers = agent, .user_agent = "other" },
  { .user = "joe" },
  { .user = "joe:secret\r\nX: y" },
  { .cookies = "secret" },
  { .cookies = "a=secret\nb" },
  { .user_agent = "a\nb" },
  { .netrc = "/nowhere/netrc" },
};

START_TEST (test_what_is_not_valid_is_refused_and_not_shown)
{
  SwimHttpFieldsConfig config = configure (&contradictions[_i]);
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (swim_http_fields_new (&config, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_ptr_null (strstr (error->message, "secret"));
}
END_TEST

/* A netrc file of the test's own. */
static char *
write_netrc (void)
{
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  int fd = g_file_open_tmp (NULL, &path, &error);

  swim_assert_no_error (error);
  close (fd);
  g_file_set_contents (path,
                       "machine a.test login trap password trap\n"
                       "machine a.test login joe password secret\n"
                       "machine b.test login ann password hidden\n",
                       -1, &error);
  swim_assert_no_error (error);
  return path;
}

static const char *const headers[] = { "Accept: text/plain", "X-One:  1 ", "Cookie: a=b",
                                       "X-Two:", NULL };

#define OPEN "Accept: text/plain|X-One: 1|X-Two:"

/* What is asked for, where that redirects to (NULL: nowhere), and what the last server is told;
 * NULL: nothing besides the client's own fields. */
static const struct
{
  Given given;
  gboolean netrc;
  const char *url;
  const char *to;
  const char *told;
} rows[] = {
  { { .user_agent = "mine" }, FALSE, "http://a.test/", NULL, NULL },
  { { .headers = NULL }, FALSE, "http://a.test/", "http://b.test/", NULL },
  { { .headers = headers }, FALSE, "http://a.test/", NULL, OPEN "|Cookie: a=b" },
  { { .headers = headers }, FALSE, "http://a.test/", "http://a.test/x", OPEN "|Cookie: a=b" },
  { { .headers = headers }, FALSE, "http://a.test/", "http://b.test/", OPEN },
  { { .headers = authorization }, FALSE, "http://a.test/", NULL, "Authorization: Bearer secret" },
  { { .headers = authorization }, FALSE, "http://a.test/", "https://a.test/", "" },
  { { .user = "joe:secret" }, FALSE, "http://a.test/", NULL, JOE },
  { { .user = "joe:" }, FALSE, "http://a.test/", NULL, NOBODY },
  { { .user = "joe:secret" }, FALSE, "http://a.test/", "http://a.test:81/", "" },
  { { .user = "joe:secret", .cookies = "c=d" }, FALSE, "http://a.test/", NULL, "Cookie: c=d|" JOE },
  { { .user = "joe:secret", .cookies = "c=d" }, FALSE, "http://a.test/", "http://b.test/", "" },
  /* The user in a URL. */
  { { .user = NULL }, FALSE, "http://joe:secret@a.test/", NULL, JOE },
  { { .user = NULL }, FALSE, "http://j%3ae:s%40c%3aret@a.test/", NULL, DECODED },
  { { .user = NULL }, FALSE, "http://joe@a.test/", NULL, NOBODY },
  { { .user = NULL }, FALSE, "http://@a.test/", NULL, NULL },
  { { .user = "x:y" }, FALSE, "http://joe:secret@a.test/", NULL, JOE },
  { { .headers = authorization }, FALSE, "http://joe:secret@a.test/", NULL, JOE },
  { { .user = NULL }, FALSE, "http://joe:secret@a.test/", "http://a.test/x", JOE },
  { { .user = NULL }, FALSE, "http://joe:secret@a.test/", "http://b.test/", "" },
  { { .user = NULL }, FALSE, "http://a.test/", "http://joe:secret@a.test/", NULL },
  { { .user = NULL }, FALSE, "http://a.test/", "http://joe:secret@b.test/", NULL },
  { { .user = "ann:hidden" }, FALSE, "http://a.test/", "http://joe:secret@a.test/", ANN },
  /* The netrc file. */
  { { .user = NULL }, TRUE, "http://b.test:81/", NULL, ANN },
  { { .user = NULL }, TRUE, "http://c.test/", NULL, "" },
  { { .user = "joe" }, TRUE, "http://a.test/", NULL, JOE },
  { { .user = "joe:" }, TRUE, "http://a.test/", NULL, NOBODY },
  { { .user = "eve" }, TRUE, "http://a.test/", NULL, "" },
  { { .user = NULL }, TRUE, "http://joe@a.test/", NULL, JOE },
  { { .user = NULL }, TRUE, "http://joe:@a.test/", NULL, NOBODY },
  { { .user = "joe" }, TRUE, "http://a.test/", "http://b.test/", ANN },
  { { .headers = authorization }, TRUE, "http://a.test/", "http://b.test/", ANN },
  { { .headers = authorization }, TRUE, "http://b.test/", NULL, "Authorization: Bearer secret" },
};

START_TEST (test_secrets_go_to_their_origin_only)
{
  SwimHttpFieldsConfig config = configure (&rows[_i].given);
  g_autofree char *path = rows[_i].netrc ? write_netrc () : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimHttpFields) fields = NULL;
  SwimHttpFieldsState state = { NULL };
  g_autoptr (GUri) uri = NULL;
  g_autofree char *told = NULL;

  config.netrc = path;
  fields = swim_http_fields_new (&config, &error);
  swim_assert_no_error (error);
  uri = swim_http_fields_begin (&state, fields, parse (rows[_i].url), FALSE);
  if (rows[_i].to != NULL)
    {
      g_uri_unref (uri);
      uri = swim_http_fields_begin (&state, fields, parse (rows[_i].to), TRUE);
    }
  ck_assert_ptr_null (g_uri_get_userinfo (uri));
  /* Once more, as a retry does. */
  uri = swim_http_fields_begin (&state, fields, uri, rows[_i].to != NULL);
  told = state.lines != NULL ? g_strjoinv ("|", (char **) state.lines) : NULL;
  ck_assert_pstr_eq (told, rows[_i].told);
  swim_http_fields_clear (&state);
  if (path != NULL)
    g_unlink (path);
}
END_TEST

START_TEST (test_a_url_loses_only_its_login)
{
  static const char *const urls[][2] = {
    { "http://joe:secret@a.test/a%20b;c?d=%2f&e#f", "http://a.test/a%20b;c?d=%2f&e#f" },
    { "https://joe@[::1]:8080", "https://[::1]:8080" },
    { "http://a:b@a.test?q@r", "http://a.test?q@r" },
  };
  SwimHttpFieldsState state = { NULL };
  g_autoptr (GUri) uri = swim_http_fields_begin (&state, NULL, parse (urls[_i][0]), FALSE);
  g_autoptr (GUri) expected = parse (urls[_i][1]);
  g_autofree char *left = g_uri_to_string (uri);
  g_autofree char *wanted = g_uri_to_string (expected);

  ck_assert_str_eq (left, wanted);
  swim_http_fields_clear (&state);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_an_origin_is_scheme_host_and_port, 0, G_N_ELEMENTS (origins));
  tcase_add_loop_test (tests, test_bad_headers_are_refused, 0, G_N_ELEMENTS (refused));
  tcase_add_loop_test (tests, test_what_is_not_valid_is_refused_and_not_shown, 0,
                       G_N_ELEMENTS (contradictions));
  tcase_add_loop_test (tests, test_a_url_loses_only_its_login, 0, 3);
  tcase_add_loop_test (tests, test_secrets_go_to_their_origin_only, 0, G_N_ELEMENTS (rows));
}

SWIM_TEST_MAIN ("fields", add_tests)
