/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a terminal is given where a bar is below text, and a bar that fits. */
#include "config.h"

#include <fcntl.h>
#include <unistd.h>

#include "program/progress-bar.h"
#include "program/terminal.h"
#include "swim-test.h"

static const struct
{
  const char *text;
  gsize whole;
} rows[] = {
  { "", 0 }, { "AD AF ", 0 }, { "a line\n", 7 }, { "a line\nAD ", 7 }, { "\n\n", 2 },
};

START_TEST (test_only_complete_lines_are_written_above_a_bar)
{
  ck_assert_uint_eq (swim_terminal_count_whole (rows[_i].text), rows[_i].whole);
}
END_TEST

START_TEST (test_the_cursor_stands_before_the_bar)
{
  g_autoptr (GString) codes = g_string_new (NULL);

  swim_terminal_append_bar (codes, "BAR");
  ck_assert_str_eq (codes->str, "\r\033[?7lBAR\r\033[?7h");
}
END_TEST

#define BYTES .bytes = 1048576, .all_bytes = 4194304, .speed = 524288

static const struct
{
  guint width;
  SwimProgress progress;
  const char *bar;
} bars[] = {
  { 80,
    { .items = 5, .total = 10, .seconds = 1, .bytes = -1, .label = "async" },
    "[############............] 5/10  5.0/s  ETA 0:01  async" },
  { 80,
    { .items = 0, .total = 1, BYTES, .label = "async" },
    "[####............] 0/1  1.00 MiB of 4.00 MiB  512 KiB/s  ETA 0:06  async" },
  { 60,
    { .items = 0, .total = 1, BYTES, .label = "async" },
    "[##......] 0/1  1.00 MiB of 4.00 MiB  512 KiB/s  ETA 0:06" },
  { 200,
    { .items = 0, .total = 1, BYTES, .label = "async" },
    "[######..................] 0/1  1.00 MiB of 4.00 MiB  512 KiB/s  ETA 0:06  async" },
  { 50,
    { .items = 0, .total = 1, BYTES, .label = "async" },
    "0/1  1.00 MiB of 4.00 MiB  512 KiB/s  ETA 0:06" },
  { 30, { .items = 0, .total = 1, BYTES, .label = "async" }, "0/1  1.00 MiB of 4.00 MiB  51" },
  { 40,
    { .items = 7, .total = -1, .seconds = 2, .bytes = -1, .label = "mixed" },
    "7  3.5/s  mixed" },
  { 12, { .items = 7, .total = -1, .seconds = 2, .bytes = -1, .label = "mixed" }, "7  3.5/s" },
};

START_TEST (test_a_bar_fits_its_terminal)
{
  g_autoptr (GString) text = g_string_new (NULL);

  swim_progress_bar_draw (text, bars[_i].width, &bars[_i].progress);
  ck_assert_str_eq (text->str, bars[_i].bar);
  ck_assert_uint_lt (g_utf8_strlen (text->str, -1), bars[_i].width);
}
END_TEST

static const struct
{
  const char *columns;
  guint width;
} widths[] = {
  { "60", 60 }, { "200", 200 }, { "", 80 }, { "wide", 80 }, { "5", 80 }, { "100000", 80 },
};

START_TEST (test_columns_of_the_environment_go_first)
{
  int fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);

  g_setenv ("COLUMNS", widths[_i].columns, TRUE);
  ck_assert_uint_eq (swim_terminal_get_width (fd), widths[_i].width);
  ck_assert_uint_eq (swim_terminal_get_real_width (fd), widths[_i].width);
  close (fd);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_only_complete_lines_are_written_above_a_bar, 0,
                       G_N_ELEMENTS (rows));
  tcase_add_test (tests, test_the_cursor_stands_before_the_bar);
  tcase_add_loop_test (tests, test_a_bar_fits_its_terminal, 0, G_N_ELEMENTS (bars));
  tcase_add_loop_test (tests, test_columns_of_the_environment_go_first, 0, G_N_ELEMENTS (widths));
}

SWIM_TEST_MAIN ("terminal", add_tests)
