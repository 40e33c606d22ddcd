/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "exec/streams.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/swim-error.h"

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
open_file (int *fd, const char *what, const char *path, int flags, GError **error)
{
  *fd = open (path, flags | O_CLOEXEC | O_NOCTTY, 0666);
  return *fd >= 0 || fail (error, what, path);
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

static gboolean
open_output (SwimExecStreams *self, const SwimExecCommand *command, int capture, GError **error)
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
      return open_file (fd, "the file for the output", command->output_path,
                        O_WRONLY | O_CREAT | O_TRUNC, error);
    default:
      return open_file (fd, "the device", "/dev/null", O_WRONLY, error);
    }
}

/* Of standard error a pipe has the last lines, which say why a command failed. */
gboolean
swim_exec_streams_open (SwimExecStreams *self,
                        const SwimExecCommand *command,
                        int capture,
                        GError **error)
{
  const char *input = command->input != NULL ? command->input : "/dev/null";

  *self = (SwimExecStreams){ { -1, -1, -1 }, -1, -1 };
  if (!open_file (&self->of_child[STDIN_FILENO], "the input", input, O_RDONLY, error)
      || !open_output (self, command, capture, error))
    return FALSE;
  if (command->output == SWIM_EXEC_INHERIT)
    return duplicate (&self->of_child[STDERR_FILENO], STDERR_FILENO, error);
  return open_pipe (&self->messages, &self->of_child[STDERR_FILENO], error);
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
}
