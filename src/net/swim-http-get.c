/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The blocking form of a fetch. */
#include "config.h"

#include "net/swim-http-private.h"

#define PIECE (64 * 1024)

/* FALSE when the sink would not have it. */
static gboolean
hand_on (SwimExchange *exchange, const void *bytes, gsize length, SwimHttpSink sink, gpointer data)
{
  g_autoptr (GError) error = NULL;

  swim_exchange_hash_part (exchange, bytes, length);
  if (sink (bytes, length, data, &error))
    return TRUE;
  swim_exchange_set (exchange, SWIM_STATUS_IO_ERROR, "%s", error->message);
  return FALSE;
}

static void
read_body (SwimExchange *exchange, GInputStream *stream, SwimHttpSink sink, gpointer data)
{
  guint8 piece[PIECE];

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      gssize length
        = g_input_stream_read (stream, piece, sizeof piece, exchange->lane->cancellable, &error);

      if (length < 0)
        {
          swim_exchange_take_error (exchange, error);
          return;
        }
      if (length == 0)
        break;
      if (!swim_exchange_take_bytes (exchange, length))
        return;
      if (exchange->body == SWIM_BODY_KEEP && !hand_on (exchange, piece, length, sink, data))
        return;
    }
  swim_exchange_take_end (exchange);
  if (exchange->result.status == SWIM_STATUS_OK)
    swim_exchange_hash_last (exchange, NULL, 0);
}

static void
send_and_read (SwimExchange *exchange, SwimHttpSink sink, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send (exchange->lane->session, exchange->message,
                                                       exchange->lane->cancellable, &error);

  if (stream == NULL)
    {
      swim_exchange_take_error (exchange, error);
      return;
    }
  if (swim_exchange_take_head (exchange) != SWIM_BODY_LEAVE)
    read_body (exchange, stream, sink, data);
  /* What was read to its end leaves the connection open; the rest of another body is not waited
   * for, but its connection closed. */
  g_input_stream_close (stream, NULL, NULL);
}

void
swim_http_get (SwimHttp *http,
               guint slot,
               const char *url,
               GCancellable *run,
               SwimHttpSink sink,
               gpointer data,
               SwimHttpResult *result)
{
  SwimHttpLane *lane = swim_http_get_lane (http, http->blocking, slot);
  SwimDeadline deadline = { NULL };
  SwimDeadlineEnd end;
  SwimExchange exchange;

  if (swim_exchange_init (&exchange, http, lane, url))
    {
      swim_deadlines_begin (http->blocking_deadlines, &deadline, lane->cancellable, run);
      do
        send_and_read (&exchange, sink, data);
      while (swim_exchange_follow (&exchange));
      end = swim_deadlines_end (http->blocking_deadlines, &deadline);
      swim_exchange_finish (&exchange, end);
      swim_http_lane_end (lane, end);
    }
  *result = exchange.result;
  exchange.result.detail = NULL;
  swim_exchange_clear (&exchange);
}
