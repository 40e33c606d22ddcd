/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The non-blocking form of a fetch: everything on the loop's sources, no thread. libsoup's
 * send_and_read_async would splice in a worker thread, a wake-up for each request; reading from the
 * pollable stream, and waiting only where that would block, needs none. */
#include "config.h"

#include "net/file/file-writer.h"
#include "net/http/http-private.h"

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
  return soup_message_get_http_version (fetch->request->message) == SOUP_HTTP_2_0;
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
  SwimHttpRequest *request = fetch->request;
  SwimHttpResult result;

  close_stream (fetch);
  swim_http_request_finish (request, &result);
  swim_timers_clear (request->http->timers, &fetch->timer); /* now that no permit can be acquired */
  g_clear_pointer (&fetch->request, g_free);
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
  swim_http_request_hash_part (fetch->request, block, length);
  return fetch->block (fetch, block, length);
}

/* A part of a body that can be continued goes to the owner, all of it; any other is dropped. */
static void
settle_rest (SwimHttpFetch *fetch)
{
  if (fetch->used > 0 && fetch->request->validator != NULL)
    hand_on_block (fetch);
  fetch->used = 0;
}

/* The answer is done with, or there was none: goes where it leads, tries again, or ends. */
static void
end_answer (SwimHttpFetch *fetch)
{
  close_stream (fetch);
  if (fetch->request->result.status != SWIM_STATUS_OK)
    settle_rest (fetch);
  if (swim_http_request_go_on (fetch->request))
    wait_for_turn (fetch);
  else
    finish (fetch);
}

/* Sees to it that there is room to read into. Room for one byte more than was announced, since that
 * is where the end is found. */
static void
make_room (SwimHttpFetch *fetch)
{
  SwimHttpRequest *request = fetch->request;

  if (fetch->buffer != NULL && fetch->used < fetch->size)
    return;
  if (fetch->buffer != NULL)
    fetch->size = MIN (fetch->size * 4, SWIM_FILE_BLOCK);
  else if (request->expected >= 0)
    fetch->size = MIN (request->expected + 1, SWIM_FILE_BLOCK);
  else
    fetch->size = request->received == 0 ? FIRST_SIZE : SWIM_FILE_BLOCK;
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
                                                         fetch->request->cancellable);
  g_source_set_callback (fetch->source, G_SOURCE_FUNC (on_readable), fetch, NULL);
  g_source_attach (fetch->source, fetch->request->http->context);
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
  g_source_attach (fetch->source, fetch->request->http->context);
}

/* Reads once. Returns what read() did; a body that is dropped goes over itself. */
static gssize
read_once (SwimHttpFetch *fetch, GError **error)
{
  gsize most = fetch->request->http->limits->piece;
  gssize length;

  make_room (fetch);
  length = g_pollable_input_stream_read_nonblocking (
      G_POLLABLE_INPUT_STREAM (fetch->stream), fetch->buffer + fetch->used,
      MIN (fetch->size - fetch->used, most), fetch->request->cancellable, error);
  if (length > 0 && fetch->request->body == SWIM_BODY_KEEP)
    fetch->used += length;
  return length;
}

static void
end_body (SwimHttpFetch *fetch)
{
  SwimHttpRequest *request = fetch->request;

  swim_http_request_take_end (request);
  if (request->result.status == SWIM_STATUS_OK)
    swim_http_request_hash_last (request, fetch->buffer, fetch->used);
  end_answer (fetch);
}

/* Reads a piece, and deals with whatever else may come of that. Returns how much there is to go on
 * from, 0 where reading stops here. */
static gsize
read_piece (SwimHttpFetch *fetch)
{
  g_autoptr (GError) error = NULL;
  gssize length = read_once (fetch, &error);

  if (length > 0 && swim_http_request_take_bytes (fetch->request, length))
    return length;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      wait_to_read (fetch);
      return 0;
    }
  if (length < 0)
    swim_http_request_take_error (fetch->request, error);
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
  gint64 due = swim_http_request_pace (fetch->request, length);

  if (due == 0)
    return FALSE;
  clear_source (fetch);
  fetch->paced = TRUE;
  swim_timers_set (fetch->request->http->timers, &fetch->timer, due);
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
    g_cancellable_cancel (fetch->request->cancellable);
  if (fetch->stopped)
    {
      finish (fetch);
      return;
    }
  if (fetch->stream == NULL)
    {
      swim_http_request_take_error (fetch->request, error);
      end_answer (fetch);
      return;
    }
  switch (swim_http_request_take_head (fetch->request))
    {
    case SWIM_BODY_LEAVE:
      end_answer (fetch);
      return;
    case SWIM_BODY_BEGIN:
      fetch->begin (fetch, fetch->request->validator);
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
  SwimHttpRequest *request = fetch->request;

  fetch->sending = TRUE;
  soup_session_send_async (request->lane->session, request->message, G_PRIORITY_DEFAULT,
                           request->cancellable, on_sent, fetch);
}

/* Sends the next request when its turn comes. */
static void
wait_for_turn (SwimHttpFetch *fetch)
{
  SwimHttpRequest *request = fetch->request;
  gint64 due;

  if (swim_http_request_step (request, &due))
    {
      send_message (fetch);
      return;
    }
  fetch->waiting = TRUE;
  if (due != G_MAXINT64)
    swim_timers_set (request->http->timers, &fetch->timer, due);
}

static void
on_timer_expired (SwimTimer *timer)
{
  SwimHttpFetch *fetch =
      (SwimHttpFetch *) ((char *) timer - G_STRUCT_OFFSET (SwimHttpFetch, timer));

  if (fetch->paced)
    {
      fetch->paced = FALSE;
      read_body (fetch);
      return;
    }
  fetch->waiting = FALSE;
  if (!g_cancellable_is_cancelled (fetch->request->cancellable))
    {
      wait_for_turn (fetch);
      return;
    }
  swim_http_request_give_up (fetch->request);
  finish (fetch);
}

/* Any thread, at any time, also just after the fetch has begun to wait. */
static void
on_acquired (SwimPermit *permit)
{
  SwimHttpFetch *fetch =
      (SwimHttpFetch *) ((char *) permit - G_STRUCT_OFFSET (SwimHttpFetch, permit));

  swim_timers_set (fetch->request->http->timers, &fetch->timer, 0);
}

/* Whether libsoup has read the head of an answer, and only has to say so, which it may put off to
 * the next turn of the loop. If it is cancelled just then, libsoup 3.6 gives up a reference twice.
 * With HTTP/2 there is a status before the head has ended, and a server may leave it at that. */
static gboolean
is_about_to_tell (SwimHttpFetch *fetch)
{
  return fetch->sending && !speaks_http2 (fetch)
         && soup_message_get_status (fetch->request->message) != SOUP_STATUS_NONE;
}

/* While it waits, or is held back, nothing would notice that the cancellable was cancelled. Whoever
 * does notice is told by a source, so that the fetch is still there. */
static void
on_fired (SwimDeadline *deadline)
{
  SwimHttpRequest *request =
      (SwimHttpRequest *) ((char *) deadline - G_STRUCT_OFFSET (SwimHttpRequest, deadline));
  SwimHttpFetch *fetch = request->fetch;

  fetch->fired = TRUE;
  if (is_about_to_tell (fetch))
    return;
  g_cancellable_cancel (request->cancellable);
  if (fetch->waiting || fetch->paced)
    swim_timers_set (request->http->timers, &fetch->timer, 0);
  else if (fetch->held)
    swim_http_fetch_resume (fetch);
}

void
swim_http_fetch_start (SwimHttpFetch *fetch,
                       SwimHttp *http,
                       guint slot,
                       const char *url,
                       const SwimPartialFile *part,
                       GCancellable *run)
{
  SwimHttpRequest *request = g_new (SwimHttpRequest, 1);
  SwimHttpForm *form = &http->looping;
  gboolean valid;

  fetch->request = request;
  fetch->permit = (SwimPermit){ .acquired = on_acquired };
  fetch->timer = (SwimTimer){ .expired = on_timer_expired };
  fetch->stream = NULL;
  fetch->source = NULL;
  fetch->buffer = NULL;
  fetch->used = fetch->size = 0;
  fetch->waiting = fetch->paced = fetch->sending = fetch->stopped = FALSE;
  fetch->held = fetch->yielded = fetch->fired = FALSE;

  valid = swim_http_request_init (request, http, form, slot, &fetch->permit, url, part);
  request->fetch = fetch;
  request->deadline.fired = on_fired;
  swim_deadlines_begin (form->deadlines, &request->deadline, request->cancellable, run);
  if (valid)
    wait_for_turn (fetch);
  else
    finish (fetch);
}

void
swim_http_fetch_resume (SwimHttpFetch *fetch)
{
  if (fetch->request == NULL || !fetch->held)
    return;
  fetch->held = FALSE;
  read_body (fetch);
}

void
swim_http_fetch_stop (SwimHttpFetch *fetch)
{
  if (fetch->request == NULL)
    return;
  swim_http_request_set (fetch->request, SWIM_STATUS_IO_ERROR, "the body could not be stored");
  fetch->stopped = TRUE;
  if (!fetch->sending) /* else libsoup will call yet */
    finish (fetch);
}
