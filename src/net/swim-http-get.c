/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The blocking form of a fetch. */
#include "config.h"

#include "net/swim-http-private.h"

#define PIECE (64 * 1024)

/* What a blocked thread is woken by. */
typedef struct
{
  SwimPlace place; /* first: a place is its bell */
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
on_granted (SwimPlace *place)
{
  ring ((Bell *) place);
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
wait_for_turn (SwimExchange *exchange, Bell *bell)
{
  gboolean turn;
  gulong handler;
  gint64 due;

  if (swim_exchange_step (exchange, &due))
    return TRUE;
  handler = g_cancellable_connect (exchange->cancellable, G_CALLBACK (on_cancelled), bell, NULL);
  do
    {
      sleep_until (bell, due);
      if (g_cancellable_is_cancelled (exchange->cancellable))
        swim_exchange_give_up (exchange);
      turn = !exchange->given_up && swim_exchange_step (exchange, &due);
    }
  while (!turn && !exchange->given_up);
  g_cancellable_disconnect (exchange->cancellable, handler);
  return turn;
}

/* FALSE when the sink would not have it. */
static gboolean
hand_on (SwimExchange *exchange, const void *bytes, gsize length, const SwimHttpSink *sink)
{
  g_autoptr (GError) error = NULL;

  swim_exchange_hash_part (exchange, bytes, length);
  if (sink->take (bytes, length, sink->data, &error))
    return TRUE;
  swim_exchange_set (exchange, SWIM_STATUS_IO_ERROR, "%s", error->message);
  return FALSE;
}

/* Waits before reading on, where the rate says so; what is cancelled meanwhile the next read
 * tells. */
static void
keep_pace (SwimExchange *exchange, Bell *bell, gsize length)
{
  gint64 due = swim_exchange_pace (exchange, length);
  gulong handler;

  if (due == 0)
    return;
  handler = g_cancellable_connect (exchange->cancellable, G_CALLBACK (on_cancelled), bell, NULL);
  sleep_until (bell, due);
  g_cancellable_disconnect (exchange->cancellable, handler);
}

static void
read_body (SwimExchange *exchange, Bell *bell, GInputStream *stream, const SwimHttpSink *sink)
{
  gsize most = MIN (PIECE, exchange->http->limits->piece);
  guint8 piece[PIECE];

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      gssize length = g_input_stream_read (stream, piece, most, exchange->cancellable, &error);

      if (length < 0)
        {
          swim_exchange_take_error (exchange, error);
          return;
        }
      if (length == 0)
        break;
      if (!swim_exchange_take_bytes (exchange, length))
        return;
      if (exchange->body == SWIM_BODY_KEEP && !hand_on (exchange, piece, length, sink))
        return;
      keep_pace (exchange, bell, length);
    }
  swim_exchange_take_end (exchange);
  if (exchange->result.status == SWIM_STATUS_OK)
    swim_exchange_hash_last (exchange, NULL, 0);
}

static void
send_and_read (SwimExchange *exchange, Bell *bell, const SwimHttpSink *sink)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream =
      soup_session_send (exchange->lane->session, exchange->message, exchange->cancellable, &error);
  SwimBody body;

  if (stream == NULL)
    {
      swim_exchange_take_error (exchange, error);
      return;
    }
  body = swim_exchange_take_head (exchange);
  if (body == SWIM_BODY_BEGIN)
    sink->begin (exchange->validator, sink->data);
  if (body != SWIM_BODY_LEAVE)
    read_body (exchange, bell, stream, sink);
  /* What was read to its end leaves the connection open; the rest of another body is not waited
   * for, but its connection closed. */
  g_input_stream_close (stream, NULL, NULL);
}

void
swim_http_get (SwimHttp *http,
               guint slot,
               const char *url,
               const SwimPart *part,
               GCancellable *run,
               const SwimHttpSink *sink,
               SwimHttpResult *result)
{
  SwimHttpForm *form = &http->blocking;
  Bell bell = { .place.granted = on_granted };
  SwimExchange exchange;
  gboolean more = swim_exchange_init (&exchange, http, form, slot, &bell.place, url, part);

  g_mutex_init (&bell.lock);
  g_cond_init (&bell.cond);
  exchange.passes = g_main_context_is_owner (http->context);
  swim_deadlines_begin (form->deadlines, &exchange.deadline, exchange.cancellable, run);
  while (more && wait_for_turn (&exchange, &bell))
    {
      send_and_read (&exchange, &bell, sink);
      more = swim_exchange_go_on (&exchange);
    }
  swim_exchange_finish (&exchange, result);
  g_cond_clear (&bell.cond);
  g_mutex_clear (&bell.lock);
}
