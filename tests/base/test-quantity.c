/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers with units: the grammar of options, gates and scenarios, and how they are printed. */
#include "config.h"

#include "base/quantity.h"
#include "report/swim-comma-locale.h"
#include "swim-test.h"

#include <math.h>
#include <string.h>

#define BAD NAN

static const struct
{
  SwimQuantity kind;
  const char *text;
  double value;
} rows[] = {
  { SWIM_QUANTITY_COUNT, "64", 64 },
  { SWIM_QUANTITY_COUNT, "0", 0 },
  { SWIM_QUANTITY_COUNT, "1e3", 1000 },
  { SWIM_QUANTITY_COUNT, "2.5", BAD },
  { SWIM_QUANTITY_COUNT, "64s", BAD },
  { SWIM_QUANTITY_NUMBER, "2.5", 2.5 },
  { SWIM_QUANTITY_NUMBER, ".5", 0.5 },
  { SWIM_QUANTITY_NUMBER, "1.5e-3", 0.0015 },
  { SWIM_QUANTITY_NUMBER, "", BAD },
  { SWIM_QUANTITY_NUMBER, " 1", BAD },
  { SWIM_QUANTITY_NUMBER, "-1", BAD },
  { SWIM_QUANTITY_NUMBER, "+1", BAD },
  { SWIM_QUANTITY_NUMBER, "0x1", BAD },
  { SWIM_QUANTITY_NUMBER, "0X1p4", BAD },
  { SWIM_QUANTITY_NUMBER, "nan", BAD },
  { SWIM_QUANTITY_NUMBER, "inf", BAD },
  { SWIM_QUANTITY_NUMBER, "1e999", BAD },
  { SWIM_QUANTITY_NUMBER, "1,5", BAD },
  { SWIM_QUANTITY_NUMBER, "1e", BAD },
  { SWIM_QUANTITY_DURATION, "5", 5 },
  { SWIM_QUANTITY_DURATION, "0.5", 0.5 },
  { SWIM_QUANTITY_DURATION, "5s", 5 },
  { SWIM_QUANTITY_DURATION, "5 s", 5 },
  { SWIM_QUANTITY_DURATION, "20ms", 0.02 },
  { SWIM_QUANTITY_DURATION, "250us", 250e-6 },
  { SWIM_QUANTITY_DURATION, "1µs", 1e-6 },
  { SWIM_QUANTITY_DURATION, "1μs", 1e-6 },
  { SWIM_QUANTITY_DURATION, "2min", 120 },
  { SWIM_QUANTITY_DURATION, "1h", 3600 },
  { SWIM_QUANTITY_DURATION, "1e300h", 3600e300 },
  { SWIM_QUANTITY_DURATION, "1e308h", BAD },
  { SWIM_QUANTITY_DURATION, "5m", BAD }, /* minutes or milli-? */
  { SWIM_QUANTITY_DURATION, "5S", BAD },
  { SWIM_QUANTITY_DURATION, "5s ", BAD },
  { SWIM_QUANTITY_DURATION, "5/s", BAD },
  { SWIM_QUANTITY_MILLISECONDS, "20", 20 },
  { SWIM_QUANTITY_MILLISECONDS, "20ms", 20 },
  { SWIM_QUANTITY_MILLISECONDS, "1s", 1000 },
  { SWIM_QUANTITY_SIZE, "500", 500 },
  { SWIM_QUANTITY_SIZE, "500B", 500 },
  { SWIM_QUANTITY_SIZE, "2K", 2048 },
  { SWIM_QUANTITY_SIZE, "2k", 2048 },
  { SWIM_QUANTITY_SIZE, "2KiB", 2048 },
  { SWIM_QUANTITY_SIZE, "2kB", 2000 },
  { SWIM_QUANTITY_SIZE, "1M", 1048576 },
  { SWIM_QUANTITY_SIZE, "1MiB", 1048576 },
  { SWIM_QUANTITY_SIZE, "1MB", 1000000 },
  { SWIM_QUANTITY_SIZE, "1.5G", 1610612736 },
  { SWIM_QUANTITY_SIZE, "1GB", 1e9 },
  { SWIM_QUANTITY_SIZE, "1T", 1099511627776 },
  { SWIM_QUANTITY_SIZE, "1Mb", BAD },
  { SWIM_QUANTITY_SIZE, "1M/s", BAD },
  { SWIM_QUANTITY_RATE, "100", 100 },
  { SWIM_QUANTITY_RATE, "100/s", 100 },
  { SWIM_QUANTITY_RATE, "0.5/s", 0.5 },
  { SWIM_QUANTITY_RATE, "100/min", BAD },
  { SWIM_QUANTITY_BYTE_RATE, "500000", 500000 },
  { SWIM_QUANTITY_BYTE_RATE, "1M", 1048576 },
  { SWIM_QUANTITY_BYTE_RATE, "1M/s", 1048576 },
  { SWIM_QUANTITY_BYTE_RATE, "1MB/s", 1e6 },
  { SWIM_QUANTITY_PERCENT, "10", 10 },
  { SWIM_QUANTITY_PERCENT, "10%", 10 },
  { SWIM_QUANTITY_SHARE, "0.25", 0.25 },
  { SWIM_QUANTITY_SHARE, "25%", 0.25 },
  { SWIM_QUANTITY_RATIO, "2", 2 },
  { SWIM_QUANTITY_RATIO, "1.5x", 1.5 },
};

START_TEST (test_text_reads_as_that_quantity)
{
  double value = -1;
  gboolean good = swim_quantity_parse (rows[_i].kind, rows[_i].text, &value);

  ck_assert_msg (good == isfinite (rows[_i].value), "%s", rows[_i].text);
  if (good)
    ck_assert_msg (fabs (value - rows[_i].value) <= 1e-12 * rows[_i].value, "%s reads as %g",
                   rows[_i].text, value);
}
END_TEST

START_TEST (test_quantity_reads_back_from_its_text)
{
  g_autofree char *text = NULL;
  double again;

  if (!isfinite (rows[_i].value))
    return;
  text = swim_quantity_to_text (rows[_i].kind, rows[_i].value);
  ck_assert_msg (swim_quantity_parse (rows[_i].kind, text, &again), "%s", text);
  ck_assert_msg (again == rows[_i].value, "%s", text);
}
END_TEST

static const struct
{
  SwimQuantity kind;
  double value;
  const char *text;
  const char *shown;
} printed[] = {
  { SWIM_QUANTITY_DURATION, 86400, "24h", "86400 s" },
  { SWIM_QUANTITY_DURATION, 0.001, "1ms", "1.00 ms" },
  { SWIM_QUANTITY_DURATION, 0.064277, "64.277ms", "64.3 ms" },
  { SWIM_QUANTITY_DURATION, 0, "0", "0.00 µs" },
  { SWIM_QUANTITY_SIZE, 10750000, "10.75MB", "10.3 MiB" },
  { SWIM_QUANTITY_SIZE, 1048576, "1M", "1.00 MiB" },
  { SWIM_QUANTITY_RATE, 19.5, "19.5", "19.5/s" },
  { SWIM_QUANTITY_BYTE_RATE, 512000, "500K", "500 KiB/s" },
  { SWIM_QUANTITY_PERCENT, 10, "10%", "10.0 %" },
  { SWIM_QUANTITY_SHARE, 0.25, "25%", "25.0 %" },
  { SWIM_QUANTITY_RATIO, 17.25, "17.25x", "17.2" },
  { SWIM_QUANTITY_COUNT, 64, "64", "64" },
};

START_TEST (test_quantity_is_printed_the_same_in_any_locale)
{
  if (_i == 1)
    swim_comma_locale_set ();
  for (guint i = 0; i < G_N_ELEMENTS (printed); i++)
    {
      g_autofree char *text = swim_quantity_to_text (printed[i].kind, printed[i].value);
      g_autofree char *shown = swim_quantity_format (printed[i].kind, printed[i].value);

      ck_assert_str_eq (text, printed[i].text);
      ck_assert_str_eq (shown, printed[i].shown);
    }
}
END_TEST

START_TEST (test_number_has_no_more_digits_than_it_takes)
{
  static const char *const texts[] = {
    "0.001267", "0.1", "19.044535646609596", "1e+300", "0", "10752", "0.30000000000000004",
  };
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    ck_assert_str_eq (swim_number_to_text (g_ascii_strtod (texts[i], NULL), text, sizeof text),
                      texts[i]);
}
END_TEST

START_TEST (test_delay_is_an_hour_at_most)
{
  gint64 us = 0;

  ck_assert (swim_delay_parse ("1h", &us));
  ck_assert_int_eq (us, 3600 * (gint64) G_USEC_PER_SEC);
  ck_assert (swim_delay_parse ("0.5", &us));
  ck_assert_int_eq (us, 500000);
  ck_assert (!swim_delay_parse ("61min", &us));
  ck_assert (!swim_delay_parse ("-1ms", &us));
}
END_TEST

START_TEST (test_range_error_names_option_and_bounds)
{
  g_autoptr (GError) error = NULL;

  ck_assert (swim_quantity_check (SWIM_QUANTITY_DURATION, "timeout", 1, 0.001, 86400, &error));
  ck_assert (!swim_quantity_check (SWIM_QUANTITY_DURATION, "timeout", 0, 0.001, 86400, &error));
  ck_assert_str_eq (error->message, "--timeout must be from 1ms to 24h, not 0");
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_text_reads_as_that_quantity, 0, G_N_ELEMENTS (rows));
  tcase_add_loop_test (tests, test_quantity_reads_back_from_its_text, 0, G_N_ELEMENTS (rows));
  tcase_add_loop_test (tests, test_quantity_is_printed_the_same_in_any_locale, 0, 2);
  tcase_add_test (tests, test_number_has_no_more_digits_than_it_takes);
  tcase_add_test (tests, test_delay_is_an_hour_at_most);
  tcase_add_test (tests, test_range_error_names_option_and_bounds);
}

SWIM_TEST_MAIN ("quantity", add_tests)
