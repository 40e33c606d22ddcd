/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The way of a request through its attempts: when the next one may be made, by the permit of its
 * host, the pause that the host asked for, the backoff and the rate limit; and the two forms, which
 * differ in how they wait for that. */
#include "config.h"

#include "base/hash.h"
#include "net/http/request.h"

#define REQUEST_OF(member, pointer) \
  ((SwimHttpRequest *) ((char *) (pointer) -G_STRUCT_OFFSET (SwimHttpRequest, member)))

/* What a blocked thread sleeps on. */
struct _SwimHttpWait
{
  GMutex lock;
  GCond cond;
  gboolean woken;
};

/* What may be asked at once is limited by name and port. */
static guint64
get_host_id (GUri *uri)
{
  const char *name = g_uri_get_host (uri);
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return swim_hash_string (lower, (guint64) g_uri_get_port (uri));
}

static gint64
acquire_permit (SwimHttpRequest *self)
{
  SwimHttpSchedule *schedule = &self->schedule;
  SwimEntry entry = self->result.tries > 0 ? SWIM_ENTRY_FIRST : SWIM_ENTRY_LAST;

  schedule->has_permit = TRUE;
  self->exchange.host = get_host_id (self->exchange.uri);
  return swim_host_limiter_acquire (self->http->limits->hosts, &schedule->permit,
                                    self->exchange.host,
                                    schedule->bypass ? SWIM_ENTRY_BYPASS : entry);
}

/* Once, though the request may be lost and its thread come back at the same time. */
void
swim_http_release_permit (SwimHttpRequest *self)
{
  if (g_atomic_int_compare_and_exchange (&self->schedule.has_permit, TRUE, FALSE))
    swim_host_limiter_release (self->http->limits->hosts, &self->schedule.permit);
}

/* When the attempt may be made; G_MAXINT64 while the permit is waited for. The pause is looked at
 * after each wait, since another item may have learnt of one, and the rate after the pause, so that
 * no token is taken long before its use. A redirect continues a request that was let through, and
 * does not wait for a pause. */
static gint64
find_due (SwimHttpRequest *self, gint64 now)
{
  SwimHttpSchedule *schedule = &self->schedule;
  SwimHttpLimits *limits = self->http->limits;
  gint64 due;

  if (schedule->not_before_us > now)
    return schedule->not_before_us;
  due = schedule->has_permit ? swim_host_limiter_get_due (limits->hosts, &schedule->permit)
                             : acquire_permit (self);
  if (due > now && (due == G_MAXINT64 || schedule->next != SWIM_HTTP_NEXT_REDIRECT))
    return due;
  if (limits->rate != NULL && schedule->token_us == 0)
    schedule->token_us = swim_rate_take (limits->rate, 1, now);
  return schedule->token_us;
}

/* An attempt begins. That others were before it is not the item's fault, so its time in all begins
 * with the first. */
static void
start_clocks (SwimHttpRequest *self, gint64 now)
{
  if (self->sink->since_us == 0)
    {
      self->sink->since_us = now;
      swim_deadline_start_clock (&self->deadline, SWIM_LIMIT_TOTAL, now);
    }
  swim_deadline_start_clock (&self->deadline, SWIM_LIMIT_CONNECT, now);
  swim_deadline_start_clock (&self->deadline, SWIM_LIMIT_STALL, now);
}

/* It is over. The waits between attempts are ours. */
static void
stop_clocks (SwimHttpRequest *self)
{
  swim_deadline_stop_clock (&self->deadline, SWIM_LIMIT_CONNECT);
  swim_deadline_stop_clock (&self->deadline, SWIM_LIMIT_STALL);
}

/* The same request once more. */
static void
prepare_retry (SwimHttpRequest *self)
{
  g_free (self->detail_before);
  self->detail_before = g_steal_pointer (&self->result.detail);
  self->status_before = self->result.status;
  swim_http_request_prepare (self, g_uri_ref (self->exchange.uri));
}

/* TRUE: the next attempt is to be made now. Else this is to be called again when it is due, or
 * earlier when the permit was acquired or the item cancelled. */
static gboolean
step (SwimHttpRequest *self, gint64 *due)
{
  SwimHttpSchedule *schedule = &self->schedule;
  gint64 now = g_get_monotonic_time ();

  *due = find_due (self, now);
  if (*due > now)
    return FALSE;
  start_clocks (self, now);
  if (schedule->next == SWIM_HTTP_NEXT_RETRY || schedule->next == SWIM_HTTP_NEXT_RESTART)
    prepare_retry (self);
  if (schedule->next != SWIM_HTTP_NEXT_REDIRECT)
    self->result.tries++;
  schedule->next = SWIM_HTTP_NEXT_NONE;
  schedule->token_us = 0;
  schedule->sent_us = now;
  self->state = SWIM_HTTP_ON_WIRE;
  return TRUE;
}

/* After an attempt: TRUE where there is to be one more, to be waited for by
 * step(). Backoff holds no permit. */
static gboolean
schedule_next (SwimHttpRequest *self)
{
  stop_clocks (self);
  if (self->pause_seconds > 0)
    swim_http_pause_host (self);
  swim_http_release_permit (self);
  if (self->location != NULL)
    {
      swim_http_request_prepare (self, g_steal_pointer (&self->location));
      self->schedule.next = SWIM_HTTP_NEXT_REDIRECT;
    }
  else if (self->schedule.next != SWIM_HTTP_NEXT_RESTART
           && (self->result.status == SWIM_STATUS_OK || !swim_http_schedule_retry (self)))
    return FALSE;
  self->state = swim_http_may_go_on (self) ? SWIM_HTTP_WAITING : SWIM_HTTP_CANCELLED;
  return self->state == SWIM_HTTP_WAITING;
}

static void
wake (SwimHttpWait *wait)
{
  g_mutex_lock (&wait->lock);
  wait->woken = TRUE;
  g_cond_signal (&wait->cond);
  g_mutex_unlock (&wait->lock);
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  wake (data);
}

/* Until that time, G_MAXINT64 for ever, or until woken or cancelled. */
static void
sleep_until (SwimHttpRequest *self, gint64 due)
{
  SwimHttpWait *wait = self->wait;
  gulong handler =
      g_cancellable_connect (self->exchange.cancellable, G_CALLBACK (on_cancelled), wait, NULL);

  g_mutex_lock (&wait->lock);
  while (!wait->woken)
    if (due == G_MAXINT64)
      g_cond_wait (&wait->cond, &wait->lock);
    else if (!g_cond_wait_until (&wait->cond, &wait->lock, due))
      break;
  wait->woken = FALSE;
  g_mutex_unlock (&wait->lock);
  g_cancellable_disconnect (self->exchange.cancellable, handler);
}

/* Any thread, at any time, also just after the request has begun to wait. */
static void
on_acquired (SwimPermit *permit)
{
  SwimHttpRequest *self = REQUEST_OF (schedule.permit, permit);

  if (self->wait != NULL)
    wake (self->wait);
  else
    swim_timers_set (self->http->timers, &self->timer, 0);
}

gboolean
swim_http_wait_for_pace (SwimHttpRequest *self, gint64 due)
{
  swim_deadline_stop_clock (&self->deadline, SWIM_LIMIT_STALL);
  if (self->wait == NULL)
    {
      self->state = SWIM_HTTP_PACED;
      swim_timers_set (self->http->timers, &self->timer, due);
      return TRUE;
    }
  sleep_until (self, due);
  swim_deadline_start_clock (&self->deadline, SWIM_LIMIT_STALL, g_get_monotonic_time ());
  return FALSE;
}

/* FALSE: the item's time is up, or the run cancelled, before its turn. */
static gboolean
wait_for_turn (SwimHttpRequest *self)
{
  gint64 due;

  while (!step (self, &due))
    {
      sleep_until (self, due);
      if (!g_cancellable_is_cancelled (self->exchange.cancellable) || swim_http_may_go_on (self))
        continue;
      self->state = SWIM_HTTP_CANCELLED;
      return FALSE;
    }
  return TRUE;
}

/* The item is over. A cancellable that was cancelled, or is about to be, is of no further use. The
 * sink is told, and takes over what is left in the block. */
static void
finish (SwimHttpRequest *self)
{
  SwimDeadlineEnd end = swim_deadlines_end (self->form->deadlines, &self->deadline);
  GCancellable **cancellable = &self->form->cancellables[self->slot];

  swim_http_release_permit (self);
  if (self->timer.set) /* by no other thread any more, as no permit can be acquired */
    swim_timers_clear (self->http->timers, &self->timer);
  if (end != SWIM_DEADLINE_PENDING || g_cancellable_is_cancelled (*cancellable))
    g_clear_object (cancellable);
  if (self->result.status != SWIM_STATUS_OK || self->state == SWIM_HTTP_CANCELLED)
    swim_http_take_failure (self, end);
  swim_http_meter_finish (swim_http_request_get_meter (self), &self->metered);
  swim_http_request_clear_attempt (self);
  swim_http_fields_clear (&self->fields);
  g_free (self->detail_before);
  self->sink->request = NULL;
  self->sink->done (self->sink, &self->result, self->block, self->block_used);
  swim_http_resume_clear (&self->resume);
}

void
swim_http_perform (SwimHttp *http,
                   guint slot,
                   const char *url,
                   const SwimPartialFile *part,
                   GCancellable *run,
                   SwimHttpSink *sink)
{
  SwimHttpForm *form = &http->blocking;
  SwimHttpWait wait = { .woken = FALSE };
  SwimHttpRequest self;
  gboolean more = swim_http_request_init (&self, http, form, slot, url, part, sink);

  g_mutex_init (&wait.lock);
  g_cond_init (&wait.cond);
  self.wait = &wait;
  self.schedule.permit.acquired = on_acquired;
  self.deadline.stuck = swim_http_on_stuck_blocking;
  self.schedule.bypass = g_main_context_is_owner (http->context);
  swim_deadline_start_clock (&self.deadline, SWIM_LIMIT_TOTAL, sink->since_us);
  swim_deadlines_begin (form->deadlines, &self.deadline, self.exchange.cancellable, run);
  while (more && wait_for_turn (&self))
    {
      http->client->perform (form->client, &self.exchange);
      more = schedule_next (&self);
    }
  finish (&self);
  g_cond_clear (&wait.cond);
  g_mutex_clear (&wait.lock);
}

/* The non-blocking form. */
static void
end (SwimHttpRequest *self)
{
  finish (self);
  g_free (self);
}

/* Makes the next attempt when it is due. */
static void
proceed (SwimHttpRequest *self)
{
  gint64 due;

  if (step (self, &due))
    self->http->client->start (self->form->client, &self->exchange);
  else if (due != G_MAXINT64)
    swim_timers_set (self->http->timers, &self->timer, due);
}

void
swim_http_continue (SwimHttpRequest *self)
{
  if (self->state != SWIM_HTTP_STOPPED && schedule_next (self))
    proceed (self);
  else
    end (self);
}

static void
read_on (SwimHttpRequest *self)
{
  self->state = SWIM_HTTP_ON_WIRE;
  swim_deadline_start_clock (&self->deadline, SWIM_LIMIT_STALL, g_get_monotonic_time ());
  self->http->client->resume (self->form->client, &self->exchange);
}

static void
on_timer_expired (SwimTimer *timer)
{
  SwimHttpRequest *self = REQUEST_OF (timer, timer);

  if (self->state == SWIM_HTTP_WAITING)
    proceed (self);
  else if (self->state == SWIM_HTTP_PACED)
    read_on (self);
}

static void
on_deadline_fired (SwimDeadline *deadline)
{
  SwimHttpRequest *self = REQUEST_OF (deadline, deadline);

  if (self->state == SWIM_HTTP_WAITING)
    {
      self->state = SWIM_HTTP_CANCELLED;
      end (self);
    }
  else if (self->state != SWIM_HTTP_STOPPED)
    self->http->client->cancel (self->form->client, &self->exchange);
}

void
swim_http_start (SwimHttp *http,
                 guint slot,
                 const char *url,
                 const SwimPartialFile *part,
                 GCancellable *run,
                 SwimHttpSink *sink)
{
  SwimHttpForm *form = &http->async;
  SwimHttpRequest *self = g_new (SwimHttpRequest, 1);
  gboolean valid = swim_http_request_init (self, http, form, slot, url, part, sink);

  sink->request = self;
  self->schedule.permit.acquired = on_acquired;
  self->timer.expired = on_timer_expired;
  self->deadline.fired = on_deadline_fired;
  self->deadline.stuck = swim_http_on_stuck;
  self->deadline.loop_stuck = swim_http_on_stuck_blocking;
  swim_deadline_start_clock (&self->deadline, SWIM_LIMIT_TOTAL, sink->since_us);
  swim_deadlines_begin (form->deadlines, &self->deadline, self->exchange.cancellable, run);
  if (valid)
    proceed (self);
  else
    end (self);
}

void
swim_http_resume (SwimHttpSink *sink)
{
  if (sink->request != NULL && sink->request->state == SWIM_HTTP_HELD)
    read_on (sink->request);
}

void
swim_http_stop (SwimHttpSink *sink)
{
  SwimHttpRequest *self = sink->request;
  gboolean waiting;

  if (self == NULL || self->state == SWIM_HTTP_STOPPED)
    return;
  waiting = self->state == SWIM_HTTP_WAITING;
  self->state = SWIM_HTTP_STOPPED;
  swim_http_request_set (self, SWIM_STATUS_IO_ERROR, "the body could not be stored");
  if (waiting)
    {
      end (self);
      return;
    }
  swim_deadlines_hurry (self->form->deadlines, &self->deadline);
  self->http->client->cancel (self->form->client, &self->exchange);
}
