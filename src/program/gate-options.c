/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/gate-options.h"

#include <stdio.h>

#include "base/option-group.h"
#include "base/printable.h"
#include "base/swim-error.h"
#include "compare/gate.h"
#include "program/exit.h"

void
swim_gate_options_clear (SwimGateOptions *options)
{
  g_clear_pointer (&options->conditions, g_strfreev);
  g_clear_pointer (&options->commands, g_strfreev);
  g_clear_pointer (&options->gates, g_ptr_array_unref);
}

void
swim_gate_options_add (SwimGateOptions *options, SwimParser *parser)
{
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP (SWIM_OPTIONS_VERDICTS),
    { "fail-if", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->conditions,
      "exit with status 3 if this holds, such as async.speedup<2 (repeatable)", "CONDITION" },
    { NULL }
  };

  swim_parser_add (parser, entries);
}

/* Lets conditions name the commands that were compared, beside those of an earlier call. */
void
swim_gate_options_take_commands (SwimGateOptions *options, GPtrArray *comparisons)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  if (options->commands != NULL)
    g_strv_builder_addv (names, (const char **) options->commands);
  for (guint i = 0; i < comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (comparisons, i);

      for (guint j = 0; j < comparison->contenders->len; j++)
        if (swim_comparison_is_of_commands (comparison))
          g_strv_builder_add (names, swim_comparison_get (comparison, j)->mode);
    }
  g_strfreev (options->commands);
  options->commands = g_strv_builder_end (names);
}

/* Whether all conditions can be understood; @changes is whether there are two results, before and
 * after. */
gboolean
swim_gate_options_check (SwimGateOptions *options, gboolean changes, GError **error)
{
  options->gates = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_gate_free);
  for (char **text = options->conditions; text != NULL && *text != NULL; text++)
    {
      SwimGate *gate = swim_gate_parse_with (*text, (const char *const *) options->commands, error);

      if (gate == NULL)
        return FALSE;
      g_ptr_array_add (options->gates, gate);
      if (!swim_gate_is_about_change (gate) || changes)
        continue;
      g_set_error (
          error, SWIM_ERROR, SWIM_ERROR_USAGE,
          "the condition “%s” is about a change: use it in a report of two files, before and after",
          *text);
      return FALSE;
    }
  return TRUE;
}

/* Whether concluded comparisons pass all gates; those that fail are printed. @sweep is the one
 * whose comparison it is, or NULL; @changes are of SwimChange, or NULL. */
gboolean
swim_gate_options_pass (const SwimGateOptions *options,
                        GPtrArray *comparisons,
                        const SwimSweep *sweep,
                        GPtrArray *changes)
{
  gboolean passed = TRUE;

  for (guint i = 0; i < options->gates->len; i++)
    {
      const SwimGate *gate = g_ptr_array_index (options->gates, i);
      g_autofree char *failure = NULL;
      g_autofree char *message = NULL;

      if (swim_gate_is_about_change (gate) ? swim_gate_check_changes (gate, changes, &failure)
                                           : swim_gate_check (gate, comparisons, sweep, &failure))
        continue;
      message = swim_printable (failure);
      fprintf (stderr, "%s: a gate failed: %s\n", swim_program_get_name (), message);
      passed = FALSE;
    }
  return passed;
}
