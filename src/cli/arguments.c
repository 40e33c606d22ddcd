/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/arguments.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/swim-error.h"
#include "lab/scenario.h"

/* The value of --lab may be left out, so what follows a bare one is an argument. A scenario that
 * stands there was meant for its value: asking for it as a name would do the wrong thing without a
 * word. */
gboolean
swim_arguments_check_lab (char **argv, GError **error)
{
  g_auto (GStrv) scenarios = NULL;

  for (; argv[0] != NULL && argv[1] != NULL && strcmp (argv[0], "--") != 0; argv++)
    {
      if (strcmp (argv[0], "--lab") != 0)
        continue;
      if (scenarios == NULL)
        scenarios = swim_scenario_list ();
      if (!g_strv_contains ((const char *const *) scenarios, argv[1]))
        continue;
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "the scenario of --lab stands behind an equals sign: --lab=%s (an item of that "
                   "name: --lab -- %s)",
                   argv[1], argv[1]);
      return FALSE;
    }
  return TRUE;
}

/* Whether standard input holds something that was meant for us: a pipe or a file. A terminal does
 * not, and neither does /dev/null. */
static gboolean
is_list_on_stdin (void)
{
  struct stat info;

  return fstat (STDIN_FILENO, &info) == 0
         && (S_ISFIFO (info.st_mode) || S_ISREG (info.st_mode) || S_ISSOCK (info.st_mode));
}

/* Takes each “-” away; whether there was one. */
static gboolean
remove_dashes (char **args)
{
  char **kept = args;
  gboolean found = FALSE;

  for (; *args != NULL; args++)
    if (strcmp (*args, "-") != 0)
      *kept++ = *args;
    else
      {
        found = TRUE;
        g_free (*args);
      }
  *kept = NULL;
  return found;
}

/* A list on standard input, for *@input: the argument “-” is one, as it is to other programs, and
 * is taken out of @args; and a list that is piped in takes the place of the items that the job
 * would make by itself. */
gboolean
swim_arguments_find_stdin (const SwimJobInfo *info,
                           gpointer params,
                           gboolean lab,
                           char **args,
                           char **input,
                           GError **error)
{
  if (remove_dashes (args))
    {
      if (*input != NULL && strcmp (*input, "-") != 0)
        {
          g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                       "“-” reads a list from standard input, and --input from %s; leave out one "
                       "of them",
                       *input);
          return FALSE;
        }
      g_free (*input);
      *input = g_strdup ("-");
    }
  else if (info->reads_stdin != NULL && args[0] == NULL && *input == NULL && is_list_on_stdin ()
           && info->reads_stdin (params, lab))
    *input = g_strdup ("-");
  return TRUE;
}
