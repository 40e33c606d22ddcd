/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The registers and the stack of a thread of another process. */
#pragma once

#include <glib.h>

#include "loop/thread-state.h"
#include "preload/python.h"

G_BEGIN_DECLS

/* How much of a stack is copied at most. */
#define SWIM_SNAPSHOT_BYTES (128 * 1024)
#define SWIM_SNAPSHOT_REGISTERS 33

typedef struct
{
  guint64 pc;
  guint64 sp;
  gboolean has_registers;                     /* and not only these two */
  guint64 registers[SWIM_SNAPSHOT_REGISTERS]; /* by their DWARF numbers */
  guint64 start;                              /* of the memory that was copied */
  gsize length;
  gint64 held_ns; /* how long the thread was stopped */
  const SwimPythonLayout
      *layout;    /* of the Python whose frames are read, too; NULL: there is none */
  guint64 python; /* the state of the thread in it, or 0 */
  SwimPythonFrame scripts[SWIM_WATCH_SCRIPT_FRAMES]; /* these frames */
  guint n_scripts;
  guint8 memory[SWIM_SNAPSHOT_BYTES];
} SwimSnapshot;

gboolean swim_snapshot_take_waiting (SwimSnapshot *snapshot,
                                     int pid,
                                     int tid,
                                     const SwimThreadState *state,
                                     guint64 stack_end);
char *swim_snapshot_take_running (SwimSnapshot *snapshot,
                                  int pid,
                                  int tid,
                                  guint64 stack_end,
                                  const int *cancelled);
gboolean swim_snapshot_read (const SwimSnapshot *snapshot, guint64 address, guint64 *word);

G_END_DECLS
