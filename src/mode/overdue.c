/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How long a window waits for what does not come back: a blocking call that nothing can end, or a
 * completion that a job never returns. While the run goes on, it says so; once that is cancelled,
 * it gives them up. */
#include "config.h"

#include "mode/window-private.h"

/* How long after the run was cancelled its calls are waited for at the least. Nearly all of them
 * obey at once; getaddrinfo() cannot. */
#define GRACE_MS 1000
/* On the window's own loop, what is in flight comes down one by one, which may take longer. It is
 * given up when for so long nothing did. */
#define TICK_MS 250

static void
give_up_all (SwimWindow *self, gboolean only_elsewhere)
{
  for (guint i = 0; i < self->slots; i++)
    {
      SwimFlight *flight = &self->flights[i];
      gboolean elsewhere = flight->loop != NULL || flight->pooled;

      if (flight->item != NULL && !flight->given_up && (elsewhere || !only_elsewhere))
        swim_flight_give_up (flight);
    }
}

/* Ends what is in flight as cancelled, for a thread that is not the loop's: if that is inside a
 * blocking call, which it then never returns from. FALSE: it is not, and will end the run
 * itself. */
gboolean
swim_window_abort_from_thread (SwimWindow *self)
{
  if (!g_atomic_int_compare_and_exchange (&self->call, SWIM_CALL_RUNNING, SWIM_CALL_ABORTED))
    return FALSE;
  give_up_all (self, FALSE);
  return TRUE;
}

/* Whether a call goes on that nobody waits for, and so the job with it. */
gboolean
swim_window_has_given_up (SwimWindow *self)
{
  return self->n_given_up > 0;
}

/* Whoever had the window does not wait for what is in flight, nor want its outcomes. */
void
swim_window_abandon (SwimWindow *self)
{
  for (guint i = 0; i < self->slots; i++)
    if (self->flights[i].item != NULL && !self->flights[i].given_up)
      swim_flight_abandon (&self->flights[i]);
}

static gboolean
on_grace_tick (gpointer data)
{
  SwimWindow *self = data;
  gboolean landing = self->n_landed != self->n_landed_seen;

  self->n_landed_seen = self->n_landed;
  if (++self->grace_ticks < GRACE_MS / TICK_MS)
    return G_SOURCE_CONTINUE;
  give_up_all (self, landing);
  swim_window_wake (self);
  return landing ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static GSource *
add_timer (SwimWindow *self, guint ms, GSourceFunc func)
{
  GSource *timer = g_timeout_source_new (ms);

  g_source_set_callback (timer, func, self, NULL);
  g_source_attach (timer, self->context);
  return timer;
}

/* What is in flight is called off by the job, which has the same cancellable. */
static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  SwimWindow *self = data;

  self->ended = TRUE;
  self->n_landed_seen = self->n_landed;
  self->grace = add_timer (self, TICK_MS, on_grace_tick);
  swim_window_wake (self);
  return G_SOURCE_REMOVE;
}

/* The flight that has been up for the longest, or NULL. */
static const SwimFlight *
find_longest (SwimWindow *self)
{
  const SwimFlight *longest = NULL;

  for (guint i = 0; i < self->slots; i++)
    if (self->flights[i].item != NULL
        && (longest == NULL || self->flights[i].submitted < longest->submitted))
      longest = &self->flights[i];
  return longest;
}

/* The names of what is in flight, ended by NULL (transfer full). */
static char **
list_in_flight (SwimWindow *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < self->slots; i++)
    if (self->flights[i].item != NULL)
      g_strv_builder_add (names, self->flights[i].item->name);
  return g_strv_builder_end (names);
}

static gboolean
on_overdue (gpointer data)
{
  SwimWindow *self = data;
  const SwimFlight *longest = find_longest (self);
  gint64 now = swim_window_since_epoch (self);
  gint64 due =
      self->config.overdue_us + (longest != NULL ? MAX (longest->submitted, self->landed_at) : now);
  g_auto (GStrv) names = NULL;

  if (longest == NULL || now < due)
    {
      g_source_set_ready_time (self->overdue, self->epoch + due);
      return G_SOURCE_CONTINUE;
    }
  names = list_in_flight (self);
  self->config.overdue ((const char *const *) names, longest->pooled, self->config.data);
  return G_SOURCE_REMOVE;
}

static void
watch_overdue (SwimWindow *self)
{
  if (self->config.overdue_us <= 0)
    return;
  self->overdue = g_timeout_source_new (0);
  g_source_set_ready_time (self->overdue, self->epoch + self->config.overdue_us);
  g_source_set_callback (self->overdue, on_overdue, self, NULL);
  g_source_attach (self->overdue, self->context);
}

/* Begins to watch, on the window's loop, for what does not come back, and for the end. */
void
swim_window_watch (SwimWindow *self)
{
  watch_overdue (self);
  if (self->config.cancellable == NULL)
    return;
  self->cancelled = g_cancellable_source_new (self->config.cancellable);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancelled, self->context);
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
swim_window_watch_end (SwimWindow *self)
{
  clear_source (&self->cancelled);
  clear_source (&self->grace);
  clear_source (&self->overdue);
}
