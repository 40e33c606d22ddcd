/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "exec/streams.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/messages.h"
#include "base/out-file.h"
#include "base/swim-error.h"
#include "exec/files.h"

/* So that much output does not wake us for each page; the kernel may refuse it. */
#define LARGE_PIPE (1 << 20)

static gboolean
fail (GError **error, const char *what, const char *path)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "%s %s cannot be opened: %s", what, path,
               g_strerror (errno));
  return FALSE;
}

static gboolean
open_null (int *fd, GError **error)
{
  *fd = open ("/dev/null", O_WRONLY | O_CLOEXEC);
  return *fd >= 0 || fail (error, "the device", "/dev/null");
}

/* Reading our end never blocks: what a run leaves behind may hold the other for ever. */
static gboolean
open_pipe (int *ours, int *of_child, GError **error)
{
  int ends[2];

  if (pipe2 (ends, O_CLOEXEC) != 0)
    return fail (error, "a pipe", "to the command");
  *ours = ends[0];
  *of_child = ends[1];
  fcntl (*ours, F_SETFL, O_NONBLOCK);
  return TRUE;
}

static gboolean
duplicate (int *fd, int from, GError **error)
{
  *fd = fcntl (from, F_DUPFD_CLOEXEC, 3);
  return *fd >= 0 || fail (error, "a standard stream", "of ours");
}

/* Cancelled here, it is as if the run had been. */
static gboolean
open_output_file (int *fd, const char *path, GCancellable *cancellable, GError **error)
{
  *fd = swim_out_file_open (path, O_CREAT | O_TRUNC, cancellable);
  if (*fd < 0 && !g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "the output %s cannot be written: %s", path,
                 swim_out_file_explain (errno));
  return *fd >= 0;
}

static gboolean
open_output (SwimExecStreams *self,
             const SwimExecCommand *command,
             int capture,
             GCancellable *cancellable,
             GError **error)
{
  int *fd = &self->of_child[STDOUT_FILENO];

  if (capture >= 0)
    return duplicate (fd, capture, error);
  switch (command->output)
    {
    case SWIM_EXEC_PIPE:
      if (!open_pipe (&self->output, fd, error))
        return FALSE;
      fcntl (*fd, F_SETPIPE_SZ, LARGE_PIPE);
      return TRUE;
    case SWIM_EXEC_INHERIT:
      return duplicate (fd, STDOUT_FILENO, error);
    case SWIM_EXEC_FILE:
      return open_output_file (fd, command->output_path, cancellable, error);
    default:
      return open_null (fd, error);
    }
}

static gboolean
open_messages (int *ours, int *of_child, GError **error)
{
  *ours = swim_messages_open ();
  if (*ours < 0)
    return fail (error, "a file", "for the messages of the command");
  return duplicate (of_child, *ours, error);
}

/* Anew for each run. A preparation may have put something else in its place. */
static gboolean
open_input (int *fd, const SwimExecCommand *command, GError **error)
{
  const char *path = command->input != NULL ? command->input : "/dev/null";

  *fd = swim_exec_open_input (path, error);
  if (*fd < 0)
    g_prefix_error (error, "the input %s cannot be read: ", path);
  return *fd >= 0;
}

/* Of standard error a pipe, or a file, has the last lines, which say why a command failed. */
gboolean
swim_exec_streams_open (SwimExecStreams *self,
                        const SwimExecCommand *command,
                        int capture,
                        gboolean outlived,
                        GCancellable *cancellable,
                        GError **error)
{
  int *errors = &self->of_child[STDERR_FILENO];

  *self = (SwimExecStreams) SWIM_EXEC_NO_STREAMS;
  if (!open_input (&self->of_child[STDIN_FILENO], command, error)
      || !open_output (self, command, capture, cancellable, error))
    return FALSE;
  if (command->output == SWIM_EXEC_INHERIT)
    return duplicate (errors, STDERR_FILENO, error);
  return outlived ? open_messages (&self->file, errors, error)
                  : open_pipe (&self->messages, errors, error);
}

/* Adds the last that the command wrote to standard error, where that is a file. */
void
swim_exec_streams_read_file (const SwimExecStreams *self, GString *messages)
{
  if (self->file >= 0)
    swim_messages_read_end (self->file, messages);
}

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

/* Once the command has them. */
void
swim_exec_streams_close_of_child (SwimExecStreams *self)
{
  for (int i = 0; i < 3; i++)
    close_fd (&self->of_child[i]);
}

void
swim_exec_streams_clear (SwimExecStreams *self)
{
  swim_exec_streams_close_of_child (self);
  close_fd (&self->output);
  close_fd (&self->messages);
  close_fd (&self->file);
}
