/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The name that was meant by a word that is none. */
#include "config.h"

#include "base/nearest.h"
#include "swim-test.h"

static const char *const names[] = { "probe", "download", "compare", "report", "serve", NULL };

static const struct
{
  const char *word;
  const char *nearest;
} rows[] = {
  { "probe", "probe" },
  { "prob", "probe" },
  { "porbe", "probe" },
  { "prrobe", "probe" },
  { "PROBE", "probe" },
  { "donwlaod", "download" },
  { "down", "download" },
  { "com", "compare" },
  { "repor", "report" },
  { "resort", "report" },
  { "", NULL },
  { "p", NULL },
  { "frob", NULL },
  { "downstairs", NULL },
  { "something altogether different, of more letters than any name would have", NULL },
};

START_TEST (test_a_slip_is_seen_and_another_word_is_not)
{
  ck_assert_pstr_eq (swim_nearest (rows[_i].word, names), rows[_i].nearest);
}
END_TEST

START_TEST (test_a_message_has_the_nearest_or_all)
{
  g_autofree char *near = swim_nearest_or_all ("prob", names, "choose one of");
  g_autofree char *far = swim_nearest_or_all ("xyzzy", names, "choose one of");

  ck_assert_str_eq (near, "; did you mean “probe”?");
  ck_assert_str_eq (far, "; choose one of probe, download, compare, report, serve");
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_a_slip_is_seen_and_another_word_is_not, 0, G_N_ELEMENTS (rows));
  tcase_add_test (tests, test_a_message_has_the_nearest_or_all);
}

SWIM_TEST_MAIN ("nearest", add_tests)
