/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waits for the end of a command that was launched, without looking at it more than is needed, and
 * says what it used. */
#pragma once

#include <gio/gio.h>

#include "exec/launch.h"
#include "loop/usage.h"

G_BEGIN_DECLS

typedef struct
{
  double timeout; /* seconds; 0: none */
  GCancellable *cancellable;
  int output;                   /* a pipe to be emptied; -1: none */
  int messages;                 /* the pipe that is its standard error; -1: none */
  void (*tick) (gpointer data); /* called every now and then; NULL */
  gpointer data;
} SwimExecWait;

typedef enum
{
  SWIM_EXEC_ENDED,     /* by itself */
  SWIM_EXEC_TIMED_OUT, /* by us, since it was too long */
  SWIM_EXEC_CANCELLED, /* by us, since somebody cancelled */
  SWIM_EXEC_STOPPED,   /* by us, since the kernel had stopped it when it used the terminal */
} SwimExecWhy;

typedef struct
{
  SwimExecWhy why;
  int status;       /* as waitpid () has it */
  int stopped;      /* the signal of SWIM_EXEC_STOPPED */
  gboolean goes_on; /* it was to be ended, but is another user's; there is no status */
  double seconds;
  SwimUsageFigures usage;
  GString *messages; /* the last that it wrote to standard error */
} SwimExecEnd;

void swim_exec_wait (const SwimExecChild *child, const SwimExecWait *wait, SwimExecEnd *end);
void swim_exec_end_clear (SwimExecEnd *end);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimExecEnd, swim_exec_end_clear)

G_END_DECLS
