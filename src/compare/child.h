/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A run in a process of its own: heap, threads, connections and peak memory start from zero. */
#pragma once

#include "run/record.h"

G_BEGIN_DECLS

/* The result of a child process. */
typedef struct
{
  int exit_code;      /* -1 where a signal ended it */
  SwimRecord *record; /* NULL where it wrote none */
  char *message;      /* what it wrote to standard error, trimmed */
} SwimChildResult;

/* Where and how a child runs. */
typedef struct
{
  const char *scratch; /* where its folder is made; NULL: where temporary files are */
  gboolean stay;       /* it keeps our working directory, and its folder holds the record alone */
  /* Called with the lines that it wrote to standard error, where it is still there a second later.
   * Optional. */
  void (*on_stderr) (const char *lines, gpointer data);
  gpointer data;
  const char *mode; /* NULL: that of its arguments */
} SwimChildSetup;

gboolean swim_child_run (const char *const *argv,
                         const SwimChildSetup *setup,
                         GCancellable *cancellable,
                         SwimChildResult *result,
                         GError **error);
void swim_child_result_clear (SwimChildResult *result);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimChildResult, swim_child_result_clear)

G_END_DECLS
