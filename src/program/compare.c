/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/compare.h"

#include <stdio.h>

#include "base/option-group.h"
#include "base/quantity.h"
#include "base/swim-error.h"
#include "mode/mode.h"
#include "program/values.h"

#define ROUNDS 8

void
swim_compare_init (SwimCompare *self)
{
  *self = (SwimCompare){ .threshold = 5 };
  swim_driver_init (&self->driver, ROUNDS);
  self->comparisons = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_comparison_free);
}

void
swim_compare_clear (SwimCompare *self)
{
  swim_driver_clear (&self->driver);
  swim_show_options_clear (&self->show);
  swim_gate_options_clear (&self->gates);
  g_clear_pointer (&self->modes, g_free);
  g_clear_pointer (&self->mode_names, g_strfreev);
  g_clear_pointer (&self->comparisons, g_ptr_array_unref);
}

/* Adds the options to a parser; @self outlives it. */
void
swim_compare_add_options (SwimCompare *self, SwimParser *parser)
{
  GOptionEntry entries[] = { SWIM_OPTION_GROUP (SWIM_OPTIONS_VERDICTS),
                             { "threshold", 0, 0, G_OPTION_ARG_DOUBLE, &self->threshold,
                               "percentage within which a mode counts as the same (5)", "PERCENT" },
                             { NULL } };
  GOptionEntry of_modes[] = {
    SWIM_OPTION_GROUP (SWIM_OPTIONS_VERDICTS),
    { "modes", 0, 0, G_OPTION_ARG_STRING, &self->modes,
      "modes to compare, separated by commas; the first is the baseline (all)", "LIST" },
    { "self-test", 0, 0, G_OPTION_ARG_NONE, &self->self_test,
      "compare one mode with itself: any difference is noise", NULL },
    SWIM_OPTION_GROUP (SWIM_OPTIONS_EXPORTS),
    { "no-outcomes", 0, 0, G_OPTION_ARG_NONE, &self->no_outcomes,
      "leave single items out of the exports and the timeline", NULL },
    { NULL }
  };

  if (!self->driver.of_commands)
    swim_parser_add (parser, of_modes);
  swim_parser_add (parser, entries);
  swim_gate_options_add (&self->gates, parser);
  swim_show_options_add (&self->show, parser);
  swim_driver_add_options (&self->driver, parser, 0);
}

/* Leaves out the modes that --only does not name. */
static gboolean
keep_only (SwimCompare *self, GError **error)
{
  const char *const *only = (const char *const *) self->show.only_modes;
  guint kept = 0;

  for (guint i = 0; only != NULL && only[i] != NULL; i++)
    if (!swim_check_mode (only[i], error))
      return FALSE;
  for (char **name = self->mode_names; only != NULL && *name != NULL; name++)
    if (g_strv_contains (only, *name))
      self->mode_names[kept++] = *name;
    else
      g_free (*name);
  if (only == NULL)
    return TRUE;
  self->mode_names[kept] = NULL;
  if (kept > 0)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--only and --modes have no mode in common");
  return FALSE;
}

/* Which modes: all, those of --modes, or for a self-test one of them twice. */
static gboolean
choose_modes (SwimCompare *self, GError **error)
{
  g_autofree char *all = swim_join_modes (",");
  const char *chosen = self->modes != NULL ? self->modes
                       : self->self_test   ? SWIM_DEFAULT_MODE
                                           : all;
  g_autofree char *twice = g_strconcat (chosen, ",", chosen, NULL);

  self->mode_names = g_strsplit (self->self_test ? twice : chosen, ",", -1);
  if (self->mode_names[0] == NULL) /* of an empty list none is made */
    return swim_check_mode (chosen, error);
  for (char **name = self->mode_names; *name != NULL; name++)
    if (!swim_check_mode (*name, error))
      return FALSE;
  if (!keep_only (self, error))
    return FALSE;
  if (!self->self_test || g_strv_length (self->mode_names) == 2)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "--self-test compares one mode with itself, but --modes names several");
  return FALSE;
}

/* Whether the values make sense, and the results could be written. */
gboolean
swim_compare_check (SwimCompare *self, GError **error)
{
  return swim_quantity_check (SWIM_QUANTITY_PERCENT, "threshold", self->threshold,
                              SWIM_LEAST_THRESHOLD, SWIM_MOST_THRESHOLD, error)
         && swim_show_options_check (&self->show, error) && swim_driver_check (&self->driver, error)
         && (self->driver.of_commands || choose_modes (self, error))
         && swim_gate_options_check (&self->gates, FALSE, error);
}

/* Whether the runs are to record the outcome of each item, which costs them some memory. */
gboolean
swim_compare_wants_outcomes (const SwimCompare *self)
{
  const SwimOutputOptions *out = &self->driver.out;

  return !self->no_outcomes
         && (swim_export_options_any (&out->exports, SWIM_EXPORT_OUTCOMES)
             || (self->show.show_timeline && !out->quiet));
}

/* Runs rounds of which the caller gives the job, how a run is started and the seed, and prints the
 * comparison. @lab as for swim_driver_run (). With an error it was broken off; complete rounds are
 * kept and shown all the same. */
void
swim_compare_run (SwimCompare *self, SwimRounds *rounds, const char *lab, GError **error)
{
  SwimComparison *comparison;

  rounds->modes = (const char *const *) self->mode_names;
  rounds->threshold = self->threshold / 100;
  comparison = swim_driver_run (&self->driver, rounds, lab, error);
  if (comparison == NULL)
    return;
  g_ptr_array_add (self->comparisons, comparison);
  if (self->driver.out.quiet)
    return;
  fputs (self->comparisons->len > 1 ? "\n" : "", stdout);
  swim_show_comparison (&self->show, comparison);
}

/* As swim_driver_conclude (), of all that was compared. */
int
swim_compare_conclude (SwimCompare *self, const GError *error)
{
  SwimResults results = { .comparisons = self->comparisons };

  return swim_driver_conclude (&self->driver, &results, &self->gates, error);
}
