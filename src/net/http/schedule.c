/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* When an request may send its next request, and whether there is one: its permit at the host, the
 * pause that the host asked for, the limit of rate, and the tries. The forms do the waiting. */
#include "config.h"

#include "base/hash.h"
#include "net/http/http-private.h"
#include "net/http/retry-after.h"

#define FIRST_BACKOFF (200 * 1000) /* µs; the most before the second try, doubled for each more */
#define LONGEST_BACKOFF (10 * 1000000) /* µs */
#define LONGEST_PAUSE 60               /* seconds that a host may ask for */

/* A host in the sense of what may be asked of it at once: a name and a port. */
static guint64
get_host_id (GUri *uri)
{
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);

  return swim_hash_string (host, (guint64) g_uri_get_port (uri));
}

static gint64
enter_host (SwimHttpRequest *self)
{
  SwimEntry entry = self->begun ? SWIM_ENTRY_FIRST : SWIM_ENTRY_LAST;

  self->has_permit = TRUE;
  self->host = get_host_id (self->uri);
  return swim_host_limiter_acquire (self->http->limits->hosts, self->permit, self->host,
                                    self->passes ? SWIM_ENTRY_BYPASS : entry);
}

/* From when on the request may be sent; G_MAXINT64 while it stands in line. The pause is looked at
 * after each wait, since another item may have learnt of one, and the rate after the pause, so that
 * no token is taken long before its use. One that was sent here by an answer is the rest of a
 * request that was let through, and does not wait for a pause. */
static gint64
find_due (SwimHttpRequest *self, gint64 now)
{
  SwimHttp *http = self->http;
  gint64 due;

  if (self->not_before > now)
    return self->not_before;
  due = self->has_permit ? swim_host_limiter_get_due (http->limits->hosts, self->permit)
                         : enter_host (self);
  if (due > now && (due == G_MAXINT64 || !self->hops))
    return due;
  if (http->limits->rate != NULL && self->token == 0)
    self->token = swim_rate_take (http->limits->rate, now);
  return self->token;
}

/* The time of an item runs from its first request on: that others were before it is not its
 * fault. */
static void
stop_clock (SwimHttpRequest *self)
{
  if (self->begun || self->stood)
    return;
  self->stood = TRUE;
  swim_deadlines_stop (self->form->deadlines, &self->deadline);
}

static void
begin (SwimHttpRequest *self)
{
  if (self->stood && !self->begun)
    swim_deadlines_restart (self->form->deadlines, &self->deadline);
  self->begun = TRUE;
  if (self->again)
    swim_http_request_renew (self);
  if (self->again || self->result.tries == 0)
    self->result.tries++;
  self->again = self->hops = FALSE;
  self->token = 0;
  self->lane = swim_http_lanes_take (self->form->lanes, self->host);
}

/* A step towards the next request: TRUE when it is to be sent now. Else the step is to be taken
 * again when it is due, or when its permit was acquired or its cancellable cancelled before. */
gboolean
swim_http_request_step (SwimHttpRequest *self, gint64 *due)
{
  gint64 now = g_get_monotonic_time ();

  *due = find_due (self, now);
  if (*due > now)
    {
      stop_clock (self);
      return FALSE;
    }
  begin (self);
  self->sent = now;
  return TRUE;
}

/* After bytes were read: when to go on, in µs of the monotonic clock, 0 for at once. */
gint64
swim_http_request_pace (SwimHttpRequest *self, gsize length)
{
  SwimRate *bytes = self->http->limits->bytes;
  gint64 now, due;

  if (bytes == NULL)
    return 0;
  now = g_get_monotonic_time ();
  due = swim_rate_take_many (bytes, length, now);
  return due > now ? due : 0;
}

/* The waiting is over since the cancellable was cancelled. */
void
swim_http_request_give_up (SwimHttpRequest *self)
{
  self->given_up = TRUE;
}

static void
leave_host (SwimHttpRequest *self)
{
  swim_host_limiter_release (self->http->limits->hosts, self->permit);
  self->has_permit = FALSE;
}

static void
leave_lane (SwimHttpRequest *self)
{
  if (self->lane != NULL)
    swim_http_lanes_give_back (self->form->lanes, self->lane);
  self->lane = NULL;
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

/* Whether the same request may well go better another time. */
static gboolean
is_transient (const SwimHttpResult *result)
{
  switch (result->status)
    {
    case SWIM_STATUS_REFUSED:
    case SWIM_STATUS_TRUNCATED:
    case SWIM_STATUS_TIMEOUT: /* of a try: that of the item cancels */
    case SWIM_STATUS_SERVER_ERROR:
      return TRUE;
    case SWIM_STATUS_CLIENT_ERROR:
      return result->http_status == SOUP_STATUS_REQUEST_TIMEOUT || result->http_status == 429;
    default:
      return FALSE;
    }
}

/* How long the server asks to be left alone, in seconds, 0 where it does not. The host is left
 * alone so long, though never longer than we let any server ask, whether this item is tried again
 * or not. */
static gint64
take_pause (SwimHttpRequest *self)
{
  const char *text;
  gint64 seconds = 0;

  if (!self->answered || !is_transient (&self->result))
    return 0;
  text = soup_message_headers_get_one (soup_message_get_response_headers (self->message),
                                       "Retry-After");
  if (!swim_retry_after_parse (text, g_get_real_time () / G_USEC_PER_SEC, &seconds) || seconds == 0)
    return 0;
  swim_host_limiter_pause (self->http->limits->hosts, self->permit,
                           g_get_monotonic_time () + MIN (seconds, LONGEST_PAUSE) * G_USEC_PER_SEC);
  return seconds;
}

/* Exponential, with all of it left to chance, so that items that failed together do not come back
 * together; the chance is the run's, so that they do the same in every mode. */
static gint64
get_backoff (SwimHttpRequest *self)
{
  g_autofree char *url = g_uri_to_string (self->uri);
  guint64 hash =
      swim_hash_number (self->result.tries, swim_hash_string (url, self->http->policy.seed));
  guint doublings = MIN (self->result.tries - 1, 16);
  gint64 most = MIN ((gint64) FIRST_BACKOFF << doublings, LONGEST_BACKOFF);

  return (gint64) (swim_hash_to_unit (hash) * (double) most);
}

static gboolean
try_again (SwimHttpRequest *self, gint64 pause)
{
  gint64 expiry = swim_deadlines_get_expiry (self->form->deadlines, &self->deadline);
  gint64 due = g_get_monotonic_time ();

  if (self->afresh)
    {
      self->afresh = FALSE;
      self->again = TRUE;
      return TRUE;
    }
  if (!is_transient (&self->result) || self->result.tries > self->http->policy.retries)
    return FALSE;
  due += MAX (get_backoff (self), MIN (pause, LONGEST_PAUSE) * G_USEC_PER_SEC);
  if (due >= expiry)
    {
      if (pause > 0)
        add_detail (self, "; it asks to come back in %" G_GINT64_FORMAT " s, when the time is up",
                    pause);
      return FALSE;
    }
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      swim_http_request_give_up (self);
      return FALSE;
    }
  self->not_before = due;
  self->again = TRUE;
  return TRUE;
}

/* After an answer, or the lack of one: TRUE where there is one more request, to be waited for with
 * swim_http_request_step(). Whoever waits before another try holds up nobody else. */
gboolean
swim_http_request_go_on (SwimHttpRequest *self)
{
  gint64 pause;

  leave_lane (self);
  pause = take_pause (self);
  leave_host (self);
  return swim_http_request_follow (self) || try_again (self, pause);
}

/* The deadline has cut the item's last try, or the wait before it, short. What became of the try
 * before says more, and does not depend on how far this one has come. */
static void
take_expiry (SwimHttpRequest *self)
{
  if (self->again)
    {
      add_detail (self, "; the time is up before another try");
      return;
    }
  if (self->before == NULL)
    {
      swim_http_request_set (self, SWIM_STATUS_TIMEOUT, "not done within %g s",
                             self->http->policy.timeout / 1e6);
      return;
    }
  swim_http_request_set (self, self->status_before, "%s; the time is up in try %u", self->before,
                         self->result.tries);
}

/* What the deadline or the run's cancelling ended is of their class. */
static void
take_end (SwimHttpRequest *self, SwimDeadlineEnd end)
{
  if (!self->broken && !self->given_up)
    return;
  if (end == SWIM_DEADLINE_CANCELLED)
    swim_http_request_set (self, SWIM_STATUS_CANCELLED, "cancelled");
  else if (end == SWIM_DEADLINE_EXPIRED)
    take_expiry (self);
}

/* Whether what there is of the body is worth keeping. */
static gboolean
is_resumable (SwimHttpRequest *self)
{
  return is_transient (&self->result) || self->result.status == SWIM_STATUS_CANCELLED;
}

/* After the last answer. The request is over; its result, and what that holds, are the
 * caller's. */
void
swim_http_request_finish (SwimHttpRequest *self, SwimHttpResult *result)
{
  SwimDeadlineEnd end = swim_deadlines_end (self->form->deadlines, &self->deadline);

  leave_lane (self);
  leave_host (self);
  swim_http_form_end (self->form, self->slot, end);
  take_end (self, end);
  if (self->result.status != SWIM_STATUS_OK)
    self->result.hash = 0;
  if (self->result.status != SWIM_STATUS_OK && self->result.tries > 1)
    add_detail (self, "; tried %u times", self->result.tries);
  self->result.resumable = self->validator != NULL && self->held > 0 && is_resumable (self);
  *result = self->result;
  g_free (self->before);
  g_free (self->validator);
  swim_http_request_clear_message (self);
  g_clear_pointer (&self->uri, g_uri_unref);
  g_clear_pointer (&self->hash, XXH3_freeState);
}
