/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/head.h"
#include "swim-test.h"

#define NOW 1445412480 /* Wed, 21 Oct 2015 07:28:00 GMT */

static const struct
{
  const char *text;
  gint64 seconds; /* -1: refused */
} rows[] = {
  { "0", 0 },
  { "120", 120 },
  { "  7 \t", 7 },
  { "99999999999999999999999", G_MAXINT64 },
  { "Wed, 21 Oct 2015 07:28:30 GMT", 30 },
  { "Wednesday, 21-Oct-15 07:28:30 GMT", 30 },
  { "Wed Oct 21 07:28:30 2015", 30 },
  { "Wed, 21 Oct 2015 07:27:30 GMT", 0 },
  { "", -1 },
  { " ", -1 },
  { "-1", -1 },
  { "1.5", -1 },
  { "12 monkeys", -1 },
  { "soon", -1 },
  { "Wed, 99 Oct 2015 07:28:30 GMT", -1 },
  { NULL, -1 },
};

START_TEST (test_header_is_a_number_of_seconds_or_a_date)
{
  gint64 seconds = -1;
  gboolean parsed = swim_retry_after_parse (rows[_i].text, NOW, &seconds);

  ck_assert_msg (parsed == (rows[_i].seconds >= 0), "%s", rows[_i].text);
  ck_assert_msg (seconds == rows[_i].seconds, "%s: %" G_GINT64_FORMAT, rows[_i].text, seconds);
}
END_TEST

START_TEST (test_date_is_written_as_it_is_read)
{
  g_autofree char *text = swim_http_date_format (NOW);
  g_autofree char *late = swim_http_date_format (G_MAXINT64);
  gint64 seconds;

  ck_assert_str_eq (text, "Wed, 21 Oct 2015 07:28:00 GMT");
  ck_assert (swim_http_date_parse (text, &seconds));
  ck_assert_int_eq (seconds, NOW);
  ck_assert_ptr_null (late);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_header_is_a_number_of_seconds_or_a_date, 0, G_N_ELEMENTS (rows));
  tcase_add_test (tests, test_date_is_written_as_it_is_read);
}

SWIM_TEST_MAIN ("retry-after", add_tests)
