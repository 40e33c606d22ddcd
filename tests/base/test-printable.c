/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Text from outside, made fit for a terminal. */
#include "config.h"

#include "base/printable.h"
#include "swim-test.h"

static const struct
{
  const char *text;
  const char *printable;
} rows[] = {
  { "", "" },
  { "if.dev", "if.dev" },
  { "mü nchen", "mü nchen" },
  { "a\nb\tc", "a\\u000ab\\u0009c" },
  { "\x1b[2J", "\\u001b[2J" },
  { "\xc2\x9b"
    "2J",
    "\\u009b2J" },
  { "ab\xe2\x80\xaetxt", "ab\\u202etxt" },
  { "cut \xc3", "cut \xef\xbf\xbd" },
};

START_TEST (test_nothing_is_an_order_to_a_terminal)
{
  g_autofree char *printable = swim_printable (rows[_i].text);

  ck_assert_str_eq (printable, rows[_i].printable);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_nothing_is_an_order_to_a_terminal, 0, G_N_ELEMENTS (rows));
}

SWIM_TEST_MAIN ("printable", add_tests)
