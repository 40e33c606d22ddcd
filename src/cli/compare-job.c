/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/compare-job.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/input.h"
#include "base/nearest.h"
#include "base/swim-error.h"
#include "cli/arguments.h"
#include "jobs/jobs.h"

static gboolean
is_option (const char *arg)
{
  return arg[0] == '-' && arg[1] != '\0';
}

/* Whether it is an option whose value, if it takes one, is the next argument; that of --lab never
 * is. */
static gboolean
is_bare_option (const char *arg)
{
  return is_option (arg) && strcmp (arg, "--lab") != 0
         && (arg[1] == '-' ? strchr (arg, '=') == NULL : arg[2] == '\0');
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

/* The job that was perhaps meant, or NULL. */
static const char *
find_nearest (const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (const SwimJobInfo *const *info = swim_jobs_list (); *info != NULL; info++)
    g_ptr_array_add (names, (gpointer) (*info)->name);
  g_ptr_array_add (names, NULL);
  return swim_nearest (name, (const char *const *) names->pdata);
}

static void
refuse_job (const char *name, const char *command, GError **error)
{
  const char *nearest = find_nearest (name);

  if (nearest != NULL)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "there is no job “%s”; did you mean swimlane %s %s?", name, command, nearest);
  else
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "there is no job “%s”; put the job first: swimlane %s %s", name, command,
                 swim_jobs_list ()[0]->name);
}

/* Sets the job that the first argument names, which is then taken off; without an argument there is
 * none. */
gboolean
swim_compare_find_job (SwimRunOptions *options,
                       const char *command,
                       int *argc,
                       char ***argv,
                       GError **error)
{
  int place = find_argument (*argc, *argv);
  const char *name = place > 0 ? (*argv)[place] : NULL;
  const SwimJobInfo *info = name != NULL ? swim_jobs_lookup (name) : NULL;
  g_autofree char *usage_name = NULL;

  if (name == NULL)
    return TRUE;
  if (info == NULL)
    {
      if (swim_arguments_check_lab (*argv, error))
        refuse_job (name, command, error);
      return FALSE;
    }
  swim_run_options_set_job (options, info);
  usage_name = g_strdup_printf ("swimlane %s %s", command, name);
  g_set_prgname (usage_name);
  memmove (*argv + 1, *argv, (gsize) place * sizeof **argv);
  (*argc)--;
  (*argv)++;
  return TRUE;
}

/* As swim_run_options_parse (). Without a job there can be no arguments. */
gboolean
swim_compare_parse (SwimRunOptions *options,
                    SwimParser *parser,
                    const char *command,
                    char **argv,
                    GError **error)
{
  if (!swim_run_options_parse (options, parser, argv, error)
      || !swim_check_jobs (options->jobs, TRUE, error))
    return FALSE;
  if (options->info != NULL || options->args[0] == NULL)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "there is no job before “%s”; put the job first: swimlane %s %s", options->args[0],
               command, swim_jobs_list ()[0]->name);
  return FALSE;
}

/* The program and arguments of a run (transfer full), but for the mode. @varied is an option that
 * overrides the others, or NULL; @outcomes is whether its record holds the outcome of each item.
 */
char **
swim_compare_build_argv (const SwimRunOptions *options,
                         const SwimLabProcess *lab,
                         const char *varied,
                         gboolean outcomes,
                         GError **error)
{
  const SwimJobInfo *info = options->info;
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_autofree char *program = NULL;

  if (info->appends_to != NULL && info->appends_to (options->params) != NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "--resume cannot be used in a comparison, in which every run does all the work");
      return NULL;
    }
  if (info->output != NULL && info->output (options->params) != NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "--output cannot be used in a comparison, which prints no single results");
      return NULL;
    }
  program = swim_find_program (error);
  if (program == NULL)
    return NULL;
  g_strv_builder_add (argv, program);
  g_strv_builder_add (argv, info->name);
  g_strv_builder_add (argv, "--quiet");
  if (!outcomes)
    g_strv_builder_add (argv, "--no-outcomes");
  if (info->in_comparison != NULL)
    g_strv_builder_add (argv, info->in_comparison);
  swim_run_options_to_argv (options, argv);
  if (varied != NULL)
    g_strv_builder_add (argv, varied);
  if (lab != NULL)
    {
      g_autofree char *at = swim_lab_process_to_string (lab);
      g_autofree char *option = g_strconcat ("--lab-at=", at, NULL);

      g_strv_builder_add (argv, option);
    }
  g_strv_builder_add (argv, "--");
  g_strv_builder_addv (argv, (const char **) options->args);
  return g_strv_builder_end (argv);
}

/* Where the runs in the lab put temporary files: in memory where possible. The speed of a disk and
 * its allocator would be in every figure, and they are not what is compared. */
const char *
swim_compare_find_scratch (void)
{
  return g_getenv ("TMPDIR") == NULL && access ("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : NULL;
}

/* Whether a run, which is another process, finds the same under this name: not in a pipe, nor in
 * what names an open file of ours, such as /dev/stdin. */
static gboolean
is_lasting (const char *path, int fd)
{
  struct stat info;

  return fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && !g_str_has_prefix (path, "/dev/")
         && !g_str_has_prefix (path, "/proc/");
}

static gboolean
spool (SwimRunOptions *options, int from, GError **error)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (from, FALSE);
  g_autoptr (GOutputStream) file = NULL;
  int fd = g_file_open_tmp ("swimlane-XXXXXX", &options->spooled, error);

  if (fd < 0)
    return FALSE;
  file = g_unix_output_stream_new (fd, TRUE);
  g_free (options->input);
  options->input = g_strdup (options->spooled);
  return g_output_stream_splice (file, input, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, error)
         >= 0;
}

/* Every run reads its list anew, which standard input and pipes give only once: a list from there
 * is put into a file, which the options then name and remove when they are cleared. One that cannot
 * be opened is left to the runs, which say why. */
gboolean
swim_compare_spool_input (SwimRunOptions *options, GError **error)
{
  FILE *file;
  gboolean good;

  if (options->input == NULL)
    return TRUE;
  if (strcmp (options->input, "-") == 0)
    return spool (options, STDIN_FILENO, error);
  file = swim_input_open (options->input, NULL);
  if (file == NULL)
    return TRUE;
  good = is_lasting (options->input, fileno (file)) || spool (options, fileno (file), error);
  fclose (file);
  return good;
}
