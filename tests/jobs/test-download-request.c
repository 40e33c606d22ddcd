/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a download lets its requests carry, as a program sets it. What then goes over the wire is
 * shown by tests/cli/requests.sh. */
#include "config.h"

#include <unistd.h>

#include "base/swim-error.h"
#include "net/http/client.h"
#include "tests/jobs/swim-download-fixture.h"

static void
set_bad (int what)
{
  static const char *const headers[] = { "Host: a.test", NULL };

  switch (what)
    {
    case 0:
      swim_download_set_headers (download, headers);
      break;
    case 1:
      swim_download_set_user_agent (download, "a\r\nb");
      break;
    case 2:
      swim_download_set_user (download, "without a password");
      break;
    case 3:
      swim_download_set_cookies (download, "a=b\nc=d");
      break;
    default:
      swim_download_set_netrc (download, "/nowhere/netrc");
    }
}

START_TEST (test_what_cannot_be_sent_is_told_before_the_run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimOutcome) outcome = NULL;

  set_bad (_i);
  ck_assert (!swim_job_open (job, 1, SWIM_JOB_BLOCKING, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));

  /* Taken back, it does no harm. */
  g_object_set (download, "headers", NULL, "user-agent", NULL, "user", NULL, "cookies", NULL,
                "netrc", NULL, NULL);
  open_job (1);
  outcome = fetch (BLOCKING, "/ok");
  ck_assert_int_eq (outcome->status, SWIM_STATUS_OK);
}
END_TEST

START_TEST (test_family_is_that_of_the_connection)
{
  static const GSocketFamily families[] = { G_SOCKET_FAMILY_INVALID, G_SOCKET_FAMILY_IPV4,
                                            G_SOCKET_FAMILY_IPV6 };
  GSocketFamily family = families[_i / FORMS];
  g_autoptr (SwimOutcome) outcome = NULL;

  swim_download_set_family (download, family);
  swim_download_set_retries (download, 3, 1);
  open_job (1);
  outcome = fetch (_i % FORMS, "/ok");
  ck_assert_uint_eq (outcome->tries, 1);
  if (family != G_SOCKET_FAMILY_IPV6)
    {
      ck_assert_int_eq (outcome->status, SWIM_STATUS_OK);
      return;
    }
  ck_assert_int_eq (outcome->status, SWIM_STATUS_NOT_FOUND);
  ck_assert_str_eq (outcome->detail, "127.0.0.1 has no IPv6 address (--ipv6)");
  ck_assert_int_eq (count_files (), 0);
}
END_TEST

/* One after the other on one connection, each as it is. (libcurl 8 drops a query that is empty.) */
START_TEST (test_what_is_asked_for_is_what_the_url_says)
{
  static const char *const targets[] = {
    "/target/a",     "/target/b", "/target/b?q=1",   "/target/b?q=2",  "/target/%2F%C3%A9",
    "/target/b",     "/target/c", "/target/(x);y=z", "/target/d//e.f", "/target?q=1",
    "/target/a%20b", "/target",   "/target/a",
  };
  const SwimHttpClient *const *clients = swim_http_clients_list ();
  g_autofree char *file = g_build_filename (folder, "x", NULL);

  if (_i >= FORMS && clients[1] == NULL) /* there is only one */
    return;
  ck_assert (swim_download_set_client (download, clients[_i / FORMS]->name, NULL));
  open_job (1);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr (SwimOutcome) outcome = fetch (_i % FORMS, targets[i]);
      g_autofree char *bytes = NULL;

      ck_assert_int_eq (outcome->status, SWIM_STATUS_OK);
      ck_assert (g_file_get_contents (file, &bytes, NULL, NULL));
      ck_assert_str_eq (bytes, targets[i]);
      ck_assert_int_eq (unlink (file), 0);
    }
  ck_assert_int_eq (test_server_get_connections (server), 1);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, fixture_set_up, fixture_tear_down);
  tcase_add_loop_test (tests, test_what_cannot_be_sent_is_told_before_the_run, 0, 5);
  tcase_add_loop_test (tests, test_family_is_that_of_the_connection, 0, 3 * FORMS);
  tcase_add_loop_test (tests, test_what_is_asked_for_is_what_the_url_says, 0, 2 * FORMS);
}

SWIM_TEST_MAIN ("download-request", add_tests)
