/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The standard streams of one run of a command. */
#pragma once

#include <gio/gio.h>

#include "exec/command.h"

G_BEGIN_DECLS

typedef struct
{
  int of_child[3];
  int output;   /* our end of its standard output, where that is a pipe, else -1 */
  int messages; /* our end of its standard error, likewise */
  int file;     /* what its standard error is instead, where that may outlive it, else -1 */
} SwimExecStreams;

#define SWIM_EXEC_NO_STREAMS \
  { \
    { -1, -1, -1 }, -1, -1, -1 \
  }

/* @capture is a file that is to have the standard output; -1: it goes where the command says.
 * @outlived is whether what the command leaves behind stays, and so may write later. */
gboolean swim_exec_streams_open (SwimExecStreams *streams,
                                 const SwimExecCommand *command,
                                 int capture,
                                 gboolean outlived,
                                 GCancellable *cancellable,
                                 GError **error);
void swim_exec_streams_read_file (const SwimExecStreams *streams, GString *messages);
void swim_exec_streams_close_of_child (SwimExecStreams *streams);
void swim_exec_streams_clear (SwimExecStreams *streams);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimExecStreams, swim_exec_streams_clear)

G_END_DECLS
