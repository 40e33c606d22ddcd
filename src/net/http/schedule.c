/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* When a request may make its next attempt, and whether there is one: the permit of its host, the
 * pause that the host asked for, the rate limit, retries and their backoff. The forms do the
 * waiting. */
#include "config.h"

#include "base/hash.h"
#include "net/http/request.h"

#define FIRST_BACKOFF_US \
  (200 * 1000) /* at most, before the second attempt; doubled for each more */
#define LONGEST_BACKOFF_US (10 * 1000000)
#define LONGEST_PAUSE 60 /* seconds that a host may ask for */

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
  SwimEntry entry = schedule->clock == SWIM_CLOCK_RUNNING ? SWIM_ENTRY_FIRST : SWIM_ENTRY_LAST;

  schedule->has_permit = TRUE;
  self->exchange.host = get_host_id (self->exchange.uri);
  return swim_host_limiter_acquire (self->http->limits->hosts, &schedule->permit,
                                    self->exchange.host,
                                    schedule->bypass ? SWIM_ENTRY_BYPASS : entry);
}

static void
release_permit (SwimHttpRequest *self)
{
  swim_host_limiter_release (self->http->limits->hosts, &self->schedule.permit);
  self->schedule.has_permit = FALSE;
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
  if (due > now && (due == G_MAXINT64 || schedule->next != SWIM_NEXT_REDIRECT))
    return due;
  if (limits->rate != NULL && schedule->token_us == 0)
    schedule->token_us = swim_rate_take (limits->rate, now);
  return schedule->token_us;
}

/* That others were before it is not the item's fault. */
static void
stop_clock (SwimHttpRequest *self)
{
  if (self->schedule.clock != SWIM_CLOCK_NEW)
    return;
  self->schedule.clock = SWIM_CLOCK_STOPPED;
  swim_deadlines_stop (self->form->deadlines, &self->deadline);
}

static void
run_clock (SwimHttpRequest *self)
{
  if (self->schedule.clock == SWIM_CLOCK_STOPPED)
    swim_deadlines_restart (self->form->deadlines, &self->deadline);
  self->schedule.clock = SWIM_CLOCK_RUNNING;
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
gboolean
swim_http_schedule_step (SwimHttpRequest *self, gint64 *due)
{
  SwimHttpSchedule *schedule = &self->schedule;
  gint64 now = g_get_monotonic_time ();

  *due = find_due (self, now);
  if (*due > now)
    {
      stop_clock (self);
      return FALSE;
    }
  run_clock (self);
  if (schedule->next == SWIM_NEXT_RETRY || schedule->next == SWIM_NEXT_RESTART)
    prepare_retry (self);
  if (schedule->next != SWIM_NEXT_REDIRECT)
    self->result.tries++;
  schedule->next = SWIM_NEXT_NONE;
  schedule->token_us = 0;
  schedule->sent_us = now;
  self->state = SWIM_HTTP_ON_WIRE;
  return TRUE;
}

G_GNUC_PRINTF (2, 3)
static void
add_detail (SwimHttpRequest *self, const char *format, ...)
{
  g_autofree char *before = self->result.detail;
  g_autofree char *more = NULL;
  va_list args;

  va_start (args, format);
  more = g_strdup_vprintf (format, args);
  va_end (args);
  self->result.detail = g_strconcat (before != NULL ? before : "", more, NULL);
}

/* Whether the same request may succeed another time. */
gboolean
swim_http_result_is_transient (const SwimHttpResult *result)
{
  switch (result->status)
    {
    case SWIM_STATUS_REFUSED:
    case SWIM_STATUS_TRUNCATED:
    case SWIM_STATUS_TIMEOUT: /* of an attempt: that of the item cancels */
    case SWIM_STATUS_SERVER_ERROR:
      return TRUE;
    case SWIM_STATUS_CLIENT_ERROR:
      return result->http_status == 408 || result->http_status == 429;
    default:
      return FALSE;
    }
}

/* Nobody asks the host again before the pause that it asked for, up to what we let any host ask,
 * whether this item is retried or not. */
static void
pause_host (SwimHttpRequest *self)
{
  if (!swim_http_result_is_transient (&self->result))
    self->pause_seconds = 0;
  if (self->pause_seconds > 0)
    swim_host_limiter_pause (self->http->limits->hosts, &self->schedule.permit,
                             g_get_monotonic_time ()
                                 + MIN (self->pause_seconds, LONGEST_PAUSE) * G_USEC_PER_SEC);
}

/* Exponential, and random as a whole, so that items that failed together do not come back
 * together; by the run's seed, so that they do the same in every mode. */
static gint64
get_backoff (SwimHttpRequest *self)
{
  g_autofree char *url = g_uri_to_string (self->exchange.uri);
  guint64 hash =
      swim_hash_number (self->result.tries, swim_hash_string (url, self->http->policy.seed));
  guint doublings = MIN (self->result.tries - 1, 16);
  gint64 most = MIN ((gint64) FIRST_BACKOFF_US << doublings, LONGEST_BACKOFF_US);

  return (gint64) (swim_hash_to_unit (hash) * (double) most);
}

static gboolean
schedule_retry (SwimHttpRequest *self)
{
  gint64 expiry = swim_deadlines_get_expiry (self->form->deadlines, &self->deadline);
  gint64 due = g_get_monotonic_time ();

  if (!swim_http_result_is_transient (&self->result)
      || self->result.tries > self->http->policy.retries)
    return FALSE;
  due += MAX (get_backoff (self), MIN (self->pause_seconds, LONGEST_PAUSE) * G_USEC_PER_SEC);
  if (due >= expiry)
    {
      if (self->pause_seconds > 0)
        add_detail (self, "; it asks to come back in %" G_GINT64_FORMAT " s, when the time is up",
                    self->pause_seconds);
      return FALSE;
    }
  if (swim_deadlines_get_end (self->form->deadlines, &self->deadline) != SWIM_DEADLINE_PENDING)
    {
      self->state = SWIM_HTTP_CANCELLED;
      return FALSE;
    }
  self->schedule.not_before_us = due;
  self->schedule.next = SWIM_NEXT_RETRY;
  return TRUE;
}

/* After an attempt: TRUE where there is to be one more, to be waited for by
 * swim_http_schedule_step(). Backoff holds no permit. */
gboolean
swim_http_schedule_next (SwimHttpRequest *self)
{
  pause_host (self);
  release_permit (self);
  if (self->location != NULL)
    {
      swim_http_request_prepare (self, g_steal_pointer (&self->location));
      self->schedule.next = SWIM_NEXT_REDIRECT;
    }
  else if (self->schedule.next != SWIM_NEXT_RESTART && !schedule_retry (self))
    return FALSE;
  self->state = SWIM_HTTP_WAITING;
  return TRUE;
}

/* The deadline ended the item's last attempt, or the wait before it. What became of the attempt
 * before says more, and does not depend on how far this one has come. */
static void
take_expiry (SwimHttpRequest *self)
{
  if (self->schedule.next == SWIM_NEXT_RETRY || self->schedule.next == SWIM_NEXT_RESTART)
    add_detail (self, "; the time is up before another try");
  else if (self->detail_before == NULL)
    swim_http_request_set (self, SWIM_STATUS_TIMEOUT, "not done within %g s",
                           self->http->policy.timeout / 1e6);
  else
    swim_http_request_set (self, self->status_before, "%s; the time is up in try %u",
                           self->detail_before, self->result.tries);
}

/* The item is over. A cancellable that was cancelled, or is about to be, is of no further use. */
void
swim_http_schedule_end (SwimHttpRequest *self)
{
  SwimDeadlineEnd end = swim_deadlines_end (self->form->deadlines, &self->deadline);
  GCancellable **cancellable = &self->form->cancellables[self->slot];

  release_permit (self);
  if (end != SWIM_DEADLINE_PENDING || g_cancellable_is_cancelled (*cancellable))
    g_clear_object (cancellable);
  if (self->state != SWIM_HTTP_FAILED && self->state != SWIM_HTTP_CANCELLED)
    end = SWIM_DEADLINE_PENDING; /* it came too late to change the result */
  if (end == SWIM_DEADLINE_CANCELLED)
    swim_http_request_set (self, SWIM_STATUS_CANCELLED, "cancelled");
  else if (end == SWIM_DEADLINE_EXPIRED)
    take_expiry (self);
  if (self->result.status != SWIM_STATUS_OK && self->result.tries > 1)
    add_detail (self, "; tried %u times", self->result.tries);
}
