/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tests/run/swim-fake-job.h"

#define MOST_SLOTS 4096

struct _SwimFakeJob
{
  GObject parent;
  SwimFakeState *state;
  GThread *loop_thread;
  int slots[MOST_SLOTS];
};

static void swim_fake_job_iface_init (SwimJobInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SwimFakeJob,
                               swim_fake_job,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SWIM_TYPE_JOB, swim_fake_job_iface_init))

static void
swim_fake_job_class_init (SwimFakeJobClass *klass)
{
}

static void
swim_fake_job_init (SwimFakeJob *self)
{
}

static gboolean
fake_open (SwimJob *job, guint slots, SwimJobForm form, GError **error)
{
  SwimFakeJob *self = SWIM_FAKE_JOB (job);

  if (self->state->fail_open)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "cannot be opened");
      return FALSE;
    }
  self->state->open++;
  self->state->opened_slots = slots;
  self->state->opened_form = form;
  self->loop_thread = g_thread_self ();
  return TRUE;
}

static void
fake_close (SwimJob *job)
{
  SWIM_FAKE_JOB (job)->state->open--;
}

static void
enter (SwimFakeJob *self, const SwimItem *item)
{
  int now = g_atomic_int_add (&self->state->in_flight, 1) + 1;
  int most;

  do
    most = g_atomic_int_get (&self->state->most_in_flight);
  while (now > most
         && !g_atomic_int_compare_and_exchange (&self->state->most_in_flight, most, now));
  if (g_atomic_int_add (&self->slots[item->slot], 1) != 0)
    g_atomic_int_inc (&self->state->slot_clashes);
}

static void
leave (SwimFakeJob *self, guint slot)
{
  g_atomic_int_add (&self->slots[slot], -1);
  g_atomic_int_add (&self->state->in_flight, -1);
}

static SwimOutcome *
make_outcome (SwimFakeJob *self, GCancellable *cancellable, GError **error)
{
  SwimOutcome *outcome;

  if (g_cancellable_is_cancelled (cancellable))
    return swim_outcome_new (SWIM_STATUS_CANCELLED, NULL);
  if (self->state->fail_items)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "too slow");
      return NULL;
    }
  if (self->state->shared != NULL)
    return swim_outcome_ref (self->state->shared);
  outcome = swim_outcome_new (SWIM_STATUS_OK, NULL);
  outcome->bytes = 1;
  return outcome;
}

static SwimOutcome *
fake_run (SwimJob *job, const SwimItem *item, GCancellable *cancellable, GError **error)
{
  SwimFakeJob *self = SWIM_FAKE_JOB (job);
  SwimOutcome *outcome;

  g_atomic_int_inc (&self->state->blocking_calls);
  if (g_thread_self () == self->loop_thread)
    g_atomic_int_inc (&self->state->calls_on_loop);
  enter (self, item);
  if (self->state->delay_ms > 0)
    g_usleep (self->state->delay_ms * 1000);
  outcome = make_outcome (self, cancellable, error);
  leave (self, item->slot);
  return outcome;
}

typedef struct
{
  SwimFakeJob *job;
  guint slot;
  GCancellable *cancellable;
  SwimCompletion *completion;
} Pending;

/* The mistake of a job that has two ends on one of its paths. */
static gboolean
on_once_more (gpointer completion)
{
  swim_completion_complete (completion, swim_outcome_new (SWIM_STATUS_TIMEOUT, NULL));
  return G_SOURCE_REMOVE;
}

static gboolean
on_delay (gpointer data)
{
  Pending *pending = data;
  g_autoptr (GError) error = NULL;
  SwimOutcome *outcome = make_outcome (pending->job, pending->cancellable, &error);

  leave (pending->job, pending->slot);
  if (pending->job->state->twice)
    g_idle_add_full (G_PRIORITY_DEFAULT, on_once_more, pending->completion, NULL);
  swim_completion_complete (pending->completion,
                            outcome != NULL ? outcome : swim_outcome_new_from_error (error));
  g_free (pending);
  return G_SOURCE_REMOVE;
}

static gpointer
return_elsewhere (gpointer data)
{
  on_delay (data);
  return NULL;
}

/* Completes the completions that were kept. */
void
swim_fake_job_return_kept (SwimFakeState *state)
{
  for (guint i = 0; i < state->kept->len; i++)
    on_delay (g_ptr_array_index (state->kept, i));
  g_ptr_array_set_size (state->kept, 0);
}

static void
fake_start (SwimJob *job,
            const SwimItem *item,
            GCancellable *cancellable,
            SwimCompletion *completion)
{
  SwimFakeJob *self = SWIM_FAKE_JOB (job);
  Pending *pending = g_new0 (Pending, 1);

  g_atomic_int_inc (&self->state->started_calls);
  enter (self, item);
  pending->job = self;
  pending->slot = item->slot;
  pending->cancellable = cancellable;
  pending->completion = completion;
  if (self->state->kept != NULL)
    g_ptr_array_add (self->state->kept, pending);
  else if (self->state->elsewhere)
    g_thread_join (g_thread_new ("elsewhere", return_elsewhere, pending));
  else if (self->state->delay_ms > 0)
    {
      g_autoptr (GSource) timer = g_timeout_source_new (self->state->delay_ms);

      g_source_set_callback (timer, on_delay, pending, NULL);
      g_source_attach (timer, g_main_context_get_thread_default ());
    }
  else
    on_delay (pending);
}

static const char *const *
fake_get_offloaded (SwimJob *job)
{
  static const char *const parts[] = { SWIM_FAKE_JOB_OFFLOADED, NULL };

  return parts;
}

static SwimJob *
fake_copy (SwimJob *job)
{
  return swim_fake_job_new (SWIM_FAKE_JOB (job)->state);
}

static void
swim_fake_job_iface_init (SwimJobInterface *iface)
{
  iface->copy = fake_copy;
  iface->get_offloaded = fake_get_offloaded;
  iface->open = fake_open;
  iface->close = fake_close;
  iface->run = fake_run;
  iface->start = fake_start;
}

/* A job that behaves as the state says; the state outlives it. */
SwimJob *
swim_fake_job_new (SwimFakeState *state)
{
  SwimFakeJob *self = g_object_new (SWIM_TYPE_FAKE_JOB, NULL);

  self->state = state;
  return SWIM_JOB (self);
}

/* A run of such a job, from its beginning to its end; what became of it. */
SwimRecord *
swim_fake_job_execute (SwimRun *run)
{
  GError *error = NULL;

  swim_run_execute (run, &error);
  g_assert_no_error (error);
  return swim_run_make_record (run, "fake");
}
