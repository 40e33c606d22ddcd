/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/lists.h"

#include <stdio.h>

#include "base/swim-countries.h"
#include "base/swim-error.h"
#include "cli/command.h"
#include "lab/swim-scenario.h"
#include "mode/swim-mode.h"

static void
print_line (const char *name, const char *meaning)
{
  printf ("%s\t%s\n", name, meaning);
}

static void
print_jobs (void)
{
  for (const SwimJobInfo *const *job = swim_job_info_list (); *job != NULL; job++)
    print_line ((*job)->name, (*job)->summary);
}

static void
print_commands (void)
{
  print_jobs ();
  for (const SwimCommand *const *command = swim_command_list (); *command != NULL; command++)
    print_line ((*command)->name, (*command)->summary);
}

static void
print_modes (void)
{
  for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
    print_line ((*mode)->name, (*mode)->summary);
}

static void
print_scenarios (void)
{
  g_auto (GStrv) names = swim_scenario_list ();

  for (char **name = names; *name != NULL; name++)
    print_line (*name, "");
}

static void
print_countries (void)
{
  for (guint i = 0; i < SWIM_N_COUNTRIES; i++)
    print_line (swim_countries ()[i], "");
}

static const struct
{
  const char *kind;
  void (*print) (void);
  /* clang-format off */
} lists[] = {
  { "commands", print_commands },
  { "jobs", print_jobs },
  { "modes", print_modes },
  { "scenarios", print_scenarios },
  { "countries", print_countries },
};
/* clang-format on */

/* Prints what there is of that kind: one a line, with a tab and what it means behind it. */
gboolean
swim_lists_print (const char *kind, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_strcmp0 (lists[i].kind, kind) == 0)
      {
        lists[i].print ();
        return TRUE;
      }
  g_set_error (
      error, SWIM_ERROR, SWIM_ERROR_USAGE,
      "there is no list of \"%s\"; there are lists of commands, jobs, modes, scenarios and "
      "countries",
      kind);
  return FALSE;
}
