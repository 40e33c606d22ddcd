/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/prepare.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/child-processes.h"
#include "base/messages.h"
#include "base/swim-error.h"

/* How long it has for its end after we asked for it. */
#define GRACE_MS 2000

/* A command that is waited for. */
typedef struct
{
  GSubprocess *shell;
  int pid;
  int messages; /* a file, which what the command leaves behind may still write to */
  GMainContext *context;
  GSource *grace; /* NULL: nobody has asked for its end */
  gboolean done;
  GError *failure;
} Preparing;

static void
preparing_clear (Preparing *self)
{
  if (self->messages >= 0)
    close (self->messages);
  if (self->grace != NULL)
    g_source_destroy (self->grace);
  g_clear_pointer (&self->grace, g_source_unref);
  g_clear_object (&self->shell);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->context, g_main_context_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Preparing, preparing_clear)

/* Sends the signal to a process and to all below it. They have no process group of their own: then
 * they could not ask for a password. */
static void
end_tree (int pid, int signal_number)
{
  g_autoptr (GArray) children = swim_child_processes_list (pid);

  kill (pid, signal_number);
  for (guint i = 0; children != NULL && i < children->len; i++)
    end_tree (g_array_index (children, int, i), signal_number);
}

static gboolean
on_grace_over (gpointer data)
{
  Preparing *self = data;

  if (!self->done)
    end_tree (self->pid, SIGKILL);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Preparing *self = data;

  if (self->done)
    return G_SOURCE_REMOVE;
  end_tree (self->pid, SIGTERM);
  self->grace = g_timeout_source_new (GRACE_MS);
  g_source_set_callback (self->grace, on_grace_over, self, NULL);
  g_source_attach (self->grace, self->context);
  return G_SOURCE_REMOVE;
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  Preparing *self = data;

  g_subprocess_wait_check_finish (self->shell, result, &self->failure);
  self->done = TRUE;
}

static gboolean
open_messages (Preparing *self, GSubprocessLauncher *launcher, GError **error)
{
  self->messages = swim_messages_open ();
  if (self->messages < 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
                   "there is no file for the messages of --prepare: %s", g_strerror (errno));
      return FALSE;
    }
  g_subprocess_launcher_take_stderr_fd (launcher, fcntl (self->messages, F_DUPFD_CLOEXEC, 3));
  return TRUE;
}

static gboolean
start (Preparing *self, const char *command, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  const char *pid;

  if (!open_messages (self, launcher, error))
    return FALSE;
  self->shell = g_subprocess_launcher_spawn (launcher, error, "/bin/sh", "-c", command, NULL);
  if (self->shell == NULL)
    return FALSE;
  pid = g_subprocess_get_identifier (self->shell); /* NULL: it has ended already */
  self->pid = pid != NULL ? (int) g_ascii_strtoll (pid, NULL, 10) : 0;
  return TRUE;
}

static void
wait_for (Preparing *self, GCancellable *cancellable)
{
  GSource *end = cancellable != NULL ? g_cancellable_source_new (cancellable) : NULL;

  if (end != NULL && self->pid > 0)
    {
      g_source_set_callback (end, G_SOURCE_FUNC (on_cancelled), self, NULL);
      g_source_attach (end, self->context);
    }
  g_subprocess_wait_check_async (self->shell, NULL, on_ended, self);
  while (!self->done)
    g_main_context_iteration (self->context, TRUE);
  if (end != NULL)
    {
      g_source_destroy (end);
      g_source_unref (end);
    }
}

/* Runs the command and waits for its end, in which it iterates the thread-default main context.
 * What it leaves behind, such as a server, stays and is not waited for. */
gboolean
swim_prepare_run (const char *command, GCancellable *cancellable, GError **error)
{
  g_auto (Preparing) self = { .messages = -1, .context = g_main_context_ref_thread_default () };
  g_autoptr (GString) messages = NULL;
  g_autofree char *message = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !start (&self, command, error))
    return FALSE;
  wait_for (&self, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (self.failure == NULL)
    return TRUE;
  messages = g_string_new (NULL);
  swim_messages_read_end (self.messages, messages);
  message = swim_messages_dup_last (messages);
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
               "the command given with --prepare failed: %s: %s%s%s", command,
               self.failure->message, message != NULL ? "; its last message was: " : "",
               message != NULL ? message : "");
  return FALSE;
}
