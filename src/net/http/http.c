/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all requests of a run share, and the two forms of a request, which differ in how they
 * wait. */
#include "config.h"

#include "net/http/request.h"

#define PIECES_A_SECOND 20 /* of bodies whose rate is limited: enough to look like a flow */

/* What a blocked thread sleeps on. */
struct _SwimHttpWait
{
  GMutex lock;
  GCond cond;
  gboolean woken;
};

static SwimHttpRequest *
request_of_permit (SwimPermit *permit)
{
  return (SwimHttpRequest *) ((char *) permit - G_STRUCT_OFFSET (SwimHttpRequest, schedule.permit));
}

static SwimHttpRequest *
request_of_timer (SwimTimer *timer)
{
  return (SwimHttpRequest *) ((char *) timer - G_STRUCT_OFFSET (SwimHttpRequest, timer));
}

static SwimHttpRequest *
request_of_deadline (SwimDeadline *deadline)
{
  return (SwimHttpRequest *) ((char *) deadline - G_STRUCT_OFFSET (SwimHttpRequest, deadline));
}

static void
init_form (SwimHttpForm *form, SwimHttp *http, GMainContext *context)
{
  const SwimHttpClientConfig config = {
    .proxies = http->policy.proxies,
    .trusted = http->policy.trusted,
    .check_address = http->policy.no_local,
    .slots = http->slots,
    .context = context,
  };

  form->client = http->client->new (&config);
  form->deadlines = swim_deadlines_new (http->policy.timeout, context);
  form->cancellables = g_new0 (GCancellable *, http->slots);
}

static void
clear_form (SwimHttpForm *form, SwimHttp *http)
{
  swim_deadlines_free (form->deadlines);
  http->client->free (form->client);
  for (guint i = 0; i < http->slots; i++)
    g_clear_object (&form->cancellables[i]);
  g_free (form->cancellables);
}

SwimHttpLimits *
swim_http_limits_new (guint per_host, double rate, guint64 bytes)
{
  SwimHttpLimits *limits = g_new0 (SwimHttpLimits, 1);

  g_atomic_ref_count_init (&limits->refs);
  limits->hosts = swim_host_limiter_new (per_host);
  if (rate > 0)
    limits->rate = swim_rate_new (rate);
  limits->piece = G_MAXSIZE;
  if (bytes > 0)
    {
      limits->bytes = swim_rate_new ((double) bytes);
      limits->piece = (gsize) MAX (bytes / PIECES_A_SECOND, 1);
    }
  return limits;
}

SwimHttpLimits *
swim_http_limits_ref (SwimHttpLimits *limits)
{
  g_atomic_ref_count_inc (&limits->refs);
  return limits;
}

void
swim_http_limits_unref (SwimHttpLimits *limits)
{
  if (!g_atomic_ref_count_dec (&limits->refs))
    return;
  g_clear_pointer (&limits->rate, swim_rate_free);
  g_clear_pointer (&limits->bytes, swim_rate_free);
  swim_host_limiter_free (limits->hosts);
  g_free (limits);
}

SwimHttp *
swim_http_new (const SwimHttpPolicy *policy,
               SwimHttpLimits *limits,
               guint slots,
               GMainContext *context)
{
  SwimHttp *http = g_new0 (SwimHttp, 1);

  http->policy = *policy;
  http->client = policy->client != NULL ? policy->client : swim_http_clients_list ()[0];
  http->context = g_main_context_ref (context);
  http->slots = slots;
  http->limits = swim_http_limits_ref (limits);
  http->timers = swim_timers_new (context);
  init_form (&http->blocking, http, NULL);
  init_form (&http->async, http, context);
  return http;
}

void
swim_http_free (SwimHttp *http)
{
  clear_form (&http->blocking, http);
  clear_form (&http->async, http);
  swim_timers_free (http->timers);
  swim_http_limits_unref (http->limits);
  g_main_context_unref (http->context);
  g_free (http);
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

/* Until that time, G_MAXINT64 for ever, or until woken. */
static void
sleep_until (SwimHttpWait *wait, gint64 due)
{
  g_mutex_lock (&wait->lock);
  while (!wait->woken)
    if (due == G_MAXINT64)
      g_cond_wait (&wait->cond, &wait->lock);
    else if (!g_cond_wait_until (&wait->cond, &wait->lock, due))
      break;
  wait->woken = FALSE;
  g_mutex_unlock (&wait->lock);
}

/* Any thread, at any time, also just after the request has begun to wait. */
static void
on_acquired (SwimPermit *permit)
{
  SwimHttpRequest *self = request_of_permit (permit);

  if (self->wait != NULL)
    wake (self->wait);
  else
    swim_timers_set (self->http->timers, &self->timer, 0);
}

gboolean
swim_http_wait_for_pace (SwimHttpRequest *self, gint64 due)
{
  gulong handler;

  if (self->wait == NULL)
    {
      self->state = SWIM_HTTP_PACED;
      swim_timers_set (self->http->timers, &self->timer, due);
      return TRUE;
    }
  handler = g_cancellable_connect (self->exchange.cancellable, G_CALLBACK (on_cancelled),
                                   self->wait, NULL);
  sleep_until (self->wait, due);
  g_cancellable_disconnect (self->exchange.cancellable, handler);
  return FALSE;
}

/* FALSE: the item's time is up, or the run cancelled, before its turn. */
static gboolean
wait_for_turn (SwimHttpRequest *self)
{
  gboolean turn;
  gulong handler;
  gint64 due;

  if (swim_http_schedule_step (self, &due))
    return TRUE;
  handler = g_cancellable_connect (self->exchange.cancellable, G_CALLBACK (on_cancelled),
                                   self->wait, NULL);
  do
    {
      sleep_until (self->wait, due);
      if (g_cancellable_is_cancelled (self->exchange.cancellable))
        self->state = SWIM_HTTP_CANCELLED;
      turn = self->state != SWIM_HTTP_CANCELLED && swim_http_schedule_step (self, &due);
    }
  while (!turn && self->state != SWIM_HTTP_CANCELLED);
  g_cancellable_disconnect (self->exchange.cancellable, handler);
  return turn;
}

/* The sink is told, and takes over what is left in the block. */
static void
finish (SwimHttpRequest *self)
{
  swim_http_request_finish (self);
  if (self->wait == NULL) /* and no permit can be acquired any more */
    swim_timers_clear (self->http->timers, &self->timer);
  self->sink->request = NULL;
  self->sink->done (self->sink, &self->result, self->block, self->block_used);
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
  self.schedule.bypass = g_main_context_is_owner (http->context);
  swim_deadlines_begin (form->deadlines, &self.deadline, self.exchange.cancellable, run);
  while (more && wait_for_turn (&self))
    {
      http->client->perform (form->client, &self.exchange);
      more = swim_http_schedule_next (&self);
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

  if (swim_http_schedule_step (self, &due))
    self->http->client->start (self->form->client, &self->exchange);
  else if (due != G_MAXINT64)
    swim_timers_set (self->http->timers, &self->timer, due);
}

void
swim_http_continue (SwimHttpRequest *self)
{
  if (self->state != SWIM_HTTP_STOPPED && swim_http_schedule_next (self))
    proceed (self);
  else
    end (self);
}

static void
read_on (SwimHttpRequest *self)
{
  self->state = SWIM_HTTP_ON_WIRE;
  self->http->client->resume (self->form->client, &self->exchange);
}

static void
on_timer_expired (SwimTimer *timer)
{
  SwimHttpRequest *self = request_of_timer (timer);

  if (self->state == SWIM_HTTP_WAITING)
    proceed (self);
  else if (self->state == SWIM_HTTP_PACED)
    read_on (self);
}

static void
on_deadline_fired (SwimDeadline *deadline)
{
  SwimHttpRequest *self = request_of_deadline (deadline);

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
    end (self);
  else
    self->http->client->cancel (self->form->client, &self->exchange);
}
