/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The blocking form of a fetch. */
#include "config.h"

#include "net/http/http-private.h"

#define PIECE (64 * 1024)

/* What a blocked thread is woken by. */
typedef struct
{
  SwimPermit permit; /* first: a permit is its bell */
  GMutex lock;
  GCond cond;
  gboolean rung;
} Bell;

static void
ring (Bell *bell)
{
  g_mutex_lock (&bell->lock);
  bell->rung = TRUE;
  g_cond_signal (&bell->cond);
  g_mutex_unlock (&bell->lock);
}

static void
on_acquired (SwimPermit *permit)
{
  ring ((Bell *) permit);
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  ring (data);
}

/* Until then, G_MAXINT64 for ever, or until the bell rings. */
static void
sleep_until (Bell *bell, gint64 due)
{
  g_mutex_lock (&bell->lock);
  while (!bell->rung)
    if (due == G_MAXINT64)
      g_cond_wait (&bell->cond, &bell->lock);
    else if (!g_cond_wait_until (&bell->cond, &bell->lock, due))
      break;
  bell->rung = FALSE;
  g_mutex_unlock (&bell->lock);
}

/* FALSE when its time came, or the run's end, before its turn. */
static gboolean
wait_for_turn (SwimHttpRequest *request, Bell *bell)
{
  gboolean turn;
  gulong handler;
  gint64 due;

  if (swim_http_request_step (request, &due))
    return TRUE;
  handler = g_cancellable_connect (request->cancellable, G_CALLBACK (on_cancelled), bell, NULL);
  do
    {
      sleep_until (bell, due);
      if (g_cancellable_is_cancelled (request->cancellable))
        swim_http_request_give_up (request);
      turn = !request->given_up && swim_http_request_step (request, &due);
    }
  while (!turn && !request->given_up);
  g_cancellable_disconnect (request->cancellable, handler);
  return turn;
}

/* FALSE when the sink would not have it. */
static gboolean
hand_on (SwimHttpRequest *request, const void *bytes, gsize length, const SwimHttpSink *sink)
{
  g_autoptr (GError) error = NULL;

  swim_http_request_hash_part (request, bytes, length);
  if (sink->take (bytes, length, sink->data, &error))
    return TRUE;
  swim_http_request_set (request, SWIM_STATUS_IO_ERROR, "%s", error->message);
  return FALSE;
}

/* Waits before reading on, where the rate says so; what is cancelled meanwhile the next read
 * tells. */
static void
keep_pace (SwimHttpRequest *request, Bell *bell, gsize length)
{
  gint64 due = swim_http_request_pace (request, length);
  gulong handler;

  if (due == 0)
    return;
  handler = g_cancellable_connect (request->cancellable, G_CALLBACK (on_cancelled), bell, NULL);
  sleep_until (bell, due);
  g_cancellable_disconnect (request->cancellable, handler);
}

static void
read_body (SwimHttpRequest *request, Bell *bell, GInputStream *stream, const SwimHttpSink *sink)
{
  gsize most = MIN (PIECE, request->http->limits->piece);
  guint8 piece[PIECE];

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      gssize length = g_input_stream_read (stream, piece, most, request->cancellable, &error);

      if (length < 0)
        {
          swim_http_request_take_error (request, error);
          return;
        }
      if (length == 0)
        break;
      if (!swim_http_request_take_bytes (request, length))
        return;
      if (request->body == SWIM_BODY_KEEP && !hand_on (request, piece, length, sink))
        return;
      keep_pace (request, bell, length);
    }
  swim_http_request_take_end (request);
  if (request->result.status == SWIM_STATUS_OK)
    swim_http_request_hash_last (request, NULL, 0);
}

static void
send_and_read (SwimHttpRequest *request, Bell *bell, const SwimHttpSink *sink)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream =
      soup_session_send (request->lane->session, request->message, request->cancellable, &error);
  SwimBody body;

  if (stream == NULL)
    {
      swim_http_request_take_error (request, error);
      return;
    }
  body = swim_http_request_take_head (request);
  if (body == SWIM_BODY_BEGIN)
    sink->begin (request->validator, sink->data);
  if (body != SWIM_BODY_LEAVE)
    read_body (request, bell, stream, sink);
  /* What was read to its end leaves the connection open; the rest of another body is not waited
   * for, but its connection closed. */
  g_input_stream_close (stream, NULL, NULL);
}

void
swim_http_get (SwimHttp *http,
               guint slot,
               const char *url,
               const SwimPartialFile *part,
               GCancellable *run,
               const SwimHttpSink *sink,
               SwimHttpResult *result)
{
  SwimHttpForm *form = &http->blocking;
  Bell bell = { .permit.acquired = on_acquired };
  SwimHttpRequest request;
  gboolean more = swim_http_request_init (&request, http, form, slot, &bell.permit, url, part);

  g_mutex_init (&bell.lock);
  g_cond_init (&bell.cond);
  request.passes = g_main_context_is_owner (http->context);
  swim_deadlines_begin (form->deadlines, &request.deadline, request.cancellable, run);
  while (more && wait_for_turn (&request, &bell))
    {
      send_and_read (&request, &bell, sink);
      more = swim_http_request_go_on (&request);
    }
  swim_http_request_finish (&request, result);
  g_cond_clear (&bell.cond);
  g_mutex_clear (&bell.lock);
}
