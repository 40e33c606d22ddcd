/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/head.h"
#include "swim-test.h"

static const struct
{
  const char *text;
  SwimContentRange range;
} good[] = {
  { "bytes 0-99/100", { 0, 99, 100 } },   { "bytes 50-99/100", { 50, 99, 100 } },
  { "Bytes \t50-99/* ", { 50, 99, -1 } }, { "bytes */100", { -1, -1, 100 } },
  { "bytes 0-0/1", { 0, 0, 1 } },
};

START_TEST (test_part_of_a_body_is_understood)
{
  SwimContentRange range;

  ck_assert_msg (swim_content_range_parse (good[_i].text, &range), "%s", good[_i].text);
  ck_assert_int_eq (range.first, good[_i].range.first);
  ck_assert_int_eq (range.last, good[_i].range.last);
  ck_assert_int_eq (range.total, good[_i].range.total);
}
END_TEST

/* clang-format off */
static const char *const bad[]
  = { NULL, "", "bytes", "bytes ", "bytes=0-99/100", "bytes 99-0/100", "bytes 0-100/100",
      "bytes 0-99", "bytes 0-99/", "bytes -1-99/100", "bytes 0-/100", "bytes */*", "bytes x-y/z",
      "bytes 0-99/100x", "lines 0-99/100", "bytes 0-99999999999999999999/*", "bytes 5/10" };
/* clang-format on */

START_TEST (test_what_is_no_part_is_refused)
{
  SwimContentRange range;

  ck_assert_msg (!swim_content_range_parse (bad[_i], &range), "%s", bad[_i]);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_part_of_a_body_is_understood, 0, G_N_ELEMENTS (good));
  tcase_add_loop_test (tests, test_what_is_no_part_is_refused, 0, G_N_ELEMENTS (bad));
}

SWIM_TEST_MAIN ("content-range", add_tests)
