/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/rounds-options.h"

#include "program/values.h"
#include "program/output.h"

/* @rounds is the default number of rounds. */
void
swim_rounds_options_init (SwimRoundsOptions *options, int rounds)
{
  *options = (SwimRoundsOptions){ .rounds = rounds, .warmup = 1 };
}

void
swim_rounds_options_clear (SwimRoundsOptions *options)
{
  g_clear_pointer (&options->prepare, g_free);
  swim_export_options_clear (&options->exports);
  g_clear_pointer (&options->progress, g_free);
}

/* Adds the options, which hold their defaults and outlive the parser. Results can be exported in
 * the formats that have all flags of @exports. */
void
swim_rounds_options_add (SwimRoundsOptions *options, SwimParser *parser, SwimExportFlags exports)
{
  g_autofree char *rounds = g_strdup_printf ("measured rounds (%d); a 95 %% interval needs %d",
                                             options->rounds, SWIM_ROUNDS_FOR_INTERVAL);
  /* GOption keeps an entry's text as long as the parser lives. */
  const char *rounds_help = g_intern_string (rounds);
  GOptionEntry entries[] = {
    { "rounds", 'r', 0, G_OPTION_ARG_INT, &options->rounds, rounds_help, "N" },
    { "warmup", 0, 0, G_OPTION_ARG_INT, &options->warmup,
      "warm-up rounds before them, not measured (1)", "N" },
    { "prepare", 0, 0, G_OPTION_ARG_STRING, &options->prepare,
      "shell command to run before each run", "COMMAND" },
    { "progress", 0, 0, G_OPTION_ARG_STRING, &options->progress,
      "show a progress bar on standard error (auto)", "auto|always|never" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options->quiet, "print nothing but errors", NULL },
    { NULL }
  };

  swim_parser_add (parser, entries);
  swim_export_options_add (&options->exports, parser, exports);
}

/* Whether the values make sense, and the result could be written. */
gboolean
swim_rounds_options_check (SwimRoundsOptions *options, GError **error)
{
  if (!swim_check_count ("rounds", options->rounds, 1, error)
      || !swim_check_count ("warmup", options->warmup, 0, error)
      || !swim_choice (options->progress, swim_output_wants_progress (), "progress",
                       &options->show_progress, error)
      || !swim_export_options_check (&options->exports, NULL, error))
    return FALSE;
  options->show_progress = options->show_progress && !options->quiet;
  options->quiet = options->quiet || swim_export_options_take_stdout (&options->exports);
  return TRUE;
}

/* The label of the progress bar (transfer full): `async, round 3 of 8`. @round counts from 0 and
 * includes those of the warm-up. */
char *
swim_rounds_options_tell (const SwimRoundsOptions *options, const char *what, guint round)
{
  guint warmup = (guint) options->warmup;

  if (round < warmup)
    return g_strdup_printf ("%s, warm-up", what);
  return g_strdup_printf ("%s, round %u of %d", what, round - warmup + 1, options->rounds);
}

/* Sets what the options say of the rounds, which borrow from them. */
void
swim_rounds_options_apply (const SwimRoundsOptions *options, SwimRounds *rounds)
{
  rounds->rounds = (guint) options->rounds;
  rounds->warmup = (guint) options->warmup;
  rounds->prepare = options->prepare;
}
