/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/single-options.h"

#include <string.h>
#include <unistd.h>

#include "base/option-group.h"
#include "base/swim-error.h"
#include "mode/mode.h"
#include "program/values.h"

void
swim_single_options_clear (SwimSingleOptions *options)
{
  g_free (options->mode);
  g_free (options->record);
  g_free (options->format);
  g_free (options->color);
  g_free (options->shard_text);
  g_free (options->shard_by);
  g_free (options->end_marker);
  swim_output_options_clear (&options->out);
}

void
swim_single_options_add (SwimSingleOptions *options, SwimParser *parser)
{
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP (SWIM_OPTIONS_ITEMS),
    { "shard", 0, 0, G_OPTION_ARG_STRING, &options->shard_text,
      "only share K of N of the items, whichever order they have", "K/N" },
    { "shard-by", 0, 0, G_OPTION_ARG_STRING, &options->shard_by,
      "what --shard keeps together: nothing, or the URLs of a host (item)", "item|host" },
    { "expect", 0, 0, G_OPTION_ARG_INT64, &options->expect,
      "fail at the end if the list of --input has not N items", "N" },
    { "end-marker", 0, 0, G_OPTION_ARG_STRING, &options->end_marker,
      "the list of --input ends with this line; fail if it does not come", "LINE" },
    SWIM_OPTION_GROUP (SWIM_OPTIONS_CONCURRENCY),
    { "mode", 'm', 0, G_OPTION_ARG_STRING, &options->mode, "concurrency mode (async)", "MODE" },
    SWIM_OPTION_GROUP (SWIM_OPTIONS_EXPORTS),
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &options->record,
      "write a JSON record of the run; - is standard output", "FILE" },
    { "no-outcomes", 0, 0, G_OPTION_ARG_NONE, &options->no_outcomes,
      "leave single items out of the record and exports", NULL },
    SWIM_OPTION_GROUP (SWIM_OPTIONS_OUTPUT),
    { "format", 0, 0, G_OPTION_ARG_STRING, &options->format, "output format for each item (text)",
      "text|ndjson" },
    { "color", 0, 0, G_OPTION_ARG_STRING, &options->color, "colour the classes of items (auto)",
      "auto|always|never" },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &options->verbose, "print more about the run", NULL },
    { NULL }
  };

  options->expect = -1;
  swim_parser_add (parser, entries);
  swim_output_options_add (&options->out, parser, 0);
}

const char *
swim_run_options_get_append_path (const SwimRunOptions *run)
{
  return run->info->appends_to != NULL ? run->info->appends_to (run->params) : NULL;
}

const char *
swim_run_options_get_output_path (const SwimRunOptions *run)
{
  return run->info->output != NULL ? run->info->output (run->params) : NULL;
}

static gboolean
check_format (SwimSingleOptions *options, const SwimRunOptions *run, GError **error)
{
  const char *format = options->format;
  gboolean appends = swim_run_options_get_append_path (run) != NULL;

  options->ndjson = appends || g_strcmp0 (format, "ndjson") == 0;
  if (format != NULL && strcmp (format, "ndjson") != 0 && strcmp (format, "text") != 0)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--format takes text or ndjson, not “%s”",
                 format);
  else if (appends && format != NULL && strcmp (format, "text") == 0)
    g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                         "--resume writes NDJSON; leave out --format=text");
  else if (swim_run_options_get_output_path (run) != NULL && options->out.quiet)
    g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                         "--output writes results; leave out --quiet");
  else
    return TRUE;
  return FALSE;
}

/* Those about a list need one. */
static gboolean
check_list (SwimSingleOptions *options, const SwimRunOptions *run, GError **error)
{
  char *marker = options->end_marker;

  if (marker != NULL && g_strstrip (marker)[0] == '\0')
    g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                         "--end-marker takes a line that is not blank, such as “# end”");
  else if (run->input == NULL && (marker != NULL || options->expect >= 0))
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "%s is about the end of a list; name one with --input",
                 marker != NULL ? "--end-marker" : "--expect");
  else
    return TRUE;
  return FALSE;
}

/* The results of earlier runs, too, would be replaced. */
static gboolean
check_results (const SwimSingleOptions *options, const SwimRunOptions *run, GError **error)
{
  const SwimExportOptions *exports = &options->out.exports;

  return swim_export_options_check_results (exports, options->record,
                                            swim_run_options_get_append_path (run), error)
         && swim_export_options_check_results (exports, options->record,
                                               swim_run_options_get_output_path (run), error);
}

/* Failures go to standard error, and some results to a file: both streams must be terminals for
 * colours to be seen everywhere. */
static gboolean
check_color (SwimSingleOptions *options, const SwimRunOptions *run, GError **error)
{
  const char *no_color = g_getenv ("NO_COLOR");
  gboolean wanted = no_color == NULL || *no_color == '\0';
  gboolean able = options->at_terminal && isatty (STDERR_FILENO)
                  && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0
                  && swim_run_options_get_output_path (run) == NULL;

  return swim_choice (options->color, wanted && able, "color", &options->show_color, error);
}

/* Whether the values make sense, once those of the job are there. */
gboolean
swim_single_options_check (SwimSingleOptions *options, const SwimRunOptions *run, GError **error)
{
  if (options->mode == NULL)
    options->mode = g_strdup (SWIM_DEFAULT_MODE);
  options->at_terminal = isatty (STDOUT_FILENO);
  return swim_check_mode (options->mode, error)
         && swim_shard_parse (options->shard_text, options->shard_by, &options->shard, error)
         && check_list (options, run, error) && check_format (options, run, error)
         && check_color (options, run, error) && check_results (options, run, error)
         && swim_output_options_check (&options->out, options->record, error);
}

/* What the progress bar is of: the mode, and the share (transfer full). */
char *
swim_single_options_dup_label (const SwimSingleOptions *options)
{
  const SwimShard *shard = &options->shard;

  if (shard->count == 0)
    return g_strdup (options->mode);
  return g_strdup_printf ("%s, share %u/%u", options->mode, shard->index, shard->count);
}
