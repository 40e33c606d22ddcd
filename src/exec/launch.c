/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "exec/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/inherited.h"
#include "base/swim-error.h"
#include "exec/launcher.h"

#define LAUNCHER "swimlane-launch"

struct _SwimExecLauncher
{
  pid_t pid;
  int fd; /* our end of the socket */
};

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
  return g_strdup (PKGLIBEXECDIR "/" LAUNCHER);
}

static const char *
explain (const char *what, int code)
{
  if (code == ENOEXEC)
    return "it is neither a program nor a script that begins with #!";
  if (code == ENOENT && access (what, F_OK) == 0)
    return "the program that its first line names after #! is not there (does the line end with a "
           "carriage return?), or its loader";
  return g_strerror (code);
}

static gboolean
fail (const char *what, int code, GError **error)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "%s cannot be started: %s", what,
               explain (what, code));
  return FALSE;
}

static void
reap (pid_t pid)
{
  while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
    ;
}

/* Starts the launcher, with @fd as its standard input; 0 or an error number. Commands inherit
 * signals from it, and nothing else: so it needs no environment. */
static int
spawn_launcher (const char *file, int fd, pid_t *pid)
{
  char *arguments[] = { (char *) LAUNCHER, NULL };
  char *environment[] = { NULL };
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int code;

  posix_spawnattr_init (&attributes);
  posix_spawnattr_setpgroup (&attributes, 0);
  swim_inherited_set_signals (&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_adddup2 (&actions, fd, STDIN_FILENO);
  code = posix_spawn (pid, file, &actions, &attributes, arguments, environment);
  posix_spawn_file_actions_destroy (&actions);
  posix_spawnattr_destroy (&attributes);
  return code;
}

SwimExecLauncher *
swim_exec_launcher_new (GError **error)
{
  g_autofree char *file = find_launcher ();
  SwimExecLauncher *self;
  pid_t pid;
  int ends[2];
  int code;

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    {
      fail (file, errno, error);
      return NULL;
    }
  code = spawn_launcher (file, ends[1], &pid);
  close (ends[1]);
  if (code != 0)
    {
      close (ends[0]);
      fail (file, code, error);
      return NULL;
    }
  self = g_new (SwimExecLauncher, 1);
  *self = (SwimExecLauncher){ pid, ends[0] };
  return self;
}

/* The launcher ends when our end of the socket is closed. */
void
swim_exec_launcher_free (SwimExecLauncher *self)
{
  if (self == NULL)
    return;
  close (self->fd);
  reap (self->pid);
  g_free (self);
}

static void
add_strings (GByteArray *bytes, char **strings)
{
  for (; *strings != NULL; strings++)
    g_byte_array_append (bytes, (const guint8 *) *strings, (guint) strlen (*strings) + 1);
}

static gboolean
send_head (int fd, const SwimLaunchRequest *request, const int *streams)
{
  union
  {
    char bytes[CMSG_SPACE (SWIM_LAUNCH_STREAMS * sizeof (int))];
    struct cmsghdr header;
  } control = { { 0 } };
  struct iovec part = { (void *) request, sizeof *request };
  struct msghdr message = { .msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = control.bytes,
                            .msg_controllen = sizeof control.bytes };
  struct cmsghdr *header = CMSG_FIRSTHDR (&message);

  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN (SWIM_LAUNCH_STREAMS * sizeof (int));
  memcpy (CMSG_DATA (header), streams, SWIM_LAUNCH_STREAMS * sizeof (int));
  return sendmsg (fd, &message, MSG_NOSIGNAL) == sizeof *request;
}

static gboolean
send_all (int fd, const guint8 *bytes, gsize length)
{
  while (length > 0)
    {
      ssize_t sent = send (fd, bytes, length, MSG_NOSIGNAL);

      if (sent < 0 && errno == EINTR)
        continue;
      if (sent <= 0)
        return FALSE;
      bytes += sent;
      length -= (gsize) sent;
    }
  return TRUE;
}

/* Asks for a command and reads what became of it. */
static gboolean
ask (const SwimExecLauncher *self, const SwimExecLaunch *launch, SwimLaunched *launched)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  SwimLaunchRequest request = { .arguments = g_strv_length (launch->argv),
                                .variables = g_strv_length (launch->environment) };
  ssize_t length;

  g_byte_array_append (bytes, (const guint8 *) launch->file, (guint) strlen (launch->file) + 1);
  add_strings (bytes, launch->argv);
  add_strings (bytes, launch->environment);
  request.bytes = bytes->len;
  if (!send_head (self->fd, &request, launch->streams)
      || !send_all (self->fd, bytes->data, bytes->len))
    return FALSE;
  do
    length = recv (self->fd, launched, sizeof *launched, MSG_WAITALL);
  while (length < 0 && errno == EINTR);
  return length == sizeof *launched;
}

/* Without its pidfd nobody would see that it has ended. */
static gboolean
give_up (const SwimExecLaunch *launch, pid_t pid, GError **error)
{
  int code = errno;

  kill (-pid, SIGKILL);
  reap (pid);
  return fail (launch->file, code, error);
}

/* The caller waits for the child and closes its pidfd. The clock starts before the child is made:
 * that is part of what it costs to run a command; what the launcher itself takes is not. */
gboolean
swim_exec_launch (SwimExecLauncher *self,
                  const SwimExecLaunch *launch,
                  SwimExecChild *child,
                  GError **error)
{
  SwimLaunched launched = { .pid = -1 };

  if (!ask (self, launch, &launched))
    return fail (LAUNCHER, EPIPE, error);
  if (launched.failure != 0)
    {
      if (launched.pid > 0)
        reap (launched.pid);
      return fail (launch->file, launched.failure, error);
    }
  child->pid = launched.pid;
  child->started = launched.started;
  child->pidfd = (int) syscall (SYS_pidfd_open, child->pid, 0);
  return child->pidfd >= 0 || give_up (launch, child->pid, error);
}
