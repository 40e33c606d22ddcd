/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What another thread of this process is doing, from /proc. */
#pragma once

#include "loop/stall.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean known;   /* /proc answered */
  gboolean running; /* on a CPU, or ready to be */
  gint64 syscall;   /* the number of the call it waits in; -1: none */
  guint64 args[2];
  gint64 on_cpu;  /* ns so far; -1: not known */
  gint64 waiting; /* ns so far that it was ready but had no CPU; -1: not known */
} SwimThreadState;

void swim_thread_state_read (int tid, SwimThreadState *state);
void swim_thread_state_describe (const SwimThreadState *state, SwimStall *stall);

G_END_DECLS
