/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The private state of a run, for the files that implement it. */
#pragma once

#include "loop/meter.h"
#include "mode/window.h"
#include "run/recorder.h"
#include "run/run-private.h"

G_BEGIN_DECLS

struct _SwimRun
{
  GObject parent;

  char *mode;
  SwimWindowConfig config;
  double stall_seconds;
  double overdue_seconds;
  gboolean keep_outcomes;
  gboolean measured;
  SwimShard shard;
  SwimRunStuckFunc stuck;
  gpointer stuck_data;
  SwimRunSink sink;
  gpointer sink_data;
  GDestroyNotify sink_destroy;

  SwimWindow *window;
  SwimRecorder *recorder;
  SwimMeter *meter; /* NULL where the run is not measured */
  gint64 setup;     /* µs that making ready took */
  gint64 epoch;
  char *id;       /* a UUID */
  gint64 started; /* µs since 1970 */
  gint64 wall;    /* µs; set when finished */
  gboolean finished;

  /* For swim_run_next_async (). */
  gboolean iterated;
  GTask *awaiting;
  GSource *awaiting_cancelled;
  GQueue ready; /* of SwimOutcome */
};

void swim_run_install_properties (GObjectClass *klass);
void swim_run_install_overdue (SwimRunClass *klass);
void swim_run_finish (SwimRun *self);
void swim_run_on_stuck (const SwimItem *item, gboolean aborted, gpointer run);
void swim_run_on_overdue (const char *const *names, gboolean blocking, gpointer run);

G_END_DECLS
