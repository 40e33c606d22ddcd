/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "exec/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/inherited.h"
#include "base/swim-error.h"
#include "exec/launcher.h"

#define LAUNCHER "swimlane-launch"
#define PRELOAD "LD_PRELOAD="

/* Where the launcher may be: of this build, if the program was not installed; else where it was. */
static char *
find_launcher (void)
{
  static const char *const places[] = { "exec", "../exec", "../../src/exec" };
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : g_strdup (".");

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *file = g_build_filename (folder, places[i], LAUNCHER, NULL);

      if (access (file, X_OK) == 0)
        return g_steal_pointer (&file);
    }
  return g_strdup (PKGLIBDIR "/" LAUNCHER);
}

/* Signals are as they were when we were started: the mask, and those ignored. */
static void
set_attributes (posix_spawnattr_t *attributes)
{
  const SwimInherited *inherited = swim_inherited_get ();
  sigset_t blocked;
  sigset_t defaults;

  sigemptyset (&blocked);
  sigfillset (&defaults);
  sigdelset (&defaults, SIGKILL);
  sigdelset (&defaults, SIGSTOP);
  for (int number = 1; inherited != NULL && number < NSIG; number++)
    if (sigismember (&inherited->ignored, number) == 1)
      sigdelset (&defaults, number);
  posix_spawnattr_setsigmask (attributes, inherited != NULL ? &inherited->blocked : &blocked);
  posix_spawnattr_setsigdefault (attributes, &defaults);
  posix_spawnattr_setpgroup (attributes, 0);
  posix_spawnattr_setflags (attributes,
                            POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
}

/* The arguments of the launcher (transfer full). */
static char **
make_arguments (const SwimExecLaunch *launch, int fd)
{
  g_autoptr (GStrvBuilder) arguments = g_strv_builder_new ();
  char number[16];

  g_snprintf (number, sizeof number, "%d", fd);
  g_strv_builder_add_many (arguments, LAUNCHER, number, launch->file, NULL);
  g_strv_builder_addv (arguments, (const char **) launch->argv);
  return g_strv_builder_end (arguments);
}

/* The environment of the launcher (transfer full): what is to be preloaded is for the command. */
static char **
make_environment (const SwimExecLaunch *launch)
{
  char **environment = g_strdupv (launch->environment);

  for (char **entry = environment; *entry != NULL; entry++)
    if (g_str_has_prefix (*entry, PRELOAD))
      {
        char *hidden = g_strconcat (SWIM_LAUNCH_HIDDEN, *entry, NULL);

        g_free (*entry);
        *entry = hidden;
      }
  return environment;
}

/* Starts the launcher, which writes to @fd; 0 or an error number. */
static int
spawn_launcher (const SwimExecLaunch *launch, const char *launcher, int fd, pid_t *pid)
{
  g_auto (GStrv) arguments = make_arguments (launch, STDERR_FILENO + 1);
  g_auto (GStrv) environment = make_environment (launch);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int code;

  posix_spawnattr_init (&attributes);
  set_attributes (&attributes);
  posix_spawn_file_actions_init (&actions);
  for (int i = 0; i < 3; i++)
    posix_spawn_file_actions_adddup2 (&actions, launch->streams[i], i);
  posix_spawn_file_actions_adddup2 (&actions, fd, STDERR_FILENO + 1);
  code = posix_spawn (pid, launcher, &actions, &attributes, arguments, environment);
  posix_spawn_file_actions_destroy (&actions);
  posix_spawnattr_destroy (&attributes);
  return code;
}

static void
reap (pid_t pid)
{
  while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
    ;
}

static gboolean
fail (const char *what, int code, GError **error)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "%s cannot be started: %s", what,
               code == ENOEXEC ? "it is neither a program nor a script that begins with #!"
                               : g_strerror (code));
  return FALSE;
}

/* What the launcher did. */
static gboolean
read_launched (int fd, SwimLaunched *launched)
{
  ssize_t length;

  do
    length = read (fd, launched, sizeof *launched);
  while (length < 0 && errno == EINTR);
  return length == sizeof *launched;
}

/* The caller waits for the child and closes its pidfd. The clock starts before the child is made:
 * that is part of what it costs to run a command; what the launcher itself takes is not. */
gboolean
swim_exec_launch (const SwimExecLaunch *launch, SwimExecChild *child, GError **error)
{
  g_autofree char *launcher = find_launcher ();
  SwimLaunched launched = { .pid = -1 };
  pid_t pid;
  int ends[2];
  int code;

  if (pipe2 (ends, O_CLOEXEC) != 0)
    return fail (launch->file, errno, error);
  code = spawn_launcher (launch, launcher, ends[1], &pid);
  close (ends[1]);
  if (code == 0)
    {
      code = read_launched (ends[0], &launched) ? launched.failure : ECHILD;
      reap (pid);
    }
  close (ends[0]);
  if (launched.pid > 0 && code != 0)
    reap (launched.pid);
  if (code != 0)
    return fail (launched.pid < 0 ? launcher : launch->file, code, error);
  child->pid = launched.pid;
  child->started = launched.started;
  child->pidfd = (int) syscall (SYS_pidfd_open, child->pid, 0);
  return TRUE;
}
