/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a meter found out about a loop. */
#pragma once

#include <glib-object.h>

#include "base/swim-macros.h"

G_BEGIN_DECLS

/**
 * SwimLoopStall:
 * @start: its beginning, in seconds since the meter was started
 * @seconds: its duration
 * @cause: (nullable): `blocked` in a call, `computing`, `starved` (ready to run, but without a
 *   CPU); %NULL where that was not seen
 * @call: (nullable): the system call in which the thread waited, such as `read`
 * @fd: the descriptor that this call was about, or -1
 * @target: (nullable): what the descriptor was: a path, `pipe`, or `socket to ADDRESS:PORT`
 *
 * A time, as long as the meter's threshold or longer, in which a loop handled no other event. Made
 * by the library only, which may add members at its end.
 *
 * Since: 0.1
 */
typedef struct
{
  double start;
  double seconds;
  const char *cause;
  char *call;
  int fd;
  char *target;
} SwimLoopStall;

/**
 * SwimLoopFigures:
 * @delay_p50: half of the events that arrive at a random moment wait no longer than this for the
 *   loop to turn to them
 * @delay_p99: 99 % of them
 * @delay_p999: 99.9 % of them
 * @delay_max: the longest time in which the loop handled no other event
 * @blocked_seconds: the duration of all stalls together
 * @blocked_fraction: the share of the time that passed in stalls, from 0 to 1
 * @utilization: the share of the time that the loop was not waiting for events, from 0 to 1
 * @iterations: how many times it waited for events
 * @nested_iterations: how many of these were of loops that ran inside a callback
 * @stalls: how many stalls there were
 * @worst_stalls: (element-type SwimLoopStall): the worst 100, in the order of their starts
 *
 * What a meter found out. Times are in seconds. Made by the library only, which may add members at
 * its end.
 *
 * Since: 0.1
 */
typedef struct
{
  double delay_p50;
  double delay_p99;
  double delay_p999;
  double delay_max;
  double blocked_seconds;
  double blocked_fraction;
  double utilization;
  guint64 iterations;
  guint64 nested_iterations;
  guint64 stalls;
  GPtrArray *worst_stalls;
} SwimLoopFigures;

#define SWIM_TYPE_LOOP_STALL (swim_loop_stall_get_type ())
#define SWIM_TYPE_LOOP_FIGURES (swim_loop_figures_get_type ())

SWIM_API GType swim_loop_stall_get_type (void);
SWIM_API SwimLoopStall *swim_loop_stall_copy (const SwimLoopStall *stall);
SWIM_API void swim_loop_stall_free (SwimLoopStall *stall);

SWIM_API GType swim_loop_figures_get_type (void);
SWIM_API SwimLoopFigures *swim_loop_figures_copy (const SwimLoopFigures *figures);
SWIM_API void swim_loop_figures_free (SwimLoopFigures *figures);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimLoopStall, swim_loop_stall_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimLoopFigures, swim_loop_figures_free)

G_END_DECLS
