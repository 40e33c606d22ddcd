/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/compare-job.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <string.h>
#include <unistd.h>

#include "base/quantity.h"
#include "base/swim-error.h"
#include "jobs/jobs.h"
#include "lab/scenario.h"

/* The job with its params at their defaults, for its entries to be parsed into. */
SwimComparedJob
swim_compared_job (const SwimJobInfo *info)
{
  SwimComparedJob job = { .info = info, .params = info->params_new () };

  job.entries = info->options (job.params);
  return job;
}

void
swim_compared_job_clear (SwimComparedJob *job)
{
  g_free (job->entries);
  if (job->info != NULL)
    job->info->params_free (job->params);
}

static gboolean
is_option (const char *arg)
{
  return arg[0] == '-' && arg[1] != '\0';
}

/* Whether it is an option whose value, if it takes one, is the next argument. */
static gboolean
is_bare_option (const char *arg)
{
  return is_option (arg) && (arg[1] == '-' ? strchr (arg, '=') == NULL : arg[2] == '\0');
}

/* The place of the first argument if only options stand before it, or 0. Which options take a value
 * is not known before the job is: what follows a bare one is taken for its value. */
static int
find_argument (int argc, char **argv)
{
  for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++)
    if (!is_option (argv[i]) && (i == 1 || !is_bare_option (argv[i - 1])))
      return i;
  return 0;
}

/* Finds the job that the first argument names, which is then taken off; without an argument none is
 * named, and @job is left as it is. */
gboolean
swim_compared_job_find (const char *command,
                        int *argc,
                        char ***argv,
                        SwimComparedJob *job,
                        GError **error)
{
  int place = find_argument (*argc, *argv);
  const char *name = place > 0 ? (*argv)[place] : NULL;
  const SwimJobInfo *info = name != NULL ? swim_jobs_lookup (name) : NULL;

  if (name == NULL)
    return TRUE;
  if (info == NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "there is no job “%s”; put the job first: swimlane %s %s", name, command,
                   swim_jobs_list ()[0]->name);
      return FALSE;
    }
  *job = swim_compared_job (info);
  memmove (*argv + 1, *argv, (gsize) place * sizeof **argv);
  (*argc)--;
  (*argv)++;
  return TRUE;
}

/* A parser with the options of the runs, and those of the job where one is named. */
SwimParser *
swim_compared_job_make_parser (const SwimComparedJob *job,
                               SwimRunOptions *options,
                               const char *arguments,
                               const char *summary)
{
  SwimParser *parser =
      swim_parser_new (job->info != NULL ? job->info->arguments : arguments, summary, options);

  swim_run_options_add (options, parser);
  if (job->info != NULL)
    swim_parser_add (parser, job->entries);
  return parser;
}

/* Parses what follows the job and checks the options of the runs; returns the job's arguments
 * (transfer full), or NULL, as swim_parser_parse () does. Without a job there can be none. */
char **
swim_compared_job_parse (const SwimComparedJob *job,
                         const SwimRunOptions *options,
                         SwimParser *parser,
                         const char *command,
                         char **argv,
                         GError **error)
{
  g_auto (GStrv) args = swim_parser_parse (parser, argv, error);

  if (args == NULL || !swim_run_options_check (options, error))
    return NULL;
  if (job->info != NULL || args[0] == NULL)
    return g_steal_pointer (&args);
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "there is no job before “%s”; put the job first: swimlane %s %s", args[0], command,
               swim_jobs_list ()[0]->name);
  return NULL;
}

/* Whether the runs are in a lab, and in which: @config borrows from the options. */
gboolean
swim_compared_job_wants_lab (const SwimComparedJob *job,
                             const SwimRunOptions *options,
                             SwimLabConfig *config)
{
  const SwimJobInfo *info = job->info;
  const char *implied = info->lab_scenario != NULL ? info->lab_scenario (job->params) : NULL;

  *config = (SwimLabConfig){ .scenario = options->scenario, .seed = options->seed };
  if (config->scenario == NULL)
    config->scenario = implied != NULL ? implied : SWIM_SCENARIO_DEFAULT;
  config->own_port_53 =
      info->uses_system_resolver != NULL && info->uses_system_resolver (job->params);
  return options->lab || implied != NULL;
}

/* The program and arguments of a run (transfer full), but for the mode. @varied is an option that
 * overrides the others, or NULL; @outcomes is whether its record is to hold what came of each item.
 */
char **
swim_compared_job_to_argv (const SwimComparedJob *job,
                           const SwimRunOptions *options,
                           char **args,
                           const SwimLabAddress *lab,
                           const char *varied,
                           gboolean outcomes,
                           GError **error)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_autofree char *program = NULL;

  if (job->info->appends_to != NULL && job->info->appends_to (job->params) != NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "--resume is for %s by itself: in a comparison every run does all the work",
                   job->info->name);
      return NULL;
    }
  program = swim_find_program (error);
  if (program == NULL)
    return NULL;
  g_strv_builder_add (argv, program);
  g_strv_builder_add (argv, job->info->name);
  g_strv_builder_add (argv, "--quiet");
  if (!outcomes)
    g_strv_builder_add (argv, "--no-outcomes");
  swim_run_options_to_argv (options, argv);
  swim_entries_to_argv (job->entries, argv);
  if (varied != NULL)
    g_strv_builder_add (argv, varied);
  if (lab != NULL)
    {
      g_autofree char *at = swim_lab_address_to_string (lab);
      g_autofree char *option = g_strconcat ("--lab-at=", at, NULL);

      g_strv_builder_add (argv, option);
    }
  g_strv_builder_add (argv, "--");
  g_strv_builder_addv (argv, (const char **) args);
  return g_strv_builder_end (argv);
}

/* Where the runs in the lab put temporary files: in memory where possible. The speed of a disk and
 * its allocator would be in every figure, and they are not what is compared. */
const char *
swim_find_memory_folder (void)
{
  return g_getenv ("TMPDIR") == NULL && access ("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : NULL;
}

/* Every run reads its list anew, which standard input gives only once: a list from there is put
 * into a file, which the options then name and remove when they are cleared. */
gboolean
swim_spool_input (SwimRunOptions *options, GError **error)
{
  g_autoptr (GOutputStream) file = NULL;
  g_autoptr (GInputStream) input = NULL;
  int fd;

  if (g_strcmp0 (options->input, "-") != 0)
    return TRUE;
  fd = g_file_open_tmp ("swimlane-XXXXXX", &options->spooled, error);
  if (fd < 0)
    return FALSE;
  file = g_unix_output_stream_new (fd, TRUE);
  input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_free (options->input);
  options->input = g_strdup (options->spooled);
  return g_output_stream_splice (file, input, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, error)
         >= 0;
}
