/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The non-blocking form of a fetch: everything on the loop's sources, no thread. libsoup's
 * send_and_read_async would splice in a worker thread, a wake-up for each request; reading from the
 * pollable stream, and waiting only where that would block, needs none. */
#include "config.h"

#include "net/swim-file-writer.h"
#include "net/swim-http-private.h"

#define FIRST_SIZE (16 * 1024)        /* bytes of buffer where no length was announced */
#define MOST_A_DISPATCH (1024 * 1024) /* bytes: others want the loop too */

static void wait_for_turn (SwimHttpFetch *fetch);

static void
clear_source (SwimHttpFetch *fetch)
{
  if (fetch->source == NULL)
    return;
  g_source_destroy (fetch->source);
  g_clear_pointer (&fetch->source, g_source_unref);
}

static gboolean
speaks_http2 (SwimHttpFetch *fetch)
{
  return soup_message_get_http_version (fetch->exchange->message) == SOUP_HTTP_2_0;
}

/* Closing does not block: libsoup closes the connection under a body that was not read to its end
 * rather than wait for the rest. Only over HTTP/2 there is something to be sent then. */
static void
close_stream (SwimHttpFetch *fetch)
{
  clear_source (fetch);
  if (fetch->stream == NULL)
    return;
  if (speaks_http2 (fetch))
    g_input_stream_close_async (fetch->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  else
    g_input_stream_close (fetch->stream, NULL, NULL);
  g_clear_object (&fetch->stream);
}

static void
finish (SwimHttpFetch *fetch)
{
  SwimExchange *exchange = fetch->exchange;
  SwimHttpResult result;

  close_stream (fetch);
  swim_exchange_finish (exchange, &result);
  swim_alarms_clear (exchange->http->alarms, &fetch->alarm); /* now that no place can be granted */
  g_clear_pointer (&fetch->exchange, g_free);
  if (result.status != SWIM_STATUS_OK)
    {
      g_clear_pointer (&fetch->buffer, g_free);
      fetch->used = 0;
    }
  fetch->done (fetch, &result, g_steal_pointer (&fetch->buffer), fetch->used);
}

/* Hands what there is on. FALSE to hold back. */
static gboolean
hand_on_block (SwimHttpFetch *fetch)
{
  guint8 *block = g_steal_pointer (&fetch->buffer);
  gsize length = fetch->used;

  fetch->used = 0;
  swim_exchange_hash_part (fetch->exchange, block, length);
  return fetch->block (fetch, block, length);
}

/* A part of a body that can be continued goes to the owner, all of it; any other is dropped. */
static void
settle_rest (SwimHttpFetch *fetch)
{
  if (fetch->used > 0 && fetch->exchange->validator != NULL)
    hand_on_block (fetch);
  fetch->used = 0;
}

/* The answer is done with, or there was none: goes where it leads, tries again, or ends. */
static void
end_answer (SwimHttpFetch *fetch)
{
  close_stream (fetch);
  if (fetch->exchange->result.status != SWIM_STATUS_OK)
    settle_rest (fetch);
  if (swim_exchange_go_on (fetch->exchange))
    wait_for_turn (fetch);
  else
    finish (fetch);
}

/* Sees to it that there is room to read into. Room for one byte more than was announced, since that
 * is where the end is found. */
static void
make_room (SwimHttpFetch *fetch)
{
  SwimExchange *exchange = fetch->exchange;

  if (fetch->buffer != NULL && fetch->used < fetch->size)
    return;
  if (fetch->buffer != NULL)
    fetch->size = MIN (fetch->size * 4, SWIM_FILE_BLOCK);
  else if (exchange->expected >= 0)
    fetch->size = MIN (exchange->expected + 1, SWIM_FILE_BLOCK);
  else
    fetch->size = exchange->received == 0 ? FIRST_SIZE : SWIM_FILE_BLOCK;
  fetch->buffer = g_realloc (fetch->buffer, fetch->size);
}

static gboolean on_readable (GObject *stream, gpointer data);
static gboolean on_turn (gpointer data);

/* For when a read would block. The source polls the socket, so it stays good for the next time; but
 * that of a stream of HTTP/2, where libsoup itself reads the socket, is woken just once. */
static void
wait_to_read (SwimHttpFetch *fetch)
{
  if (fetch->source != NULL && !fetch->yielded && !speaks_http2 (fetch))
    return;
  clear_source (fetch);
  fetch->yielded = FALSE;
  fetch->source = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (fetch->stream),
                                                         fetch->exchange->cancellable);
  g_source_set_callback (fetch->source, G_SOURCE_FUNC (on_readable), fetch, NULL);
  g_source_attach (fetch->source, fetch->exchange->http->context);
}

/* For when others want the loop too. What is left may be in libsoup's buffer rather than in the
 * socket, so that no poll would tell of it. */
static void
yield_loop (SwimHttpFetch *fetch)
{
  if (fetch->source != NULL && fetch->yielded)
    return;
  clear_source (fetch);
  fetch->yielded = TRUE;
  fetch->source = g_idle_source_new ();
  g_source_set_priority (fetch->source, G_PRIORITY_DEFAULT);
  g_source_set_callback (fetch->source, on_turn, fetch, NULL);
  g_source_attach (fetch->source, fetch->exchange->http->context);
}

/* Reads once. Returns what read() did; a body that is dropped goes over itself. */
static gssize
read_once (SwimHttpFetch *fetch, GError **error)
{
  gsize most = fetch->exchange->http->limits->piece;
  gssize length;

  make_room (fetch);
  length = g_pollable_input_stream_read_nonblocking (
      G_POLLABLE_INPUT_STREAM (fetch->stream), fetch->buffer + fetch->used,
      MIN (fetch->size - fetch->used, most), fetch->exchange->cancellable, error);
  if (length > 0 && fetch->exchange->body == SWIM_BODY_KEEP)
    fetch->used += length;
  return length;
}

static void
end_body (SwimHttpFetch *fetch)
{
  SwimExchange *exchange = fetch->exchange;

  swim_exchange_take_end (exchange);
  if (exchange->result.status == SWIM_STATUS_OK)
    swim_exchange_hash_last (exchange, fetch->buffer, fetch->used);
  end_answer (fetch);
}

/* Reads a piece, and deals with whatever else may come of that. Returns how much there is to go on
 * from, 0 where reading stops here. */
static gsize
read_piece (SwimHttpFetch *fetch)
{
  g_autoptr (GError) error = NULL;
  gssize length = read_once (fetch, &error);

  if (length > 0 && swim_exchange_take_bytes (fetch->exchange, length))
    return length;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      wait_to_read (fetch);
      return 0;
    }
  if (length < 0)
    swim_exchange_take_error (fetch->exchange, error);
  if (length == 0)
    end_body (fetch);
  else
    end_answer (fetch);
  return 0;
}

/* TRUE when the rate has it wait before it reads on. */
static gboolean
keeps_pace (SwimHttpFetch *fetch, gsize length)
{
  gint64 due = swim_exchange_pace (fetch->exchange, length);

  if (due == 0)
    return FALSE;
  clear_source (fetch);
  fetch->paced = TRUE;
  swim_alarms_set (fetch->exchange->http->alarms, &fetch->alarm, due);
  return TRUE;
}

static void
read_body (SwimHttpFetch *fetch)
{
  gsize in_all = 0;

  while (in_all < MOST_A_DISPATCH)
    {
      gsize length;

      if (fetch->used == SWIM_FILE_BLOCK && !hand_on_block (fetch))
        {
          clear_source (fetch);
          fetch->held = TRUE;
          return;
        }
      length = read_piece (fetch);
      if (length == 0 || keeps_pace (fetch, length))
        return;
      in_all += length;
    }
  yield_loop (fetch);
}

static gboolean
on_readable (GObject *stream, gpointer data)
{
  read_body (data);
  return G_SOURCE_CONTINUE; /* destroyed where it is no longer wanted */
}

static gboolean
on_turn (gpointer data)
{
  read_body (data);
  return G_SOURCE_CONTINUE; /* likewise */
}

static void
on_sent (GObject *session, GAsyncResult *result, gpointer data)
{
  SwimHttpFetch *fetch = data;
  g_autoptr (GError) error = NULL;

  fetch->sending = FALSE;
  fetch->stream = soup_session_send_finish (SOUP_SESSION (session), result, &error);
  if (fetch->fired)
    g_cancellable_cancel (fetch->exchange->cancellable);
  if (fetch->stopped)
    {
      finish (fetch);
      return;
    }
  if (fetch->stream == NULL)
    {
      swim_exchange_take_error (fetch->exchange, error);
      end_answer (fetch);
      return;
    }
  switch (swim_exchange_take_head (fetch->exchange))
    {
    case SWIM_BODY_LEAVE:
      end_answer (fetch);
      return;
    case SWIM_BODY_BEGIN:
      fetch->begin (fetch, fetch->exchange->validator);
      break;
    case SWIM_BODY_KEEP:
    case SWIM_BODY_DROP:
      break;
    }
  read_body (fetch);
}

static void
send_message (SwimHttpFetch *fetch)
{
  SwimExchange *exchange = fetch->exchange;

  fetch->sending = TRUE;
  soup_session_send_async (exchange->lane->session, exchange->message, G_PRIORITY_DEFAULT,
                           exchange->cancellable, on_sent, fetch);
}

/* Sends the next request when its turn comes. */
static void
wait_for_turn (SwimHttpFetch *fetch)
{
  SwimExchange *exchange = fetch->exchange;
  gint64 due;

  if (swim_exchange_step (exchange, &due))
    {
      send_message (fetch);
      return;
    }
  fetch->waiting = TRUE;
  if (due != G_MAXINT64)
    swim_alarms_set (exchange->http->alarms, &fetch->alarm, due);
}

static void
on_rang (SwimAlarm *alarm)
{
  SwimHttpFetch *fetch =
      (SwimHttpFetch *) ((char *) alarm - G_STRUCT_OFFSET (SwimHttpFetch, alarm));

  if (fetch->paced)
    {
      fetch->paced = FALSE;
      read_body (fetch);
      return;
    }
  fetch->waiting = FALSE;
  if (!g_cancellable_is_cancelled (fetch->exchange->cancellable))
    {
      wait_for_turn (fetch);
      return;
    }
  swim_exchange_give_up (fetch->exchange);
  finish (fetch);
}

/* Any thread, at any time, also just after the fetch has begun to wait. */
static void
on_granted (SwimPlace *place)
{
  SwimHttpFetch *fetch =
      (SwimHttpFetch *) ((char *) place - G_STRUCT_OFFSET (SwimHttpFetch, place));

  swim_alarms_set (fetch->exchange->http->alarms, &fetch->alarm, 0);
}

/* Whether libsoup has read the head of an answer, and only has to say so, which it may put off to
 * the next turn of the loop. If it is cancelled just then, libsoup 3.6 gives up a reference twice.
 * With HTTP/2 there is a status before the head has ended, and a server may leave it at that. */
static gboolean
is_about_to_tell (SwimHttpFetch *fetch)
{
  return fetch->sending && !speaks_http2 (fetch)
         && soup_message_get_status (fetch->exchange->message) != SOUP_STATUS_NONE;
}

/* While it waits, or is held back, nothing would notice that the cancellable was cancelled. Whoever
 * does notice is told by a source, so that the fetch is still there. */
static void
on_fired (SwimDeadline *deadline)
{
  SwimExchange *exchange =
      (SwimExchange *) ((char *) deadline - G_STRUCT_OFFSET (SwimExchange, deadline));
  SwimHttpFetch *fetch = exchange->fetch;

  fetch->fired = TRUE;
  if (is_about_to_tell (fetch))
    return;
  g_cancellable_cancel (exchange->cancellable);
  if (fetch->waiting || fetch->paced)
    swim_alarms_set (exchange->http->alarms, &fetch->alarm, 0);
  else if (fetch->held)
    swim_http_fetch_resume (fetch);
}

void
swim_http_fetch_start (SwimHttpFetch *fetch,
                       SwimHttp *http,
                       guint slot,
                       const char *url,
                       const SwimPart *part,
                       GCancellable *run)
{
  SwimExchange *exchange = g_new (SwimExchange, 1);
  SwimHttpForm *form = &http->looping;
  gboolean valid;

  fetch->exchange = exchange;
  fetch->place = (SwimPlace){ .granted = on_granted };
  fetch->alarm = (SwimAlarm){ .rang = on_rang };
  fetch->stream = NULL;
  fetch->source = NULL;
  fetch->buffer = NULL;
  fetch->used = fetch->size = 0;
  fetch->waiting = fetch->paced = fetch->sending = fetch->stopped = FALSE;
  fetch->held = fetch->yielded = fetch->fired = FALSE;

  valid = swim_exchange_init (exchange, http, form, slot, &fetch->place, url, part);
  exchange->fetch = fetch;
  exchange->deadline.fired = on_fired;
  swim_deadlines_begin (form->deadlines, &exchange->deadline, exchange->cancellable, run);
  if (valid)
    wait_for_turn (fetch);
  else
    finish (fetch);
}

void
swim_http_fetch_resume (SwimHttpFetch *fetch)
{
  if (fetch->exchange == NULL || !fetch->held)
    return;
  fetch->held = FALSE;
  read_body (fetch);
}

void
swim_http_fetch_stop (SwimHttpFetch *fetch)
{
  if (fetch->exchange == NULL)
    return;
  swim_exchange_set (fetch->exchange, SWIM_STATUS_IO_ERROR, "the body could not be stored");
  fetch->stopped = TRUE;
  if (!fetch->sending) /* else libsoup will call yet */
    finish (fetch);
}
