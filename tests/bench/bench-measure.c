/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What measuring costs: runs of 100,000 items with it and without, in turn, in one process. The
 * ratio is taken pair by pair and its median is given with an interval, so that a machine whose
 * speed drifts does not matter. Once with names asked from the lab's DNS, which is what a run
 * really does; once with a job that does nothing, which gives the price of an item in ns, in async
 * and in coroutine.
 *
 * Usage: bench-measure SWIMLANE [PAIRS] */
#include "config.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>

#include "compare/statistics.h"
#include "jobs/probe/swim-probe.h"
#include "mode/mode.h"
#include "run/run-private.h"
#include "tests/run/swim-fake-job.h"

#define N_ITEMS 100000

/* Names without end, made as they are pulled. */
struct _BenchItems
{
  SwimItems parent;
  guint pulled;
};

#define BENCH_TYPE_ITEMS (bench_items_get_type ())
G_DECLARE_FINAL_TYPE (BenchItems, bench_items, BENCH, ITEMS, SwimItems)
G_DEFINE_FINAL_TYPE (BenchItems, bench_items, SWIM_TYPE_ITEMS)

static SwimNext
bench_items_next (SwimItems *items, SwimItem **item)
{
  BenchItems *self = BENCH_ITEMS (items);
  char name[32];

  if (self->pulled == N_ITEMS)
    return SWIM_NEXT_END;
  g_snprintf (name, sizeof name, "name%u.dev", self->pulled++);
  *item = swim_item_new (name);
  return SWIM_NEXT_ITEM;
}

static void
bench_items_class_init (BenchItemsClass *klass)
{
  SWIM_ITEMS_CLASS (klass)->next = bench_items_next;
}

static void
bench_items_init (BenchItems *self)
{
}

/* Seconds that a run takes, seen from outside. */
static double
time_run (SwimJob *job, const char *mode, gboolean measured)
{
  g_autoptr (SwimItems) items = g_object_new (BENCH_TYPE_ITEMS, NULL);
  g_autoptr (SwimRun) run = swim_run_new (job, items, mode, NULL);
  g_autoptr (GError) error = NULL;
  gint64 began;

  swim_run_set_keep_outcomes (run, FALSE);
  swim_run_set_measured (run, measured);
  began = g_get_monotonic_time ();
  if (!swim_run_execute (run, &error))
    g_error ("%s", error->message);
  return (double) (g_get_monotonic_time () - began) / 1e6;
}

static void
bench (const char *what, SwimJob *job, const char *mode, guint pairs)
{
  g_autofree double *ratios = g_new (double, pairs);
  g_autofree double *without = g_new (double, pairs);
  g_autofree double *added = g_new (double, pairs);
  SwimSummary ratio, plain, cost;

  time_run (job, mode, TRUE);
  for (guint i = 0; i < pairs; i++)
    {
      /* Who goes first alternates. */
      double first = time_run (job, mode, i % 2 == 0);
      double second = time_run (job, mode, i % 2 != 0);
      double with = i % 2 == 0 ? first : second;

      without[i] = i % 2 == 0 ? second : first;
      ratios[i] = with / without[i];
      added[i] = (with - without[i]) / N_ITEMS * 1e9;
    }
  swim_statistics_summarize (ratios, pairs, &ratio);
  swim_statistics_summarize (without, pairs, &plain);
  swim_statistics_summarize (added, pairs, &cost);
  printf (
      "%s, %s: %u pairs of %d items; without measuring %.3f s (%.0f ns an item); measuring takes "
      "%.4f times as long (95 %%: %.4f-%.4f), %.0f ns an item more\n",
      what, mode, pairs, N_ITEMS, plain.median, plain.median / N_ITEMS * 1e9, ratio.median,
      ratio.lower, ratio.upper, cost.median);
  fflush (stdout);
}

/* The address of the DNS of a lab without delays, which ends with its standard input. */
static char *
start_lab (const char *program, GSubprocess **lab)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();

  *lab = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                           program, "serve", "--scenario=local", "--until-eof", NULL);
  if (*lab == NULL)
    g_error ("%s", error->message);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (*lab));
  line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  if (line == NULL || !json_parser_load_from_data (parser, line, -1, NULL))
    g_error ("the lab did not start");
  return g_strdup (json_object_get_string_member (
      json_node_get_object (json_parser_get_root (parser)), "nameserver"));
}

int
main (int argc, char **argv)
{
  SwimFakeState state = { 0 };
  g_autoptr (SwimJob) nothing = swim_fake_job_new (&state);
  g_autoptr (SwimProbe) probe = swim_probe_new ();
  g_autoptr (GSubprocess) lab = NULL;
  g_autofree char *nameserver = NULL;
  const char *nameservers[] = { NULL, NULL };
  guint pairs;

  if (argc < 2)
    {
      fputs ("Usage: bench-measure SWIMLANE [PAIRS]\n", stderr);
      return 2;
    }
  pairs = argc > 2 ? (guint) atoi (argv[2]) : 12;
  nameserver = start_lab (argv[1], &lab);
  nameservers[0] = nameserver;
  swim_probe_set_types (probe, (const char *const[]){ "A", NULL });
  swim_probe_set_dns (probe, nameservers);
  bench ("names from the lab", SWIM_JOB (probe), "async", pairs);
  bench ("a job that does nothing", nothing, "async", pairs);
  if (swim_mode_lookup ("coroutine") != NULL)
    bench ("a job that does nothing", nothing, "coroutine", pairs);
  return 0;
}
