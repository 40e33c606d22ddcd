/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/exit.h"

#include <signal.h>
#include <stdio.h>

#include "base/printable.h"
#include "base/reader-gone.h"
#include "base/swim-error.h"
#include "compare/rounds.h"

/* As if SIGPIPE had ended us, which is what a shell expects of a program in such a pipe. */
#define EXIT_UNREAD (128 + SIGPIPE)

/* The name that messages begin with. */
const char *
swim_program_get_name (void)
{
  const char *name = g_get_application_name ();

  return name != NULL ? name : "swimlane";
}

/* Prints the error and returns the exit status for it. No error means that what was asked for, such
 * as help, has been printed. */
int
swim_command_fail (const GError *error)
{
  g_autofree char *message = NULL;
  gboolean usage;

  if (error == NULL)
    return SWIM_EXIT_DONE;
  if (error->domain == SWIM_READER_GONE)
    return EXIT_UNREAD;
  message = swim_printable (error->message);
  usage = error->domain == G_OPTION_ERROR || g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE);
  fprintf (stderr, "%s: %s\n", swim_program_get_name (), message);
  if (usage)
    fprintf (stderr, "Try “%s --help”.\n", g_get_prgname ());
  if (error->domain == SWIM_RUN_FAILED)
    return SWIM_EXIT_ITEMS;
  return usage ? SWIM_EXIT_USAGE : SWIM_EXIT_FAILED;
}

/* To be called at the end: the status, or that of a failure where standard output could not be
 * written. */
int
swim_program_end (int status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  if (swim_reader_is_gone ())
    return EXIT_UNREAD;
  fprintf (stderr, "%s: cannot write to standard output\n", swim_program_get_name ());
  return SWIM_EXIT_FAILED;
}
