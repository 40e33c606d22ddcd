/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which proxy the environment names for a URL, and what that proxy is told. */
#include "config.h"

#include "base/swim-error.h"
#include "net/http/proxy.h"
#include "swim-test.h"

static const char *const variables[] = { "http_proxy", "https_proxy", "HTTPS_PROXY",
                                         "all_proxy",  "no_proxy",    NULL };

static void
forget_environment (void)
{
  for (guint i = 0; variables[i] != NULL; i++)
    g_unsetenv (variables[i]);
}

static GProxyResolver *
name_proxy (const char *variable, const char *url)
{
  g_autoptr (GError) error = NULL;
  GProxyResolver *proxies;

  g_setenv (variable, url, TRUE);
  proxies = swim_proxy_resolver_new_from_environment (&error);
  swim_assert_no_error (error);
  return proxies;
}

START_TEST (test_user_and_password_are_told_to_the_proxy_that_has_them)
{
  static const struct
  {
    const char *variable;
    const char *proxy;
    const char *url;
    const char *authorization;
  } rows[] = {
    { "https_proxy", "http://user:p%40ss@a.example:3128", "https://b.example/", "user:p@ss" },
    { "https_proxy", "user:p%3ass@a.example:3128", "https://b.example/", "user:p:ss" },
    { "HTTPS_PROXY", "http://user@a.example", "https://b.example/", "user:" },
    { "https_proxy", "http://a.example", "https://b.example/", NULL },
    { "https_proxy", "http://user:pass@a.example", "http://b.example/", NULL },
    { "https_proxy", "http://user:pass@a.example", "https://localhost/", NULL },
    { "all_proxy", "http://user:pass@a.example", "http://b.example/", "user:pass" },
    /* GIO tells it; as a header it would reach the server. */
    { "all_proxy", "socks5://user:pass@a.example", "http://b.example/", NULL },
  };
  g_autoptr (GUri) uri = g_uri_parse (rows[_i].url, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GProxyResolver) proxies = NULL;
  g_autofree char *authorization = NULL;
  g_autofree char *expected = NULL;

  forget_environment ();
  proxies = name_proxy (rows[_i].variable, rows[_i].proxy);
  authorization = swim_proxy_dup_authorization (proxies, uri);
  if (rows[_i].authorization != NULL)
    {
      g_autofree char *coded = g_base64_encode ((const guchar *) rows[_i].authorization,
                                                strlen (rows[_i].authorization));

      expected = g_strconcat ("Basic ", coded, NULL);
    }
  ck_assert_pstr_eq (authorization, expected);
}
END_TEST

START_TEST (test_what_no_proxy_names_is_reached_directly)
{
  static const struct
  {
    const char *url;
    gboolean direct;
  } rows[] = {
    { "http://a.example/", TRUE },         { "http://in.a.example/", TRUE },
    { "http://10.1.2.3/", TRUE },          { "http://ba.example/", FALSE },
    { "http://11.1.2.3/", FALSE },         { "http://[::1]/", TRUE },
    { "http://[2001:db8::1]/", TRUE },     { "http://[2001:db8::2]/", FALSE },
    { "http://[2001:db8:1::9]/", TRUE },   { "http://[2001:db8::3]:81/", TRUE },
    { "http://[2001:db8::3]:82/", FALSE }, { "http://[2001:db8:2::9]/", TRUE },
  };
  g_autoptr (GProxyResolver) proxies = NULL;
  g_auto (GStrv) ways = NULL;

  forget_environment ();
  g_log_set_always_fatal (G_LOG_LEVEL_WARNING);
  g_setenv (
      "no_proxy",
      "a.example, 10.0.0.0/8,[2001:db8::1],[2001:db8:1::]/48,[2001:db8::3]:81,2001:db8:2::/48",
      TRUE);
  proxies = name_proxy ("http_proxy", "http://proxy.example:3128");
  ways = g_proxy_resolver_lookup (proxies, rows[_i].url, NULL, NULL);
  ck_assert_str_eq (ways[0], rows[_i].direct ? "direct://" : "http://proxy.example:3128");
}
END_TEST

/* What is in the environment, and as what GIO gets it; NULL: it is refused. */
static const struct
{
  const char *given;
  const char *expected;
} schemes[] = {
  { "proxy.test:1080", "http://proxy.test:1080" },
  { "https://proxy.test:1080", "https://proxy.test:1080" },
  { "socks5h://user:pw@proxy.test:1080", "socks5://user:pw@proxy.test:1080" },
  { "SOCKS5H://proxy.test:1080", "socks5://proxy.test:1080" },
  { "socks5://proxy.test:1080", "socks5://proxy.test:1080" },
  { "socks://proxy.test:1080", "socks5://proxy.test:1080" },
  { "socks4a://proxy.test:1080", "socks4a://proxy.test:1080" },
  { "socks4://proxy.test:1080", "socks4a://proxy.test:1080" },
  { "socks6://user:pw@proxy.test:1080", NULL },
  { "foo://user:pw@proxy.test:1080", NULL },
  { "http://user:pw@", NULL },
  { "user:pw@proxy.test:x", NULL },
};

START_TEST (test_schemes_that_no_proxy_has_are_refused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GProxyResolver) proxies = NULL;
  g_auto (GStrv) ways = NULL;

  forget_environment ();
  g_setenv ("all_proxy", schemes[_i].given, TRUE);
  proxies = swim_proxy_resolver_new_from_environment (&error);
  if (schemes[_i].expected == NULL)
    {
      ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
      ck_assert_ptr_null (strstr (error->message, "pw"));
      return;
    }
  swim_assert_no_error (error);
  ways = g_proxy_resolver_lookup (proxies, "http://a.test/", NULL, NULL);
  ck_assert_str_eq (ways[0], schemes[_i].expected);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_user_and_password_are_told_to_the_proxy_that_has_them, 0, 8);
  tcase_add_loop_test (tests, test_what_no_proxy_names_is_reached_directly, 0, 12);
  tcase_add_loop_test (tests, test_schemes_that_no_proxy_has_are_refused, 0,
                       G_N_ELEMENTS (schemes));
}

SWIM_TEST_MAIN ("proxy", add_tests)
