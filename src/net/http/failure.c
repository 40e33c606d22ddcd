/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an answer means that is no whole body, and what follows an attempt that failed: the pause
 * that the host asked for, a retry after a backoff, or the end, perhaps by the deadline. */
#include "config.h"

#include <string.h>

#include "base/hash.h"
#include "net/http/head.h"
#include "net/http/request.h"

#define LONGEST_PHRASE 64
#define FIRST_BACKOFF_US \
  (200 * 1000) /* at most, before the second attempt; doubled for each more */
#define LONGEST_BACKOFF_US (10 * 1000000)
#define LONGEST_PAUSE 60 /* seconds that a host may ask for */

/* The answer in a few words. The phrase comes from outside and is not to be trusted. */
static void
set_answer (SwimHttpRequest *self, SwimStatus status, const char *whose)
{
  const char *phrase = self->exchange.reason;
  gsize length = phrase != NULL ? strlen (phrase) : 0;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isprint (phrase[i]) || length > LONGEST_PHRASE)
      length = 0;
  swim_http_request_set (self, status, "the %s answered %u%s%s", whose, self->exchange.code,
                         length > 0 ? " " : "", length > 0 ? phrase : "");
}

/* A proxy's own answer is not encrypted and may be anybody's, and the server has not been asked: it
 * redirects nowhere, and does not say that there is no file. */
static SwimHttpBody
take_from_proxy (SwimHttpRequest *self)
{
  gboolean fails = swim_http_status_from_code (self->exchange.code) == SWIM_STATUS_SERVER_ERROR;

  set_answer (self, fails ? SWIM_STATUS_SERVER_ERROR : SWIM_STATUS_CLIENT_ERROR, "proxy");
  return SWIM_BODY_CLOSE;
}

/* Where the answer redirects to, if that may be followed. */
static void
take_location (SwimHttpRequest *self)
{
  guint code = self->exchange.code;
  const char *location = self->http->client->get_header (&self->exchange, "Location");
  g_autoptr (GError) error = NULL;

  if (code != 301 && code != 302 && code != 303 && code != 307 && code != 308)
    return;
  if (self->redirects++ >= self->http->policy.max_redirects)
    {
      swim_http_request_set (self, SWIM_STATUS_REDIRECT_ERROR, "redirected more than %u times",
                             self->http->policy.max_redirects);
      return;
    }
  self->location = swim_http_resolve_redirect (self->exchange.uri, location, &error);
  if (self->location == NULL)
    swim_http_request_set (self, SWIM_STATUS_REDIRECT_ERROR, "%s", error->message);
}

/* An answer that is no success, by its code. */
static SwimHttpBody
take_failure (SwimHttpRequest *self, SwimHttpBody body)
{
  SwimStatus status = swim_http_status_from_code (self->exchange.code);

  set_answer (self, status, "server");
  if (status == SWIM_STATUS_REDIRECT_ERROR)
    take_location (self);
  return body;
}

/* Whether the answer is that what was asked for has not changed. Where nobody asked so, that means
 * nothing. */
static gboolean
is_unchanged (SwimHttpRequest *self)
{
  return self->exchange.code == 304 && swim_http_fields_is_conditional (self->http->policy.fields);
}

/* Sets the result; unwanted is what is done with a body that is not kept. */
SwimHttpBody
swim_http_take_other (SwimHttpRequest *self, SwimHttpBody unwanted)
{
  if (self->exchange.from_proxy)
    return take_from_proxy (self);
  if (is_unchanged (self))
    {
      self->result.unchanged = TRUE;
      return unwanted;
    }
  return take_failure (self, unwanted);
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
static gboolean
is_transient (const SwimHttpResult *result)
{
  switch (result->status)
    {
    case SWIM_STATUS_REFUSED:
    case SWIM_STATUS_TRUNCATED:
    case SWIM_STATUS_TIMEOUT: /* of an attempt: that of the item ends it */
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
void
swim_http_pause_host (SwimHttpRequest *self)
{
  if (!is_transient (&self->result))
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

/* FALSE where the item is to end. Where only an attempt was, in the blocking form perhaps when it
 * had just ended by itself, the item can be cancelled again. */
gboolean
swim_http_may_go_on (SwimHttpRequest *self)
{
  SwimDeadlines *deadlines = self->form->deadlines;
  SwimDeadlineEnd end = swim_deadlines_get_end (deadlines, &self->deadline);

  if (end == SWIM_DEADLINE_STALLED || end == SWIM_DEADLINE_UNCONNECTED)
    {
      swim_http_request_new_cancellable (self);
      swim_deadlines_renew (deadlines, &self->deadline, self->exchange.cancellable);
      end = SWIM_DEADLINE_PENDING;
    }
  return end == SWIM_DEADLINE_PENDING;
}

/* TRUE: there is to be one more attempt, not before its backoff. */
gboolean
swim_http_schedule_retry (SwimHttpRequest *self)
{
  SwimDeadlines *deadlines = self->form->deadlines;
  gint64 expiry = swim_deadlines_get_expiry (deadlines, &self->deadline, SWIM_LIMIT_TOTAL);
  gint64 due = g_get_monotonic_time ();

  if (!is_transient (&self->result) || self->result.tries > self->http->policy.retries)
    return FALSE;
  due += MAX (get_backoff (self), MIN (self->pause_seconds, LONGEST_PAUSE) * G_USEC_PER_SEC);
  if (due >= expiry)
    {
      if (self->pause_seconds > 0)
        add_detail (self, "; it asks to come back in %" G_GINT64_FORMAT " s, after --max-time",
                    self->pause_seconds);
      return FALSE;
    }
  if (!swim_http_may_go_on (self))
    {
      self->state = SWIM_HTTP_CANCELLED;
      return FALSE;
    }
  self->schedule.not_before_us = due;
  self->schedule.next = SWIM_HTTP_NEXT_RETRY;
  return TRUE;
}

/* A limit ended the attempt: says which, and what it waited for. */
void
swim_http_take_limit (SwimHttpRequest *self, SwimDeadlineEnd end)
{
  const SwimHttpPolicy *policy = &self->http->policy;
  const char *what = "byte";

  if (swim_deadline_clock_runs (&self->deadline, SWIM_LIMIT_CONNECT))
    what = "connection";
  else if (self->exchange.code == 0)
    what = "answer";
  if (end == SWIM_DEADLINE_UNCONNECTED)
    swim_http_request_set (self, SWIM_STATUS_TIMEOUT,
                           "no connection within %g s (--connect-timeout)",
                           policy->connect_timeout / 1e6);
  else
    swim_http_request_set (self, SWIM_STATUS_TIMEOUT, "no %s within %g s (--timeout)", what,
                           policy->timeout / 1e6);
}

/* The deadline ended the item's last attempt, or the wait before it. What became of the attempt
 * before says more, and does not depend on how far this one has come. */
static void
take_expiry (SwimHttpRequest *self)
{
  if (self->schedule.next == SWIM_HTTP_NEXT_RETRY || self->schedule.next == SWIM_HTTP_NEXT_RESTART)
    add_detail (self, "; the time is up before another try");
  else if (self->detail_before == NULL)
    swim_http_request_set (self, SWIM_STATUS_TIMEOUT, "not done within %g s (--max-time)",
                           self->http->policy.max_time / 1e6);
  else
    swim_http_request_set (self, self->status_before, "%s; the time is up in try %u",
                           self->detail_before, self->result.tries);
}

/* Whether nothing is wrong with what there is of the body, but that there is no more. It may be of
 * a run before: that a password has expired, or that a proxy answers with a page of its own, is no
 * reason to remove gigabytes. */
static gboolean
is_continuable (SwimHttpRequest *self)
{
  switch (self->result.status)
    {
    case SWIM_STATUS_NOT_FOUND: /* else a host was not found, perhaps that of a redirect */
      return swim_http_status_from_code (self->result.http_status) != SWIM_STATUS_NOT_FOUND;
    case SWIM_STATUS_PROTOCOL_ERROR: /* unless it is in what was added */
      return self->exchange.from > 0 && self->resume.held == self->exchange.from;
    case SWIM_STATUS_TOO_LARGE:
      return FALSE;
    default:
      return TRUE;
    }
}

/* The item ended without success: says what ended it, and whether what the sink has can be
 * continued another time. */
void
swim_http_take_failure (SwimHttpRequest *self, SwimDeadlineEnd end)
{
  SwimHttpResult *result = &self->result;
  gboolean ended = self->state == SWIM_HTTP_FAILED || self->state == SWIM_HTTP_CANCELLED;

  if (ended && end == SWIM_DEADLINE_CANCELLED)
    swim_http_request_set (self, SWIM_STATUS_CANCELLED, "cancelled");
  else if (ended && end == SWIM_DEADLINE_EXPIRED)
    take_expiry (self);
  else if (ended && end == SWIM_DEADLINE_UNWATCHED)
    swim_http_request_set (self, SWIM_STATUS_IO_ERROR,
                           "no thread can be started to watch the deadlines; lower --jobs or raise "
                           "the limit with ulimit -u");
  if (result->tries > 1)
    add_detail (self, "; tried %u times", result->tries);
  if (self->resume.held > 0 && is_continuable (self))
    result->version = swim_http_resume_get_version (&self->resume);
  result->hash = 0;
  g_clear_pointer (&self->block, g_free);
  self->block_used = 0;
}
