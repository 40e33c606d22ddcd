/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Scenario files, and the fate of a few names under each. */
#include "config.h"

#include "lab/scenario.h"
#include "swim-fuzz.h"

void
swim_fuzz_scenario (const guint8 *data, gsize size)
{
  static const char *const names[] = { "cn", "as.dev", "/fault/drip", "fault-lost.dev", "" };
  g_autoptr (SwimScenario) scenario = NULL;
  g_autoptr (GError) error = NULL;
  SwimFuzzFile file;

  swim_fuzz_file_open (&file, data, size);
  scenario = swim_scenario_load (file.path, &error);
  swim_fuzz_file_close (&file);
  g_assert ((scenario == NULL) == (error != NULL));
  for (gsize i = 0; scenario != NULL && i < G_N_ELEMENTS (names); i++)
    for (guint side = 0; side < SWIM_N_LAB_SIDES; side++)
      {
        SwimFate fate = swim_scenario_fate (scenario, side, names[i]);

        g_assert (fate.delay_us >= 0 && fate.fault.id < SWIM_N_FAULTS);
      }
}
