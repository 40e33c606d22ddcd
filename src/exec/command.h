/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A command that is compared with others: what is started, with which streams, and what is run
 * around it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where the standard output of a command goes. */
typedef enum
{
  SWIM_EXEC_DISCARD, /* /dev/null */
  SWIM_EXEC_PIPE,    /* a pipe that is emptied, and what comes is thrown away */
  SWIM_EXEC_INHERIT, /* where ours goes */
  SWIM_EXEC_FILE,    /* a file, written anew by each run */
} SwimExecOutput;

/* The shell commands around the runs of a command. */
typedef enum
{
  SWIM_EXEC_SETUP,    /* once, before its first run */
  SWIM_EXEC_PREPARE,  /* before each run */
  SWIM_EXEC_CONCLUDE, /* after each run */
  SWIM_EXEC_CLEANUP,  /* once, after its last run */
  SWIM_EXEC_N_HOOKS,
} SwimExecHook;

typedef struct
{
  char *name; /* what it is called in reports */
  char *text; /* as it was given */
  GStrv argv;
  char *file;  /* that is started */
  char *input; /* the file that it reads; NULL: nothing */
  SwimExecOutput output;
  char *output_path;              /* of SWIM_EXEC_FILE */
  char *hooks[SWIM_EXEC_N_HOOKS]; /* for the shell; NULL: none */
  char *parameter;                /* that is varied, and its value here; NULL: none is */
  char *value;
  char *template; /* its name before the value was put in; NULL likewise */
} SwimExecCommand;

SwimExecCommand *swim_exec_command_new (const char *text, gboolean shell, GError **error);
void swim_exec_command_free (SwimExecCommand *command);
gboolean swim_exec_command_set_input (SwimExecCommand *command, const char *input, GError **error);
void swim_exec_command_set_output (SwimExecCommand *command, const char *output);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimExecCommand, swim_exec_command_free)

G_END_DECLS
