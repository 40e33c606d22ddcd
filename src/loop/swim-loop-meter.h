/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public face of measuring a loop: a program watches a main context of its own. */
#pragma once

#include <glib-object.h>

#include "loop/swim-loop-figures.h"

G_BEGIN_DECLS

/**
 * SwimLoopMeter:
 *
 * Measures how long a main context of the program keeps events waiting: exactly, by the times at
 * which the context begins and ends to wait for events, not by samples. `swimlane watch` does the
 * same for a program from outside, and also tells from where a call was made; the meter is for a
 * program that watches itself while it is in use, and logs or counts its stalls.
 *
 * It costs two readings of the clock in each turn of the loop and a thread that looks at the loop
 * four times within a threshold, but not more often than each 0.1 ms and not less often than each
 * 10 ms. During a stall that thread reads from `/proc` what the loop's thread is doing.
 *
 * The properties `context` and `stall-seconds` are the arguments of swim_loop_meter_new().
 *
 * Since: 0.1
 */
#define SWIM_TYPE_LOOP_METER (swim_loop_meter_get_type ())
SWIM_API
G_DECLARE_FINAL_TYPE (SwimLoopMeter, swim_loop_meter, SWIM, LOOP_METER, GObject)

SWIM_API SwimLoopMeter *swim_loop_meter_new (GMainContext *context, double stall_seconds);
SWIM_API gboolean swim_loop_meter_start (SwimLoopMeter *meter, GError **error);
SWIM_API void swim_loop_meter_stop (SwimLoopMeter *meter);
SWIM_API SwimLoopFigures *swim_loop_meter_get_figures (SwimLoopMeter *meter);

G_END_DECLS
