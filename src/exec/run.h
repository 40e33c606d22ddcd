/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A run of a command, measured: its record is like that of a run of a job with one item. */
#pragma once

#include <gio/gio.h>

#include "exec/command.h"
#include "exec/launch.h"
#include "exec/left.h"
#include "run/record.h"

G_BEGIN_DECLS

/* By what the work of commands is compared. */
typedef enum
{
  SWIM_EXEC_NO_WORK,
  SWIM_EXEC_SAME_OUTPUT,
  SWIM_EXEC_SAME_LINES, /* in any order */
  SWIM_EXEC_SAME_FOLDER,
} SwimExecWork;

/* What holds for all runs. */
typedef struct
{
  gboolean ignore_failure; /* a status other than 0 is as good; a signal is not */
  double timeout;          /* seconds; 0: none */
  double stall;            /* seconds, of loops */
  JsonObject *context;     /* of the machine, for records; NULL: none */
  SwimExecWork work;
  const char *folder; /* of SWIM_EXEC_SAME_FOLDER */
  GStrv environment;  /* what variables are added, NAME=VALUE; NULL: none */
  SwimExecLeft *left; /* NULL: what runs leave behind stays, and may still write messages */
  GCancellable *cancellable;
  SwimExecLauncher *launcher; /* made before @left; NULL: one for each run */
} SwimExecOptions;

typedef struct
{
  SwimRecord *record; /* NULL: it did not end well */
  int exit_code;      /* -1: a signal ended it */
  char *failure;      /* what became of it, in words; NULL: it ended well */
  gboolean timed_out;
  gboolean has_loop; /* one was seen */
} SwimExecResult;

gboolean swim_exec_run (const SwimExecCommand *command,
                        const SwimExecOptions *options,
                        gboolean watched,
                        SwimExecResult *result,
                        GError **error);
void swim_exec_result_clear (SwimExecResult *result);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimExecResult, swim_exec_result_clear)

G_END_DECLS
