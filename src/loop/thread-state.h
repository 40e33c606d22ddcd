/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What another thread is doing, of this process or of one that we may look into, from /proc. */
#pragma once

#include "loop/stall.h"

G_BEGIN_DECLS

typedef struct
{
  int pid;          /* the process; 0: this one */
  gboolean known;   /* /proc answered */
  gboolean running; /* on a CPU, or ready to be */
  gint64 syscall;   /* the number of the call it waits in; -1: none */
  guint64 args[2];
  guint64 sp; /* its stack pointer and the address where it goes on, while it waits; or 0 */
  guint64 pc;
  gint64 on_cpu;  /* ns so far; -1: not known */
  gint64 waiting; /* ns so far that it was ready but had no CPU; -1: not known */
} SwimThreadState;

const char *swim_syscall_get_name (gint64 number);
void swim_thread_state_read (int pid, int tid, SwimThreadState *state);
char *swim_thread_state_describe_fd (int pid, int fd);
void swim_thread_state_describe (const SwimThreadState *state, SwimStall *stall);

G_END_DECLS
