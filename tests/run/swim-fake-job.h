/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A job for tests: it sleeps, blocking or on a timer, and knows what was done with it. */
#pragma once

#include "job/swim-job.h"
#include "run/run-private.h"

G_BEGIN_DECLS

#define SWIM_TYPE_FAKE_JOB (swim_fake_job_get_type ())
G_DECLARE_FINAL_TYPE (SwimFakeJob, swim_fake_job, SWIM, FAKE_JOB, GObject)

/* What its non-blocking form says that it offloads. */
#define SWIM_FAKE_JOB_OFFLOADED "something: a thread"

/* How the job behaves, and what was seen; set and read while no run is going on. */
typedef struct
{
  guint delay_ms; /* of an item; 0: the outcome comes within the call */
  gboolean fail_open;
  gboolean fail_items; /* every item fails with a GError */
  GPtrArray *kept;     /* not NULL: completions are put here instead of being completed */
  gboolean twice;      /* every item completes once more, a turn of the loop later */
  gboolean elsewhere;  /* every item completes in another thread */
  SwimOutcome *shared; /* not NULL: that of every item */
  guint open;          /* how often opened less how often closed */
  guint opened_slots;
  SwimJobForm opened_form;
  int blocking_calls; /* atomic */
  int started_calls;  /* atomic */
  int in_flight;      /* atomic */
  int most_in_flight; /* atomic */
  int slot_clashes;   /* atomic: two items in flight with one slot */
  int calls_on_loop;  /* atomic: blocking calls on the thread that opened the job */
} SwimFakeState;

void swim_fake_job_return_kept (SwimFakeState *state);
SwimJob *swim_fake_job_new (SwimFakeState *state);
SwimRecord *swim_fake_job_execute (SwimRun *run);

G_END_DECLS
