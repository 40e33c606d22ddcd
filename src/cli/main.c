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
#include "base/nearest.h"
#include "base/printable.h"
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
  fputs ("Usage: swimlane COMMAND [OPTION…] [ARGUMENT…]\n"
         "       swimlane help [COMMAND]\n"
         "       swimlane --version | --list=KIND\n\n"
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
  fputs ("\nTo begin:\n"
         "  swimlane compare         # what each mode costs, in the lab; a minute or so\n"
         "  swimlane probe --lab     # one job, in one mode\n"
#ifdef HAVE_WATCH
         "  swimlane watch -- PROG   # what blocks the main loops of a program of yours\n"
#endif
         "  swimlane help COMMAND    # its options, and examples\n",
         file);
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

/* The command that was perhaps meant, or NULL. */
static const char *
find_nearest (const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (const SwimJobInfo *const *job = swim_jobs_list (); *job != NULL; job++)
    g_ptr_array_add (names, (gpointer) (*job)->name);
  for (const SwimCommand *const *command = swim_command_list (); *command != NULL; command++)
    g_ptr_array_add (names, (gpointer) (*command)->name);
  g_ptr_array_add (names, NULL);
  return swim_nearest (name, (const char *const *) names->pdata);
}

static int
refuse (const char *name)
{
  const char *nearest = find_nearest (name);
  g_autofree char *shown = swim_printable (name);

  if (name[0] == '-')
    fprintf (stderr, "swimlane: “%s”: options follow the command: swimlane probe --lab\n", shown);
  else if (nearest != NULL)
    fprintf (stderr, "swimlane: there is no command “%s”; did you mean “%s”?\n", shown, nearest);
  else
    fprintf (stderr, "swimlane: there is no command “%s”\n", shown);
  fputs ("Try “swimlane --help”.\n", stderr);
  return SWIM_EXIT_USAGE;
}

/* Runs the command or the job of that name, with its arguments; -1 where there is neither. */
static int
run_command (int argc, char **argv)
{
  const SwimCommand *command = find_command (argv[0]);
  const SwimJobInfo *job = swim_jobs_lookup (argv[0]);
  g_autofree char *usage_name = g_strconcat ("swimlane ", argv[0], NULL);

  if (command == NULL && job == NULL)
    return -1;
  g_set_prgname (usage_name);
  return command != NULL ? command->run (argc, argv) : swim_command_run_job (job, argc, argv);
}

/* help COMMAND…: what COMMAND… --help says. */
static int
show_help_of (char **words)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) owned = NULL;
  g_autofree char **argv = NULL; /* commands move what is in it */
  int status;

  g_strv_builder_addv (builder, (const char **) words);
  g_strv_builder_add (builder, "--help");
  owned = g_strv_builder_end (builder);
  argv = g_memdup2 (owned, (g_strv_length (owned) + 1) * sizeof *argv);
  status = run_command ((int) g_strv_length (owned), argv);
  return status >= 0 ? status : refuse (words[0]);
}

static gboolean
is_one_of (const char *word, const char *one, const char *other)
{
  return strcmp (word, one) == 0 || strcmp (word, other) == 0;
}

static int
dispatch (int argc, char **argv)
{
  const char *word = argv[1];
  int status = run_command (argc - 1, argv + 1);

  if (status >= 0)
    return status;
  if (strcmp (word, "help") == 0 && argc > 2)
    return show_help_of (argv + 2);
  if (strcmp (word, "help") == 0 || is_one_of (word, "--help", "-h"))
    print_help (stdout);
  else if (is_one_of (word, "--version", "-V"))
    puts ("swimlane " PACKAGE_VERSION);
  else if (strcmp (word, "--list") == 0)
    return print_list ("lists");
  else if (g_str_has_prefix (word, "--list="))
    return print_list (word + strlen ("--list="));
  else
    return refuse (word);
  return SWIM_EXIT_DONE;
}

int
main (int argc, char **argv)
{
  if (!fill_standard_descriptors ())
    return SWIM_EXIT_FAILED;
  swim_inherited_save ();
  g_set_application_name ("swimlane");
  g_set_prgname ("swimlane");
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
