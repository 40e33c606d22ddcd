/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/options.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/option-group.h"
#include "base/quantity.h"
#include "cli/arguments.h"
#include "lab/scenario.h"

#define MOST_LOOPS 256
#define MOST_RETRIES 100
#define LONGEST_TIMEOUT (24.0 * 60 * 60)

void
swim_run_options_init (SwimRunOptions *options)
{
  memset (options, 0, sizeof *options);
  options->jobs = 64;
  options->loops = 1;
  options->timeout = 10;
  options->retries = 2;
  options->seed = -1;
  options->blocking_share = 10;
  options->stall_ms = 20;
}

static void
clear_job (SwimRunOptions *options)
{
  if (options->params != NULL)
    options->info->params_free (options->params);
  options->params = NULL;
  g_clear_pointer (&options->entries, g_free);
  g_clear_pointer (&options->args, g_strfreev);
}

void
swim_run_options_clear (SwimRunOptions *options)
{
  clear_job (options);
  if (options->spooled != NULL)
    g_unlink (options->spooled);
  g_clear_pointer (&options->spooled, g_free);
  g_clear_pointer (&options->input, g_free);
  g_clear_pointer (&options->scenario, g_free);
  g_clear_pointer (&options->lab_at, g_free);
}

/* Sets the job, with its own options at their defaults and no arguments. */
void
swim_run_options_set_job (SwimRunOptions *options, const SwimJobInfo *info)
{
  clear_job (options);
  options->info = info;
  options->params = info->params_new ();
  options->entries = info->options (options->params);
  options->args = g_new0 (char *, 1);
}

/* Those that go to each run of a comparison as they are. */
static GOptionEntry *
run_entries (SwimRunOptions *options)
{
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP (SWIM_OPTIONS_ITEMS),
    { "input", 'i', 0, G_OPTION_ARG_FILENAME, &options->input,
      "read more items from FILE, one per line; - is standard input", "FILE" },
    SWIM_OPTION_GROUP (SWIM_OPTIONS_CONCURRENCY),
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &options->jobs, "items in flight at once (64)", "N" },
    { "loops", 0, 0, G_OPTION_ARG_INT, &options->loops,
      "spread async calls over N main loops in N threads (1)", "N" },
    SWIM_OPTION_GROUP (SWIM_OPTIONS_LIMITS),
    { "timeout", 0, 0, G_OPTION_ARG_DOUBLE, &options->timeout,
      "time limit for a name, retries included, or for a file without progress (10)", "DURATION" },
    { "retries", 0, 0, G_OPTION_ARG_INT, &options->retries, "retries after a transient failure (2)",
      "N" },
    SWIM_OPTION_GROUP (SWIM_OPTIONS_LAB),
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed,
      "random seed: the lab's delays, the blocking share", "N" },
    SWIM_OPTION_GROUP (SWIM_OPTIONS_CONCURRENCY),
    { "blocking-share", 0, 0, G_OPTION_ARG_DOUBLE, &options->blocking_share,
      "percentage of items that make a blocking call; mixed: on the loop, offload: in a thread (10)",
      "PERCENT" },
    { "stall-ms", 0, 0, G_OPTION_ARG_DOUBLE, &options->stall_ms,
      "a loop that is busy for this long counts as stalled (20)", "MS" },
    { NULL }
  };

  return g_memdup2 (entries, sizeof entries);
}

/* --lab or --lab=SCENARIO. */
static gboolean
on_lab (const char *name, const char *value, gpointer data, GError **error)
{
  SwimRunOptions *options = data;

  options->lab = TRUE;
  g_free (options->scenario);
  options->scenario = value != NULL && value[0] != '\0' ? g_strdup (value) : NULL;
  return TRUE;
}

/* A parser with the options of the runs, and those of the job where one is named. @arguments is
 * what follows the options where none is. */
SwimParser *
swim_run_options_make_parser (SwimRunOptions *options, const char *arguments, const char *summary)
{
  SwimParser *parser = swim_parser_new (
      options->info != NULL ? options->info->arguments : arguments, summary, options);
  g_autofree GOptionEntry *entries = run_entries (options);
  GOptionEntry lab[] = { SWIM_OPTION_GROUP (SWIM_OPTIONS_LAB),
                         { "lab", 0, G_OPTION_FLAG_OPTIONAL_ARG, G_OPTION_ARG_CALLBACK, on_lab,
                           "run in a lab: servers of our own on this machine (quick)", "SCENARIO" },
                         { "lab-at", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &options->lab_at,
                           NULL, NULL },
                         { NULL } };

  swim_parser_add (parser, entries);
  swim_parser_add (parser, lab);
  if (options->info != NULL)
    swim_parser_add (parser, options->entries);
  return parser;
}

static gboolean
check (const SwimRunOptions *options, GError **error)
{
  return swim_quantity_check (SWIM_QUANTITY_COUNT, "loops", options->loops, 1, MOST_LOOPS, error)
         && swim_quantity_check (SWIM_QUANTITY_DURATION, "timeout", options->timeout, 0.001,
                                 LONGEST_TIMEOUT, error)
         && swim_quantity_check (SWIM_QUANTITY_COUNT, "retries", options->retries, 0, MOST_RETRIES,
                                 error)
         && swim_quantity_check (SWIM_QUANTITY_PERCENT, "blocking-share", options->blocking_share,
                                 0, 100, error)
         && swim_quantity_check (SWIM_QUANTITY_MILLISECONDS, "stall-ms", options->stall_ms, 0.001,
                                 1e6, error);
}

/* Parses what follows the job, as swim_parser_parse () does, and checks the values. */
gboolean
swim_run_options_parse (SwimRunOptions *options, SwimParser *parser, char **argv, GError **error)
{
  g_strfreev (options->args);
  options->args = swim_parser_parse (parser, argv, error);
  if (options->args != NULL)
    swim_parser_conceal (parser, argv);
  if (options->args == NULL || !check (options, error) || !swim_arguments_check_lab (argv, error))
    return FALSE;
  return options->info == NULL
         || swim_arguments_find_stdin (options->info, options->params,
                                       options->lab || options->lab_at != NULL, options->args,
                                       &options->input, error);
}

/* Whether the job is run in a lab of its own, by --lab or by an option that implies it, and which.
 */
gboolean
swim_run_options_want_lab (const SwimRunOptions *options, SwimLabConfig *config)
{
  const SwimJobInfo *info = options->info;
  const char *implied = info->lab_scenario != NULL ? info->lab_scenario (options->params) : NULL;

  *config = (SwimLabConfig){ .scenario = options->scenario, .seed = options->seed };
  if (config->scenario == NULL)
    config->scenario = implied != NULL ? implied : SWIM_SCENARIO_DEFAULT;
  config->own_port_53 =
      info->uses_system_resolver != NULL && info->uses_system_resolver (options->params);
  return options->lab || implied != NULL;
}

static void
add_value (GStrvBuilder *argv, const char *name, const char *value)
{
  g_autofree char *option = value != NULL ? g_strdup_printf ("--%s=%s", name, value) : NULL;

  if (option != NULL)
    g_strv_builder_add (argv, option);
}

/* A run starts in another folder, so a file is named by its whole path. */
static char *
get_full_path (const char *path)
{
  return path == NULL || strcmp (path, "-") == 0 ? g_strdup (path)
                                                 : g_canonicalize_filename (path, NULL);
}

/* Less than nothing is how our numbers say "not given". */
static void
add_integer (GStrvBuilder *argv, const char *name, gint64 value)
{
  g_autofree char *text = value >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, value) : NULL;

  add_value (argv, name, text);
}

static void
add_path (GStrvBuilder *argv, const char *name, const char *value)
{
  g_autofree char *path = get_full_path (value);

  add_value (argv, name, path);
}

static void
add_entry (GStrvBuilder *argv, const GOptionEntry *entry)
{
  const char *name = entry->long_name;
  gpointer value = entry->arg_data;
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *text = NULL;

  switch (entry->arg)
    {
    case G_OPTION_ARG_NONE:
      text = g_strconcat ("--", name, NULL);
      if (*(gboolean *) value)
        g_strv_builder_add (argv, text);
      break;
    case G_OPTION_ARG_STRING:
      add_value (argv, name, *(char **) value);
      break;
    case G_OPTION_ARG_FILENAME:
      add_path (argv, name, *(char **) value);
      break;
    case G_OPTION_ARG_FILENAME_ARRAY:
      for (char **one = *(char ***) value; one != NULL && *one != NULL; one++)
        add_path (argv, name, *one);
      break;
    case G_OPTION_ARG_STRING_ARRAY:
      for (char **one = *(char ***) value; one != NULL && *one != NULL; one++)
        add_value (argv, name, *one);
      break;
    case G_OPTION_ARG_INT:
      add_integer (argv, name, *(int *) value);
      break;
    case G_OPTION_ARG_INT64:
      add_integer (argv, name, *(gint64 *) value);
      break;
    case G_OPTION_ARG_DOUBLE:
      if (*(double *) value >= 0)
        add_value (argv, name, swim_number_to_text (*(double *) value, number, sizeof number));
      break;
    case G_OPTION_ARG_CALLBACK:
      g_assert_not_reached (); /* a value that cannot be read back */
    }
}

static void
add_entries (GStrvBuilder *argv, const GOptionEntry *entries)
{
  for (; entries->long_name != NULL; entries++)
    if (!swim_option_is_group (entries))
      add_entry (argv, entries);
}

/* Adds the options with the values that they have now, as arguments that would set them so. The lab
 * itself is not handed on, only where it is. */
void
swim_run_options_to_argv (const SwimRunOptions *options, GStrvBuilder *argv)
{
  g_autofree GOptionEntry *entries = run_entries ((SwimRunOptions *) options);

  add_entries (argv, entries);
  add_entries (argv, options->entries);
}

/* What a job is made from, in a @setup that is all zeros; @lab is NULL outside of it. The setup
 * borrows from both. */
void
swim_run_options_setup (const SwimRunOptions *options,
                        const SwimLabProcess *lab,
                        SwimJobSetup *setup)
{
  setup->args = (const char *const *) options->args;
  setup->input = options->input;
  setup->expect = -1;
  setup->jobs = (guint) options->jobs;
  setup->timeout = options->timeout;
  setup->retries = (guint) options->retries;
  setup->seed = (guint64) MAX (options->seed, 0);
  if (lab == NULL)
    return;
  setup->lab_nameserver = swim_lab_process_get_address (lab)->nameserver;
  setup->lab_url = swim_lab_process_get_address (lab)->url;
}
