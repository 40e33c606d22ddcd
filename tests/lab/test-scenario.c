/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/swim-error.h"
#include "lab/scenario.h"
#include "swim-test.h"

#include <glib/gstdio.h>
#include <string.h>

#define N_NAMES 4000

static SwimScenario *
load (const char *name)
{
  g_autoptr (GError) error = NULL;
  SwimScenario *scenario = swim_scenario_load (name, &error);

  swim_assert_no_error (error);
  return scenario;
}

/* Loads a scenario of that text; the caller checks the error. */
static SwimScenario *
load_text (const char *text, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("swim-scenario-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "own.scenario", NULL);
  SwimScenario *scenario;

  ck_assert (g_file_set_contents (path, text, -1, NULL));
  scenario = swim_scenario_load (path, error);
  g_unlink (path);
  g_rmdir (folder);
  return scenario;
}

START_TEST (test_same_name_has_same_fate_in_every_load)
{
  g_autoptr (SwimScenario) first = load ("quick");
  g_autoptr (SwimScenario) second = load ("quick");

  for (guint i = 0; i < N_NAMES; i++)
    {
      g_autofree char *name = g_strdup_printf ("n%u.dev", i);

      ck_assert_int_eq (swim_scenario_fate (first, SWIM_LAB_DNS, name).delay_us,
                        swim_scenario_fate (second, SWIM_LAB_DNS, name).delay_us);
    }
}
END_TEST

/* Fixed values, to notice a change of the hash: it would make old records incomparable. */
START_TEST (test_fate_of_a_known_name_never_changes)
{
  g_autoptr (SwimScenario) quick = load ("quick");

  quick->seed = 1;
  ck_assert_int_eq (swim_scenario_fate (quick, SWIM_LAB_HTTP, "cn").delay_us, 41265);
  ck_assert_int_eq (swim_scenario_fate (quick, SWIM_LAB_DNS, "as.dev").delay_us, 72327);
}
END_TEST

START_TEST (test_another_seed_gives_other_fates)
{
  g_autoptr (SwimScenario) scenario = load ("quick");
  gint64 before = swim_scenario_fate (scenario, SWIM_LAB_HTTP, "cn").delay_us;

  scenario->seed++;
  ck_assert_int_ne (swim_scenario_fate (scenario, SWIM_LAB_HTTP, "cn").delay_us, before);
}
END_TEST

START_TEST (test_delays_lie_in_their_range_and_mostly_near_its_middle)
{
  g_autoptr (SwimScenario) quick = load ("quick");
  guint n_near = 0;
  double sum = 0;

  for (guint i = 0; i < N_NAMES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      gint64 delay_us = swim_scenario_fate (quick, SWIM_LAB_HTTP, name).delay_us;

      ck_assert_int_ge (delay_us, 20000);
      ck_assert_int_le (delay_us, 80000);
      sum += (double) delay_us;
      n_near += delay_us > 35000 && delay_us < 65000;
    }
  ck_assert_double_eq_tol (sum / N_NAMES, 50000, 1000);
  ck_assert_uint_gt (n_near, N_NAMES * 3 / 4); /* even draws would leave a half */
}
END_TEST

START_TEST (test_shipped_scenarios_are_what_they_say)
{
  g_autoptr (SwimScenario) local = load ("local");
  g_autoptr (SwimScenario) delay = load ("delay");
  g_autoptr (SwimScenario) error = load ("error");
  guint n_errors = 0;

  ck_assert_int_eq (swim_scenario_fate (local, SWIM_LAB_HTTP, "cn").delay_us, 0);
  ck_assert_int_eq (delay->delay[SWIM_LAB_HTTP].min_us, 500000);
  ck_assert_int_eq (delay->delay[SWIM_LAB_DNS].max_us, 5000000);
  for (guint i = 0; i < N_NAMES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      SwimFate fate = swim_scenario_fate (error, SWIM_LAB_HTTP, name);

      ck_assert (fate.http_status == 0 || fate.http_status == 418);
      ck_assert_int_eq (fate.delay_us, 500000);
      ck_assert_uint_eq (swim_scenario_fate (error, SWIM_LAB_DNS, name).http_status, 0);
      n_errors += fate.http_status == 418;
    }
  ck_assert_double_eq_tol (n_errors, N_NAMES / 4.0, N_NAMES * 0.03);
}
END_TEST

START_TEST (test_http_and_dns_groups_overrule_delay)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimScenario) scenario =
      load_text ("[dns]\nmax=2ms\n[delay]\nmin=250us\nmax=10ms\n[http]\nmin=1ms\nmax=0.5s\n"
                 "[status]\nshare=1\nstatus=503\ndelay=3s\n",
                 &error);

  swim_assert_no_error (error);
  ck_assert_str_eq (scenario->name, "own");
  ck_assert_int_eq (scenario->delay[SWIM_LAB_HTTP].min_us, 1000);
  ck_assert_int_eq (scenario->delay[SWIM_LAB_HTTP].max_us, 500000);
  ck_assert_int_eq (scenario->delay[SWIM_LAB_DNS].min_us, 250);
  ck_assert_int_eq (scenario->delay[SWIM_LAB_DNS].max_us, 2000);
  ck_assert_int_eq (swim_scenario_fate (scenario, SWIM_LAB_HTTP, "x").delay_us, 3000000);
}
END_TEST

START_TEST (test_unknown_scenario_error_lists_all)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (swim_scenario_load ("slow", &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_ptr_nonnull (strstr (error->message, "“slow”"));
  ck_assert_ptr_nonnull (strstr (error->message, "delay, error, faults, local, quick"));
}
END_TEST

START_TEST (test_unreadable_file_error_names_the_file)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (swim_scenario_load ("/nonexistent/x.scenario", &error));
  ck_assert_ptr_nonnull (strstr (error->message, "/nonexistent/x.scenario"));
}
END_TEST

static const struct
{
  const char *text;
  const char *wanted; /* in the message */
} broken[] = {
  { "[delay]\nmin=20ms\nmx=80ms\n", "own.scenario:3: unknown key “mx” in [delay]" },
  { "# one\n\n[dealy]\n", "own.scenario:3: unknown group [dealy]" },
  { "[delay]\nmin=20ms\nwhat is this\n", "own.scenario:3: " },
  { "min=20ms\n", "own.scenario:1: " },
  { "[delay]\nmin=20m\n", "own.scenario:2: “min” in [delay] must be a duration" },
  { "[delay]\nmax=-1s\n", "own.scenario:2: “max” in [delay] must be a duration" },
  { "[delay]\nmax=3601s\n", "own.scenario:2: “max” in [delay] must be a duration" },
  { "[http]\nmax=nans\n", "own.scenario:2: “max” in [http] must be a duration" },
  { "[delay]\nmin=2s\nmax=1s\n", "own.scenario:1: the shortest delay" },
  { "[dns]\nmin=2s\n", "own.scenario:1: the shortest delay" },
  { "[status]\nshare=1.5\nstatus=500\n", "own.scenario:2: “share” in [status] must be a fraction" },
  { "[status]\nshare=nan\nstatus=500\n", "own.scenario:2: “share” in [status] must be a fraction" },
  { "[status]\nshare=1\nstatus=99\n", "own.scenario:3: “status” in [status] must be an HTTP" },
  { "[status]\nshare=1\n", "own.scenario:1: [status] needs a key “status”" },
  { "[faults]\nhttp=2\n", "own.scenario:2: “http” in [faults] must be a fraction" },
  { "[dns]\nrate=0\n", "own.scenario:2: “rate” in [dns] must be a whole number" },
  { "[dns]\nburst=x\n", "own.scenario:2: “burst” in [dns] must be a whole number" },
  { "[dns]\nover=lose\n", "own.scenario:2: “over” in [dns] must be “refuse” or “drop”" },
  { "[http-faults]\ncn=drip\nin=lost\n", "own.scenario:3: “in” in [http-faults] must be" },
  { "[dns-faults]\na.dev=\n", "own.scenario:2: “a.dev” in [dns-faults] must be a fault" },
  { "[delay]\nmin=1\\qms\n", "own.scenario:2: “min” in [delay] must be a duration" },
  { "[delay]\nmin=\\q\\\n", "own.scenario:2: “min” in [delay] must be a duration" },
  { "[dns-faults]\na.dev=\\q\\\n", "own.scenario:2: “a.dev” in [dns-faults] must be a fault" },
  { "[delay]\nmin=1ms\nmax=\xffms\n", "own.scenario:3: the line is not valid UTF-8" },
  { "[scenario]\nseed=-1\n", "own.scenario:2: “seed” in [scenario] must be a whole number" },
};

START_TEST (test_broken_file_error_names_line_and_key)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (load_text (broken[_i].text, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_FORMAT));
  ck_assert_msg (strstr (error->message, broken[_i].wanted) != NULL, "%s", error->message);
}
END_TEST

/* The keys include the default items of the commands. */
START_TEST (test_faults_scenario_has_each_fault_once)
{
  g_autoptr (SwimScenario) scenario = load ("faults");
  guint n_seen[SWIM_N_FAULTS] = { 0 };

  for (guint side = 0; side < SWIM_N_LAB_SIDES; side++)
    {
      GHashTableIter iter;
      gpointer name;

      g_hash_table_iter_init (&iter, scenario->faults[side]);
      while (g_hash_table_iter_next (&iter, &name, NULL))
        n_seen[swim_scenario_fate (scenario, side, name).fault.id]++;
    }
  for (guint id = SWIM_FAULT_NONE + 1; id < SWIM_N_FAULTS; id++)
    ck_assert_msg (n_seen[id] == 1, "%s: %u", swim_fault_get_info (id)->name, n_seen[id]);
}
END_TEST

START_TEST (test_item_may_ask_for_its_fault_in_any_scenario)
{
  g_autoptr (SwimScenario) local = load ("local");
  static const struct
  {
    SwimLabSide side;
    const char *item;
    SwimFault fault;
  } items[] = {
    { SWIM_LAB_HTTP, "/fault/drip", { SWIM_HTTP_FAULT_DRIP, 0 } },
    { SWIM_LAB_HTTP, "/fault/drip/bytes/5", { SWIM_HTTP_FAULT_DRIP, 0 } },
    { SWIM_LAB_HTTP, "/fault/status", { SWIM_HTTP_FAULT_STATUS, 503 } },
    { SWIM_LAB_HTTP, "/fault/status-404", { SWIM_HTTP_FAULT_STATUS, 404 } },
    { SWIM_LAB_HTTP, "/fault/status-600", { SWIM_FAULT_NONE, 0 } },
    { SWIM_LAB_HTTP, "/fault/drip-1", { SWIM_FAULT_NONE, 0 } },
    { SWIM_LAB_HTTP, "/fault/silent", { SWIM_FAULT_NONE, 0 } },
    { SWIM_LAB_HTTP, "/fault/", { SWIM_FAULT_NONE, 0 } },
    { SWIM_LAB_DNS, "fault-silent.dev", { SWIM_DNS_FAULT_SILENT, 0 } },
    { SWIM_LAB_DNS, "n1.fault-silent.dev", { SWIM_DNS_FAULT_SILENT, 0 } },
    { SWIM_LAB_DNS, "fault-silent.n1.dev", { SWIM_FAULT_NONE, 0 } },
    { SWIM_LAB_DNS, "fault-silent.com", { SWIM_FAULT_NONE, 0 } },
    { SWIM_LAB_DNS, "fault-drip.dev", { SWIM_FAULT_NONE, 0 } },
    { SWIM_LAB_DNS, "fault-.dev", { SWIM_FAULT_NONE, 0 } },
    { SWIM_LAB_DNS, "fault-dev", { SWIM_FAULT_NONE, 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      SwimFault fault = swim_scenario_fate (local, items[i].side, items[i].item).fault;

      ck_assert_msg (fault.id == items[i].fault.id, "%s", items[i].item);
      if (fault.id != SWIM_FAULT_NONE)
        ck_assert_uint_eq (fault.number, items[i].fault.number);
    }
}
END_TEST

START_TEST (test_share_of_names_meets_some_fault)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimScenario) scenario = load_text ("[faults]\nhttp=0.1\n", &error);
  guint n_seen[SWIM_N_FAULTS] = { 0 };

  swim_assert_no_error (error);
  for (guint i = 0; i < N_NAMES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      n_seen[swim_scenario_fate (scenario, SWIM_LAB_HTTP, name).fault.id]++;
      ck_assert_uint_eq (swim_scenario_fate (scenario, SWIM_LAB_DNS, name).fault.id,
                         SWIM_FAULT_NONE);
    }
  ck_assert_double_eq_tol (N_NAMES - n_seen[SWIM_FAULT_NONE], N_NAMES / 10.0, N_NAMES * 0.02);
  for (guint id = SWIM_FAULT_NONE + 1; id < SWIM_N_FAULTS; id++)
    ck_assert_int_eq (n_seen[id] > 0, swim_fault_get_info (id)->side == SWIM_LAB_HTTP);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_faults_scenario_has_each_fault_once);
  tcase_add_test (tests, test_item_may_ask_for_its_fault_in_any_scenario);
  tcase_add_test (tests, test_share_of_names_meets_some_fault);
  tcase_add_test (tests, test_same_name_has_same_fate_in_every_load);
  tcase_add_test (tests, test_fate_of_a_known_name_never_changes);
  tcase_add_test (tests, test_another_seed_gives_other_fates);
  tcase_add_test (tests, test_delays_lie_in_their_range_and_mostly_near_its_middle);
  tcase_add_test (tests, test_shipped_scenarios_are_what_they_say);
  tcase_add_test (tests, test_http_and_dns_groups_overrule_delay);
  tcase_add_test (tests, test_unknown_scenario_error_lists_all);
  tcase_add_test (tests, test_unreadable_file_error_names_the_file);
  tcase_add_loop_test (tests, test_broken_file_error_names_line_and_key, 0, G_N_ELEMENTS (broken));
}

SWIM_TEST_MAIN ("scenario", add_tests)
