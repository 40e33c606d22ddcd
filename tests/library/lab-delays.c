/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Prints how late the lab answers, in microseconds: lab-delays SCENARIO dns|http NAME…, a line a
 * name. A name is what the scenario calls it: a domain, the code of a country for its flag, a path
 * for all else. */
#include "config.h"

#include "lab/scenario.h"

#include <string.h>

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimScenario) scenario = NULL;
  SwimLabSide side;

  if (argc < 3)
    {
      g_printerr ("usage: lab-delays SCENARIO dns|http NAME…\n");
      return 2;
    }
  scenario = swim_scenario_load (argv[1], &error);
  if (scenario == NULL)
    {
      g_printerr ("lab-delays: %s\n", error->message);
      return 2;
    }
  side = strcmp (argv[2], "dns") == 0 ? SWIM_LAB_DNS : SWIM_LAB_HTTP;
  for (int i = 3; i < argc; i++)
    g_print ("%" G_GINT64_FORMAT "\n", swim_scenario_fate (scenario, side, argv[i]).delay_us);
  return 0;
}
