/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The coordinates of values along an axis, and its ticks. */
#include "config.h"

#include <math.h>

#include "report/chart.h"
#include "report/scale.h"
#include "swim-comma-locale.h"
#include "swim-test.h"

static const struct
{
  double least;
  double step;
} steps[] = { { 1, 1 },       { 1.01, 2 },    { 2.01, 5 },  { 5.01, 10 },
              { 0.03, 0.05 }, { 7e-6, 1e-5 }, { 300, 500 }, { 1e9, 1e9 } };

START_TEST (test_a_step_is_the_next_round_number)
{
  double step = swim_scale_step (steps[_i].least);

  ck_assert_msg (fabs (step / steps[_i].step - 1) < 1e-9, "%g", step);
}
END_TEST

START_TEST (test_a_value_is_placed_between_the_ends)
{
  SwimScale linear = { .low = 0, .high = 10, .from = 100, .to = 0 };
  SwimScale logarithmic = { .low = 1, .high = 100, .from = 0, .to = 200, .log = TRUE };

  ck_assert_double_eq_tol (swim_scale_place (&linear, 2.5), 75, 1e-9);
  ck_assert_double_eq_tol (swim_scale_place (&logarithmic, 10), 100, 1e-9);
  ck_assert_double_eq_tol (swim_scale_place (&linear, -1), 100, 1e-9);
  ck_assert_double_eq_tol (swim_scale_place (&logarithmic, 0), 0, 1e-9);
  ck_assert_double_eq_tol (swim_scale_place (&logarithmic, 1e9), 200, 1e-9);
}
END_TEST

START_TEST (test_an_axis_of_one_value_has_a_place_for_it)
{
  SwimScale linear = { .low = 3, .high = 3, .from = 10, .to = 20 };
  SwimScale logarithmic = { .low = 3, .high = 3, .from = 10, .to = 20, .log = TRUE };

  ck_assert_double_eq (swim_scale_place (&linear, 3), 10);
  ck_assert_double_eq (swim_scale_place (&logarithmic, 3), 10);
}
END_TEST

static const struct
{
  SwimScale scale;
  guint most;
  guint n;
  double first;
  double last;
} axes[] = {
  { { .low = 0, .high = 1 }, 5, 6, 0, 1 },
  { { .low = -3, .high = 7 }, 5, 5, -2, 6 },
  { { .low = 0, .high = 0.93 }, 10, 10, 0, 0.9 },
  { { .low = 1, .high = 5, .log = TRUE }, 4, 5, 1, 5 },     /* less than a decade */
  { { .low = 1, .high = 100, .log = TRUE }, 8, 7, 1, 100 }, /* 1, 2, 5 of each */
  { { .low = 1e-6, .high = 1, .log = TRUE }, 6, 7, 1e-6, 1 },
  { { .low = 1e-6, .high = 1, .log = TRUE }, 3, 4, 1e-6, 1 }, /* every other decade */
};

START_TEST (test_the_ticks_of_an_axis)
{
  g_autoptr (GArray) ticks = swim_scale_ticks (&axes[_i].scale, axes[_i].most);

  ck_assert_uint_eq (ticks->len, axes[_i].n);
  ck_assert_double_eq_tol (g_array_index (ticks, double, 0), axes[_i].first, 1e-9);
  ck_assert_double_eq_tol (g_array_index (ticks, double, ticks->len - 1), axes[_i].last, 1e-9);
  for (guint i = 1; i < ticks->len; i++)
    ck_assert_double_gt (g_array_index (ticks, double, i), g_array_index (ticks, double, i - 1));
}
END_TEST

/* What a file may make of an axis; there is nothing to see, but an end of it. */
static const SwimScale odd[] = {
  { .low = 1, .high = INFINITY, .log = TRUE },
  { .low = 0, .high = INFINITY },
  { .low = -INFINITY, .high = INFINITY },
  { .low = NAN, .high = NAN },
  { .low = 0, .high = 1, .log = TRUE },
  { .low = -1, .high = 1, .log = TRUE },
  { .low = 0, .high = 0 },
  { .low = 1, .high = 0 },
  { .low = 1e-300, .high = 1e300, .log = TRUE },
  { .low = 1, .high = 1.79e308, .log = TRUE },
  { .low = 4e-324, .high = 1.7976931348623157e308, .log = TRUE },
  { .low = 0, .high = 1.7976931348623157e308 },
  { .low = -1.7e308, .high = 1.7e308 },
  { .low = 0, .high = 4e-324 },
  { .low = 1e16, .high = 10000000000000002 },
  { .low = 1e300, .high = 1.0000000000000002e300 },
  { .low = 1e300, .high = 1.0000000000000002e300, .log = TRUE },
  { .low = 0x1p60, .high = 0x1.0000000000001p60 },
};

START_TEST (test_odd_axes_have_few_ticks_and_finite_places)
{
  SwimScale scale = odd[_i];

  scale.to = 100;
  for (guint most = 1; most <= 12; most++)
    {
      g_autoptr (GArray) ticks = swim_scale_ticks (&scale, most);

      ck_assert_uint_le (ticks->len, 3 * most + 3);
      for (guint i = 0; i < ticks->len; i++)
        {
          double place = swim_scale_place (&scale, g_array_index (ticks, double, i));

          ck_assert (isfinite (g_array_index (ticks, double, i)));
          ck_assert (place >= 0 && place <= 100);
        }
    }
}
END_TEST

static void
check_labels (void)
{
  g_autofree char *zero = swim_scale_seconds (0);
  g_autofree char *micro = swim_scale_seconds (20e-6);
  g_autofree char *milli = swim_scale_seconds (1.5e-3);
  g_autofree char *second = swim_scale_seconds (1);
  g_autofree char *percent = swim_scale_percent (0.125);

  ck_assert_str_eq (zero, "0");
  ck_assert_str_eq (micro, "20 µs");
  ck_assert_str_eq (milli, "1.5 ms");
  ck_assert_str_eq (second, "1 s");
  ck_assert_str_eq (percent, "12.5 %");
}

START_TEST (test_a_label_has_no_more_digits_than_it_needs) { check_labels (); }
END_TEST

START_TEST (test_a_label_is_the_same_in_every_locale)
{
  ck_assert (swim_comma_locale_set ());
  check_labels ();
}
END_TEST

/* As of the curve of one command: its first value stands at 0. */
START_TEST (test_the_axes_of_a_chart_show_what_begins_at_0)
{
  g_autoptr (SwimChart) chart = swim_chart_new ("");
  SwimChartSeries *series = swim_chart_add (chart, "one", 0);

  for (guint i = 0; i < 3; i++)
    swim_chart_point (series, i, 10 - 2.0 * i);
  ck_assert (swim_chart_fit (chart));
  ck_assert_double_eq (chart->x.low, 0);
  ck_assert_double_eq (chart->x.high, 2);
  ck_assert_double_eq (chart->y.low, 6);
  ck_assert_double_eq (chart->y.high, 10);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_a_step_is_the_next_round_number, 0, G_N_ELEMENTS (steps));
  tcase_add_test (tests, test_a_value_is_placed_between_the_ends);
  tcase_add_test (tests, test_an_axis_of_one_value_has_a_place_for_it);
  tcase_add_loop_test (tests, test_the_ticks_of_an_axis, 0, G_N_ELEMENTS (axes));
  tcase_add_loop_test (tests, test_odd_axes_have_few_ticks_and_finite_places, 0,
                       G_N_ELEMENTS (odd));
  tcase_add_test (tests, test_the_axes_of_a_chart_show_what_begins_at_0);
  tcase_add_test (tests, test_a_label_has_no_more_digits_than_it_needs);
  if (swim_comma_locale_set ())
    tcase_add_test (tests, test_a_label_is_the_same_in_every_locale);
}

SWIM_TEST_MAIN ("scale", add_tests)
