/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Gate expressions, against a comparison that has something for each to look at. */
#include "config.h"

#include "compare/gate.h"
#include "swim-fuzz.h"

static void
add (SwimComparison *comparison, const char *mode, double wall)
{
  SwimContender *contender = swim_comparison_add (comparison, mode);
  SwimRecord *record = swim_record_new ();
  int code = 0;

  record->mode = g_strdup (mode);
  record->digest = g_strdup ("d");
  record->wall_seconds = wall;
  g_ptr_array_add (contender->records, record);
  g_array_append_val (contender->exit_codes, code);
}

void
swim_fuzz_gate (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimGate) gate = swim_gate_parse (text, &error);
  g_autoptr (GPtrArray) comparisons = NULL;
  g_autofree char *failure = NULL;
  SwimComparison *comparison;

  g_assert ((gate == NULL) == (error != NULL));
  if (gate == NULL)
    return;
  comparisons = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_comparison_free);
  comparison = swim_comparison_new ("probe");
  add (comparison, "sequential", 1);
  add (comparison, "async", 0.25);
  swim_comparison_conclude (comparison);
  g_ptr_array_add (comparisons, comparison);
  if (!swim_gate_is_about_change (gate))
    swim_gate_check (gate, comparisons, NULL, &failure);
}
