/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* swimlane: runs one I/O job in several concurrency modes and measures what each costs. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/inherited.h"
#include "cli/command.h"
#include "cli/lists.h"
#include "jobs/jobs.h"
#include "mode/mode.h"
#include "report/format.h"

#define KEPT_BYTES (16 * 1024 * 1024)
#define MAPPED_BYTES (1024 * 1024) /* larger than any buffer of a request */

static const SwimCommand *const commands[] = {
#define SWIM_COMMAND(name) &swim_command_##name,
#include "cli/commands.def"
#undef SWIM_COMMAND
  NULL
};

/* The commands besides the jobs, in the order in which they are shown, ended by NULL. */
const SwimCommand *const *
swim_command_list (void)
{
  return commands;
}

static const SwimCommand *
find_command (const char *name)
{
  const SwimCommand *const *command = commands;

  while (*command != NULL && strcmp ((*command)->name, name) != 0)
    command++;
  return *command;
}

static void
print_help (FILE *file)
{
  fputs ("Usage: swimlane COMMAND [OPTION…] [ARGUMENT…]\n\n"
         "Runs the same I/O job in several concurrency modes and measures what each costs.\n\n"
         "Commands:\n",
         file);
  for (const SwimJobInfo *const *job = swim_jobs_list (); *job != NULL; job++)
    fprintf (file, "  %-10s %s\n", (*job)->name, (*job)->summary);
  for (const SwimCommand *const *command = swim_command_list (); *command != NULL; command++)
    fprintf (file, "  %-10s %s\n", (*command)->name, (*command)->summary);
  fputs ("\nModes:\n", file);
  for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
    fprintf (file, "  %-10s %s\n", (*mode)->name, (*mode)->summary);
  fputs ("\nTo begin: swimlane compare\nOptions of a command: swimlane COMMAND --help\n", file);
}

/* A parent may have left signals blocked or ignored; we decide anew. A closed pipe, and a file that
 * is longer than ulimit -f allows, are errors that the writer sees, not a silent death. */
static void
reset_signals (void)
{
  sigset_t none;

  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN);
}

/* A standard descriptor that is closed would be given to the next file that is opened, and what is
 * printed would go into that. What takes its place can be neither read nor written. */
static gboolean
fill_standard_descriptors (void)
{
  static const int directions[] = { O_WRONLY, O_RDONLY, O_RDONLY };

  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0 && errno == EBADF && open ("/dev/null", directions[fd]) != fd)
      return FALSE;
  return TRUE;
}

/* GLib creates its default proxy resolver even where another one is set: on a desktop one that
 * reads files, talks to the session bus and starts a thread for it. */
static void
ignore_desktop_proxies (void)
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
}

/* The C library gives memory back to the system as soon as 128 KiB at the top of the heap are free.
 * With buffers that live as long as a request, that is with each, and the next one asks for it
 * again, zeroed anew. A program that lives as long as its run can keep it until the end. */
static void
keep_memory (void)
{
#ifdef __GLIBC__
  mallopt (M_TRIM_THRESHOLD, KEPT_BYTES);
  mallopt (M_MMAP_THRESHOLD, MAPPED_BYTES); /* else fixed at 128 KiB by the line above */
#endif
}

static int
print_list (const char *kind)
{
  g_autoptr (GError) error = NULL;

  swim_lists_print (kind, &error);
  return swim_command_fail (error);
}

static int
dispatch (int argc, char **argv)
{
  const SwimCommand *command = find_command (argv[1]);
  const SwimJobInfo *job = swim_jobs_lookup (argv[1]);
  g_autofree char *usage_name = g_strconcat ("swimlane ", argv[1], NULL);

  if (command != NULL || job != NULL)
    g_set_prgname (usage_name);
  if (command != NULL)
    return command->run (argc - 1, argv + 1);
  if (job != NULL)
    return swim_command_run_job (job, argc - 1, argv + 1);
  if (g_strcmp0 (argv[1], "--help") == 0 || g_strcmp0 (argv[1], "-h") == 0)
    print_help (stdout);
  else if (g_strcmp0 (argv[1], "--version") == 0)
    puts ("swimlane " PACKAGE_VERSION);
  else if (g_str_has_prefix (argv[1], "--list="))
    return print_list (argv[1] + strlen ("--list="));
  else
    {
      if (argv[1][0] == '-')
        fprintf (stderr, "swimlane: “%s”: options follow the command: swimlane probe --lab\n",
                 argv[1]);
      else
        fprintf (stderr, "swimlane: there is no command “%s”\n", argv[1]);
      fputs ("Try --help.\n", stderr);
      return SWIM_EXIT_USAGE;
    }
  return SWIM_EXIT_DONE;
}

int
main (int argc, char **argv)
{
  if (!fill_standard_descriptors ())
    return SWIM_EXIT_FAILED;
  swim_inherited_save ();
  g_set_application_name ("swimlane");
  swim_format_use_utf8 ();
  reset_signals ();
  ignore_desktop_proxies ();
  keep_memory ();
  if (argc < 2)
    {
      print_help (stderr);
      return SWIM_EXIT_USAGE;
    }
  return swim_program_end (dispatch (argc, argv));
}
