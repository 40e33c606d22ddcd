/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/lists.h"

#include <stdio.h>
#include <string.h>

#include "base/countries.h"
#include "base/nearest.h"
#include "base/swim-error.h"
#include "cli/command.h"
#include "compare/gate.h"
#include "compare/metric.h"
#include "compare/sweep.h"
#include "jobs/jobs.h"
#include "lab/scenario.h"
#include "mode/mode.h"
#include "net/http/client.h"
#include "watch/watch-gate.h"

static void
print_line (const char *name, const char *meaning)
{
  printf ("%s\t%s\n", name, meaning);
}

static void
print_jobs (void)
{
  for (const SwimJobInfo *const *job = swim_jobs_list (); *job != NULL; job++)
    print_line ((*job)->name, (*job)->summary);
}

static void
print_commands (void)
{
  print_jobs ();
  for (const SwimCommand *const *command = swim_command_list (); *command != NULL; command++)
    print_line ((*command)->name, (*command)->summary);
}

static void
print_modes (void)
{
  for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
    print_line ((*mode)->name, (*mode)->summary);
}

static void
print_clients (void)
{
  for (const SwimHttpClient *const *client = swim_http_clients_list (); *client != NULL; client++)
    print_line ((*client)->name, (*client)->summary);
}

static void
print_scenarios (void)
{
  g_auto (GStrv) names = swim_scenario_list ();

  for (char **name = names; *name != NULL; name++)
    {
      g_autoptr (SwimScenario) scenario = swim_scenario_load (*name, NULL);

      print_line (*name,
                  scenario != NULL && scenario->description != NULL ? scenario->description : "");
    }
}

static void
print_countries (void)
{
  for (guint i = 0; i < SWIM_N_COUNTRIES; i++)
    print_line (swim_countries ()[i], swim_country_get_name (i));
}

static const char *
name_quantity (SwimQuantity quantity)
{
  static const char *const words[] = {
    [SWIM_QUANTITY_DURATION] = "a time", [SWIM_QUANTITY_SIZE] = "a size",
    [SWIM_QUANTITY_SHARE] = "a share",   [SWIM_QUANTITY_NUMBER] = "a count",
    [SWIM_QUANTITY_RATIO] = "a ratio",   [SWIM_QUANTITY_RATE] = "a rate",
  };

  return words[quantity];
}

/* A metric, with what it means and what its value is. */
static void
print_metric (const char *name, SwimQuantity quantity)
{
  static const struct
  {
    const char *name;
    const char *meaning;
  } meanings[] = {
#define SWIM_MEANING(name, meaning) { name, meaning },
#include "cli/meanings.def"
#undef SWIM_MEANING
  };
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (meanings) && text == NULL; i++)
    if (strcmp (meanings[i].name, name) == 0)
      text = g_strdup_printf ("%s (%s)", meanings[i].meaning, name_quantity (quantity));
  print_line (name, text != NULL ? text : name_quantity (quantity));
}

static void
print_metrics_of (const SwimMetric *(*list) (guint *n_metrics))
{
  guint n_metrics;
  const SwimMetric *metrics = list (&n_metrics);

  for (guint i = 0; i < n_metrics; i++)
    print_metric (metrics[i].name, metrics[i].quantity);
}

static void
print_metrics (void)
{
  print_metrics_of (swim_metric_list);
}

static void
print_changes (void)
{
  print_metrics_of (swim_gate_list_changes);
}

static void
print_watch_metrics (void)
{
  guint n_metrics;
  const SwimWatchMetric *metrics = swim_watch_metric_list (&n_metrics);

  for (guint i = 0; i < n_metrics; i++)
    print_metric (metrics[i].name, metrics[i].quantity);
}

static void
print_parameters (void)
{
  guint n;
  const SwimSweepParameter *parameters = swim_sweep_list_parameters (&n);

  for (guint i = 0; i < n; i++)
    print_line (parameters[i].name, parameters[i].takes);
}

static void print_lists (void);

static const struct
{
  const char *kind;
  const char *meaning;
  void (*print) (void);
} lists[] = {
  { "commands", "commands of swimlane", print_commands },
  { "jobs", "jobs that can be compared", print_jobs },
  { "modes", "concurrency modes", print_modes },
  { "clients", "HTTP clients of download", print_clients },
  { "scenarios", "scenarios of the lab", print_scenarios },
  { "countries", "countries whose flags the lab has", print_countries },
  { "metrics", "metrics for --sort and --fail-if", print_metrics },
  { "changes", "metrics for --fail-if where report compares two files", print_changes },
  { "watch-metrics", "metrics for --fail-if where a program is watched", print_watch_metrics },
  { "parameters", "parameters for sweep --vary", print_parameters },
  { "lists", "the kinds of lists", print_lists },
};

static void
print_lists (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    print_line (lists[i].kind, lists[i].meaning);
}

/* Prints the list of that kind: one name a line, then a tab and what it means. */
gboolean
swim_lists_print (const char *kind, GError **error)
{
  const char *kinds[G_N_ELEMENTS (lists) + 1] = { NULL };
  g_autofree char *known = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      if (g_strcmp0 (lists[i].kind, kind) == 0)
        {
          lists[i].print ();
          return TRUE;
        }
      kinds[i] = lists[i].kind;
    }
  known = swim_nearest_or_all (kind, kinds, "choose one of");
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "there is no list “%s”%s", kind, known);
  return FALSE;
}
