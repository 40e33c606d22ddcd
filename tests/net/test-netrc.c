/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How files in the form of ~/.netrc are read. */
#include "config.h"

#include "base/swim-error.h"
#include "net/http/netrc.h"
#include "swim-test.h"

/* Each file, a host that is looked up in it, for a user or NULL, and what is found; NULL: nothing.
 */
static const struct
{
  const char *text;
  const char *host;
  const char *wanted;
  const char *user;
  const char *password;
} rows[] = {
  { "", "a.test", NULL, NULL, NULL },
  { "\n \t\r\n", "a.test", NULL, NULL, NULL },
  { "machine a.test login joe password secret", "a.test", NULL, "joe", "secret" },
  { "machine a.test login joe password secret", "A.Test", NULL, "joe", "secret" },
  { "machine a.test login joe password secret", "b.a.test", NULL, NULL, NULL },
  { "machine a.test\r\n\tlogin joe\r\n\tpassword secret\r\n", "a.test", NULL, "joe", "secret" },
  { "machine a.test password secret login joe", "a.test", NULL, "joe", "secret" },
  { "machine a.test password secret", "a.test", NULL, NULL, "secret" },
  { "machine a.test login joe account x password secret", "a.test", NULL, "joe", "secret" },
  { "machine a.test login a password 1\nmachine a.test login b password 2", "a.test", NULL, "a",
    "1" },
  { "machine a.test login a password 1\nmachine a.test login b password 2", "a.test", "b", "b",
    "2" },
  { "machine a.test login a password 1", "a.test", "b", NULL, NULL },
  { "machine a.test login a password 1\ndefault login any password all", "b.test", NULL, "any",
    "all" },
  { "default login any password all\nmachine a.test login a password 1", "a.test", NULL, "any",
    "all" },
  { "default login any password all", "b.test", "joe", NULL, NULL },
  /* Quotes, and what looks like a comment within a value. */
  { "machine a.test login \"jo e\" password \"s\\\"e \\\\ \\tc\"", "a.test", NULL, "jo e",
    "s\"e \\ \tc" },
  { "machine a.test login joe password #secret", "a.test", NULL, "joe", "#secret" },
  { "# machine a.test login no password no\nmachine a.test login joe # why\npassword s", "a.test",
    NULL, "joe", "s" },
  { "machine a.test login joe password \"\"", "a.test", NULL, "joe", "" },
  /* Macros end with an empty line. */
  { "macdef init\nmachine a.test login no password no\n\nmachine a.test login joe password s",
    "a.test", NULL, "joe", "s" },
  { "macdef init\r\nmachine a.test login no password no\r\n\r\nmachine a.test login joe password s",
    "a.test", NULL, "joe", "s" },
  { "machine a.test login joe password s\nmacdef init\nlogin no", "a.test", NULL, "joe", "s" },
  /* What is not known is passed over. */
  { "machine a.test port 80 login joe password s", "a.test", NULL, "joe", "s" },
  { "login stray password stray machine a.test login joe password s", "a.test", NULL, "joe", "s" },
};

START_TEST (test_entries_are_found)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimNetrc) netrc = swim_netrc_parse (rows[_i].text, &error);
  const SwimNetrcEntry *entry;

  swim_assert_no_error (error);
  entry = swim_netrc_lookup (netrc, rows[_i].host, rows[_i].wanted);
  ck_assert_int_eq (entry != NULL, rows[_i].password != NULL);
  if (entry == NULL)
    return;
  ck_assert_pstr_eq (entry->user, rows[_i].user);
  ck_assert_str_eq (entry->password, rows[_i].password);
}
END_TEST

static const char *const broken[] = {
  "machine",
  "machine a.test login",
  "machine a.test login joe\npassword",
  "machine a.test login joe password \"secret",
  "machine a.test login joe password \"secret\n\"",
  "macdef",
};

START_TEST (test_a_broken_file_is_refused_and_not_shown)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (swim_netrc_parse (broken[_i], &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_ptr_null (strstr (error->message, "secret"));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_entries_are_found, 0, G_N_ELEMENTS (rows));
  tcase_add_loop_test (tests, test_a_broken_file_is_refused_and_not_shown, 0,
                       G_N_ELEMENTS (broken));
}

SWIM_TEST_MAIN ("netrc", add_tests)
