/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A mode: how the calls of a job are made. A mode is one file that describes itself in a
 * constant, and a line in modes.def; the only lookup is here. */
#pragma once

#include "job/swim-job.h"

G_BEGIN_DECLS

typedef struct _SwimFlight SwimFlight; /* an item in flight: see flight.h */
typedef struct _SwimMode SwimMode;

/* What others need to know of a mode, one thing each. */
typedef enum
{
  SWIM_MODE_USES_JOBS = 1 << 0,    /* up to --jobs items are in flight; without it, one */
  SWIM_MODE_USES_LOOPS = 1 << 1,   /* its slots are spread over --loops loops */
  SWIM_MODE_USES_SHARE = 1 << 2,   /* --blocking-share of its items make the blocking call */
  SWIM_MODE_BLOCKS_LOOP = 1 << 3,  /* it makes blocking calls on the loop */
  SWIM_MODE_JOB_OFFLOADS = 1 << 4, /* what the job's non-blocking form offloads, it offloads too */
  /* In a sweep of the share, the first mode with the trait is what the others are compared with: */
  SWIM_MODE_SWEEP_BASELINE = 1 << 5, /* one blocking call after another: from it a benefit counts */
  SWIM_MODE_SWEEP_REFERENCE = 1 << 6, /* no blocking call: what a share of them makes slower */
  /* Where every item is a blocking call in a pool, how that starts: */
  SWIM_MODE_FULL_POOL = 1 << 7,    /* a thread for each slot */
  SWIM_MODE_GROWING_POOL = 1 << 8, /* GLib's own, which has few threads and grows slowly */
} SwimModeTraits;

struct _SwimMode
{
  const char *name;
  const char *summary;   /* for --help: what it is */
  const char *offloaded; /* what it gives to threads of its own, or NULL */
  SwimJobForm form;      /* that all or most items take, and that the job is opened for */
  SwimModeTraits traits;

  /* Makes ready what a program would keep as long as it runs, such as a pool: before the clock
   * starts, but timed by itself. @data is passed to the other functions. Optional. */
  gboolean (*begin) (guint slots, gpointer *data, GError **error);
  /* Launches an item, on the loop of its slot. TRUE if that blocked the loop, which then takes a
   * turn before the next. */
  gboolean (*launch) (SwimFlight *flight, gpointer data);
  /* Called on the same loop with the outcome (transfer full) of an item that swim_flight_start()
   * started, perhaps before that returns; it or something later has to call
   * swim_flight_complete(). Not called for an item that the run no longer waits for. Optional:
   * without it the item is complete. */
  void (*completed) (SwimFlight *flight, SwimOutcome *outcome, gpointer data);
  /* One of the calls that it gave to a thread will not return: another thread takes the place of
   * that one. On the window's loop. A mode with it gets some slots more than are used at once. */
  void (*lost) (gpointer data);
  /* Frees @data, on the loop where it was made, when the run is over and the worker loops have
   * ended; completes what completed() has kept back. Without @wait, calls are still going on that
   * nobody waits for. Optional. */
  void (*end) (gpointer data, gboolean wait);
};

/* The mode of a run that names none. */
#define SWIM_DEFAULT_MODE "async"

const SwimMode *swim_mode_lookup (const char *name);
const SwimMode *const *swim_mode_list (void);

#define SWIM_MODE(name) extern const SwimMode swim_mode_##name;
#include "mode/modes.def"
#undef SWIM_MODE

G_END_DECLS
