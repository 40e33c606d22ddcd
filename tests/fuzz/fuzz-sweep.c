/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Saved sweeps. What is read can be concluded and written, and reads the same again. */
#include "config.h"

#include "compare/sweep-json.h"
#include "report/report.h"
#include "run/load.h"
#include "run/outcome-json.h"
#include "swim-fuzz.h"

#include <string.h>

static SwimSweep *
read_sweep (JsonNode *node, GPtrArray *lists)
{
  SwimSweep *sweep = swim_sweep_from_json (node, lists, NULL);

  if (sweep != NULL)
    {
      swim_comparison_conclude (sweep->comparison);
      swim_sweep_conclude (sweep, sweep->comparison);
    }
  return sweep;
}

void
swim_fuzz_sweep (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) lists = swim_outcome_lists_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) written = NULL;
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (SwimSweep) sweep = NULL;
  g_autoptr (SwimSweep) second = NULL;
  g_autofree char *text = NULL;
  g_autofree char *second_text = NULL;
  SwimFuzzFile file;

  swim_fuzz_file_open (&file, data, size);
  node = swim_load_json (file.path, lists, NULL);
  swim_fuzz_file_close (&file);
  sweep = node != NULL ? read_sweep (node, lists) : NULL;
  if (sweep == NULL)
    return;
  written = swim_sweep_to_json (sweep, "");
  text = json_to_string (written, FALSE);
  again = json_from_string (text, NULL);
  g_assert (again != NULL);
  second = read_sweep (again, NULL);
  g_assert (second != NULL);
  g_clear_pointer (&written, json_node_unref);
  written = swim_sweep_to_json (second, "");
  second_text = json_to_string (written, FALSE);
  g_assert (strcmp (text, second_text) == 0);
}
