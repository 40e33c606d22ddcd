/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What comes of answers that a server should not give (RFC 9112), byte by byte, in both forms and
 * with each HTTP client: the same class, and no body called verified without proof. After each the
 * same slot fetches something sound, which must not suffer. Nothing may be logged. */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "net/http/http.h"
#include "swim-test.h"

#define OK "HTTP/1.1 200 OK\r\n"
#define CHUNKED OK "Transfer-Encoding: chunked\r\n\r\n"
#define FILLER "a=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define BYTES(text) text, sizeof text - 1

typedef enum
{
  OPEN,   /* the server waits for the next request */
  CLOSES, /* it closes the connection */
} After;

typedef enum
{
  FAILS,
  VERIFIED,
  UNVERIFIED,
} Integrity;

typedef struct
{
  SwimStatus status;
  Integrity integrity;
  const char *body; /* of a success */
} Expected;

/* clang-format off */
#define REFUSED { SWIM_STATUS_PROTOCOL_ERROR, FAILS, NULL }
#define CUT { SWIM_STATUS_TRUNCATED, FAILS, NULL }
#define WHOLE(body) { SWIM_STATUS_OK, VERIFIED, body }
#define MAYBE(body) { SWIM_STATUS_OK, UNVERIFIED, body }
/* clang-format on */

typedef struct
{
  const char *bytes;
  gsize length;
  After after;
  Expected expected;
  gboolean differs; /* with libsoup, which cannot tell: */
  Expected soup;
} Case;

static const Case cases[] = {
  /* Content-Length */
  { BYTES (OK "Content-Length: 5\r\n\r\nhello"), OPEN, WHOLE ("hello") },
  { BYTES (OK "Content-Length: 005\r\n\r\nhello"), OPEN, WHOLE ("hello") },
  { BYTES (OK "Content-Length: 0\r\n\r\n"), OPEN, WHOLE ("") },
  { BYTES (OK "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"), OPEN, WHOLE ("hello") },
  { BYTES (OK "Content-Length: 5, 5\r\n\r\nhello"), OPEN, WHOLE ("hello"), TRUE, REFUSED },
  { BYTES (OK "Content-Length: 5\r\nConnection: close\r\n\r\nhello"), CLOSES, WHOLE ("hello") },
  { BYTES (OK "Content-Length: 9\r\n\r\nhello"), CLOSES, CUT },
  { BYTES (OK "Content-Length: 9\r\nConnection: close\r\n\r\nhello"), CLOSES, CUT },
  { BYTES (OK "Content-Length: 9\r\n\r\n"), CLOSES, CUT },
  { BYTES (OK "Content-Length: -5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "Content-Length: -1\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "Content-Length: +5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "Content-Length: 0x5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "Content-Length: 5 5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "Content-Length: 5abc\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "Content-Length:\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "Content-Length: 18446744073709551621\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "Content-Length: 9223372036854775808\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "Content-Length: 5, 6\r\n\r\nhello!"), CLOSES, REFUSED },
  { BYTES (OK "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"), CLOSES, REFUSED },
  { BYTES (OK "Content-Length: 0\r\nContent-Length: 5\r\n\r\nhello"), OPEN, REFUSED },
  { BYTES (OK "Content-Length: 5\r\nContent-Length: 0\r\n\r\nhello"), OPEN, REFUSED },
  { BYTES (OK "Content-Length: 5\r\nContent-Length:\r\n\r\nhello"), OPEN, REFUSED },
  { BYTES (OK "Content-Length : 5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "Content-Length:\r\n 5\r\n\r\nhello"), OPEN, REFUSED },
  { BYTES (OK "Content-Length\r: 5\r\n\r\nhello"), CLOSES, REFUSED },

  /* Transfer-Encoding */
  { BYTES (CHUNKED "5\r\nhello\r\n0\r\n\r\n"), OPEN, WHOLE ("hello") },
  { BYTES (OK "Transfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"), OPEN, WHOLE ("hello") },
  { BYTES (OK "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
    CLOSES, REFUSED },
  { BYTES (OK "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
    CLOSES, REFUSED },
  { BYTES (OK "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
    OPEN, REFUSED },
  { BYTES (OK "Transfer-Encoding: gzip\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "Transfer-Encoding: identity\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "Transfer-Encoding:\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"), CLOSES, REFUSED },
  { BYTES (OK "Transfer-Encoding: chunked, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"), CLOSES,
    REFUSED },
  { BYTES (OK "Transfer-Encoding: chunked, identity\r\n\r\n5\r\nhello\r\n0\r\n\r\n"), CLOSES,
    REFUSED },
  { BYTES (OK "Transfer-Encoding: xchunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"), CLOSES, REFUSED },
  { BYTES (OK "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"
              "5\r\nhello\r\n0\r\n\r\n"),
    CLOSES, REFUSED },
  { BYTES (OK "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
              "5\r\nhello\r\n0\r\n\r\n"),
    CLOSES, REFUSED },
  { BYTES ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"), CLOSES,
    REFUSED },
  { BYTES (OK "Transfer-Encoding : chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"), CLOSES, REFUSED },

  /* Chunks */
  { BYTES (CHUNKED "5;" FILLER FILLER FILLER "\r\nhello\r\n0\r\n\r\n"), OPEN, WHOLE ("hello"), TRUE,
    REFUSED },
  { BYTES (CHUNKED "5\r\nhello\r\n0\r\nX: y\r\nZ: w\r\n\r\n"), OPEN, WHOLE ("hello") },
  { BYTES (CHUNKED "5\r\nhello\r\n0\r\nX: y\r\nZ: w\r\n"), CLOSES, CUT },
  { BYTES (CHUNKED "0\r\n\r\n"), OPEN, WHOLE ("") },
  { BYTES (CHUNKED "5\r\nhello\r\n6;a=\"b;\"\r\n world\r\n000\r\nX: y\r\n\r\n"), OPEN,
    WHOLE ("hello world") },
  { BYTES (CHUNKED "5\r\nhello\r\n0\r\n"), CLOSES, CUT },
  { BYTES (CHUNKED "5\r\nhello\r\n0"), CLOSES, CUT },
  { BYTES (CHUNKED "5\r\nhello\r\n"), CLOSES, CUT },
  { BYTES (CHUNKED "5\r\nhello"), CLOSES, CUT },
  { BYTES (CHUNKED "5\r\nhel"), CLOSES, CUT },
  { BYTES (CHUNKED "5"), CLOSES, CUT },
  { BYTES (CHUNKED), CLOSES, CUT },
  { BYTES (CHUNKED "5\r\nhello\r\nzz\r\nworld\r\n0\r\n\r\n"), CLOSES, REFUSED },
  { BYTES (CHUNKED "5\r\nhello\r\n\r\nworld\r\n0\r\n\r\n"), CLOSES, REFUSED },
  { BYTES (CHUNKED "5zz\r\nhello\r\n0\r\n\r\n"), CLOSES, REFUSED },
  { BYTES (CHUNKED "+5\r\nhello\r\n0\r\n\r\n"), CLOSES, REFUSED },
  { BYTES (CHUNKED "-5\r\nhello\r\n0\r\n\r\n"), CLOSES, REFUSED },
  { BYTES (CHUNKED "0x5\r\nhello\r\n0\r\n\r\n"), CLOSES, REFUSED },
  { BYTES (CHUNKED " 5\r\nhello\r\n0\r\n\r\n"), CLOSES, REFUSED },
  { BYTES (CHUNKED "5\nhello\n0\n\n"), CLOSES, REFUSED },
  { BYTES (CHUNKED "10000000000000005\r\nhello\r\n0\r\n\r\n"), CLOSES, REFUSED },
  { BYTES (CHUNKED "5\r\nhello0\r\n\r\n"), CLOSES, REFUSED },
  { BYTES (CHUNKED "5\r\nhelloXXX\r\n6\r\n world\r\n0\r\n\r\n"), CLOSES, REFUSED },
  { BYTES (CHUNKED "5\r\nhello\r\n0\r\nno trailer\r\n\r\n"), CLOSES, REFUSED },

  /* Answers without a body, or up to the end of the connection */
  { BYTES ("HTTP/1.1 204 No Content\r\n\r\n"), OPEN, WHOLE ("") },
  { BYTES ("HTTP/1.1 204 No Content\r\nContent-Length: 11\r\n\r\n"), OPEN, WHOLE ("") },
  { BYTES ("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"), OPEN, WHOLE ("") },
  { BYTES ("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n"), OPEN, WHOLE ("") },
  { BYTES ("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"), OPEN, REFUSED },
  { BYTES (OK "\r\nhello"), CLOSES, MAYBE ("hello") },
  { BYTES (OK "\r\n5\r\nhello\r\n"), CLOSES, MAYBE ("5\r\nhello\r\n") },
  { BYTES (OK "\r\n"), CLOSES, MAYBE ("") },
  { BYTES (OK "Server: x\r\n\r\n"), CLOSES, MAYBE ("") },
  { BYTES ("HTTP/1.0 200 OK\r\n\r\nhello"), CLOSES, MAYBE ("hello") },

  /* Bytes after the end */
  { BYTES (OK "Content-Length: 5\r\n\r\nhello world"), OPEN, WHOLE ("hello") },
  { BYTES (OK "Content-Length: 5\r\n\r\nhello" OK "Content-Length: 5\r\n\r\nfalse"), OPEN,
    WHOLE ("hello") },
  { BYTES (CHUNKED "5\r\nhello\r\n0\r\n\r\n" OK "Content-Length: 5\r\n\r\nfalse"), OPEN,
    WHOLE ("hello") },
  { BYTES ("HTTP/1.1 204 No Content\r\n\r\n" OK "Content-Length: 5\r\n\r\nfalse"), OPEN,
    WHOLE ("") },

  /* Heads */
  { BYTES (OK), CLOSES, CUT },
  { BYTES ("HTTP/1.1 2"), CLOSES, CUT },
  { BYTES (OK "Content-Length: 5\r\n"), CLOSES, CUT },
  { BYTES (OK "Content-Le"), CLOSES, CUT },
  { BYTES (""), CLOSES, CUT },
  { BYTES (OK "X: a\r\n"), CLOSES, CUT },
  { BYTES (OK "X: a\r\nY: b\r\nContent-Length: 0\r\n"), CLOSES, CUT },
  { BYTES (OK "X: a\r\nY: b\r\nTransfer-Encoding: chunked\r\n"), CLOSES, CUT },
  /* As many bytes as if the empty line was missing. */
  { BYTES (OK "X:a\r\nY:b\r\nContent-Length: 0\r\n\r\n"), OPEN, WHOLE ("") },
  { BYTES (OK "X:a\r\nContent-Length:0\r\n\r\n"), OPEN, WHOLE ("") },
  { BYTES (OK "X:a\r\nY: b\r\nContent-Length:0\r\nZ: c\r\n\r\n"), OPEN, WHOLE ("") },
  { BYTES (OK "X:a\r\nY:b\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), OPEN, WHOLE ("") },
  { BYTES (OK "X:a\r\nY:b\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), CLOSES, WHOLE ("") },
  { BYTES (OK "X:a\r\nY:b\r\nContent-Length: 5\r\n\r\nhello"), CLOSES, WHOLE ("hello") },
  { BYTES ("HTTP/1.1 204 No Content\r\nX:a\r\nY:b\r\nZ: c\r\n\r\n"), OPEN, WHOLE ("") },
  { BYTES ("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello"), OPEN, WHOLE ("hello") },
  { BYTES (OK "X: a\r\n b\r\nContent-Length: 5\r\n\r\nhello"), OPEN, WHOLE ("hello") },
  { BYTES (OK "X: a\r\nY: b\r\r\nContent-Length: 0\r\n\r\n"), OPEN, REFUSED },
  { BYTES (OK "Content-Length: 0\r\r\n\r\n"), OPEN, REFUSED },
  { BYTES ("HTTP/1.1 204 No Content\r\nX: a\r\r\n\n"), CLOSES, REFUSED },
  { BYTES ("HTTP/1.1\t200 OK\r\nContent-Length: 5\r\n\r\nhello"), OPEN, REFUSED },
  { BYTES ("HTTP/1.1 200\tOK\r\nContent-Length: 5\r\n\r\nhello"), OPEN, REFUSED },
  { BYTES ("HTTP/1.1 200OK\r\nX:  a\r\nContent-Length: 5\r\n\r\nhello"), OPEN, REFUSED },
  { BYTES ("HTTP/01.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES ("\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES ("\0\0\x12\x04\0\0\0\0\0"), OPEN, REFUSED },
  { BYTES ("hello"), OPEN, REFUSED },
  { BYTES ("HTTP/1.0 200 OK\r\nConnection: content-length\r\nContent-Length: 5\r\n\r\nhello"),
    CLOSES, WHOLE ("hello"), TRUE, MAYBE ("hello") },
  { BYTES ("hello world\r\n\r\n"), CLOSES, REFUSED },
  { BYTES ("HTTP/0.9 200 OK\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES ("HTTP/1.7 200 OK\r\nContent-Length: 5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES ("HTTP/3.0 200 OK\r\nContent-Length: 5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES ("HTTP/1.1 20 OK\r\nContent-Length: 5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES ("HTTP/1.1 2000 OK\r\nContent-Length: 5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES ("HTTP/1.1 999 What\r\nContent-Length: 5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES ("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "no colon\r\nContent-Length: 5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "X : y\r\nContent-Length: 5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK ": y\r\nContent-Length: 5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "X(: y\r\nContent-Length: 5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "X: a\rb\r\nContent-Length: 5\r\n\r\nhello"), CLOSES, REFUSED },
  { BYTES (OK "X: a\0b\r\nContent-Length: 5\r\n\r\nhello"), CLOSES, REFUSED },
};

typedef struct
{
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread; /* a blocking client would stop the server on its own thread */
  GSocketService *service;
  guint16 port;
} Server;

/* The number in the path of a request; 0 at the end of the connection. */
static guint
read_request (GDataInputStream *lines)
{
  g_autofree char *first = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  guint number;

  if (first == NULL || !g_str_has_prefix (first, "GET /"))
    return 0;
  number = (guint) g_ascii_strtoull (first + strlen ("GET /"), NULL, 10);
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

      if (line == NULL)
        return 0;
      if (line[0] == '\r' || line[0] == '\0')
        return number;
    }
}

/* An answer that is a piece, and then another again and again. */
typedef struct
{
  const char *first;
  const char *again;
  guint times;
  const char *last;
  Expected expected;
  gboolean differs; /* as in a Case */
  Expected soup;
} Long;

static const Long longs[] = {
  { OK, "X: y\r\n", 900, "Content-Length: 5\r\n\r\nhello", WHOLE ("hello") },
  { OK, "X: y\r\n", 1000, "Content-Length: 5\r\n\r\nhello", REFUSED },
  { OK "X: ", "yyyyyyyyyyyyyyyy", 3800, "\r\nContent-Length: 5\r\n\r\nhello", WHOLE ("hello") },
  { OK "X: ", "yyyyyyyyyyyyyyyy", 4200, "\r\nContent-Length: 5\r\n\r\nhello", REFUSED },
  { OK "X: ", "yyyyyyyyyyyyyyyy", 1000000, "\r\nContent-Length: 5\r\n\r\nhello", REFUSED },
  { OK, "Filler: of a head that does not end\r\n", 1000000, "\r\n", REFUSED },
  { "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", 99,
    OK "Content-Length: 5\r\n\r\nhello", WHOLE ("hello") },
  { "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", 100,
    OK "Content-Length: 5\r\n\r\nhello", REFUSED },
  { "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\n\r\n", 1000000,
    OK "Content-Length: 5\r\n\r\nhello", REFUSED },
};

/* FALSE: the client is gone. */
static gboolean
send_long (GOutputStream *out, const Long *answer)
{
  g_autoptr (GString) text = g_string_new (answer->first);

  for (guint i = 0; i < answer->times; i++)
    {
      g_string_append (text, answer->again);
      if (text->len < 16384)
        continue;
      if (!g_output_stream_write_all (out, text->str, text->len, NULL, NULL, NULL))
        return FALSE;
      g_string_truncate (text, 0);
    }
  g_string_append (text, answer->last);
  return g_output_stream_write_all (out, text->str, text->len, NULL, NULL, NULL);
}

#define FIRST_LONG 1000
#define SOUND 2000

/* /1 is the first case, /1000 the first long one; /2000 is sound. FALSE: the connection ends. */
static gboolean
answer_request (GOutputStream *out, guint number)
{
  static const Case sound = { BYTES (OK "Content-Length: 5\r\n\r\nsound"), OPEN, WHOLE ("sound") };
  const Case *answer = &sound;

  if (number - 1 < G_N_ELEMENTS (cases))
    answer = &cases[number - 1];
  else if (number - FIRST_LONG < G_N_ELEMENTS (longs))
    return send_long (out, &longs[number - FIRST_LONG]);
  return g_output_stream_write_all (out, answer->bytes, answer->length, NULL, NULL, NULL)
         && answer->after == OPEN;
}

static gboolean
serve (GThreadedSocketService *service,
       GSocketConnection *connection,
       GObject *source,
       gpointer data)
{
  g_autoptr (GDataInputStream) lines =
      g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  guint number;

  while ((number = read_request (lines)) > 0 && answer_request (out, number))
    ;
  return TRUE;
}

static gpointer
run_server (gpointer data)
{
  g_main_loop_run (data);
  return NULL;
}

static void
start_server (Server *server)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  server->context = g_main_context_new ();
  server->loop = g_main_loop_new (server->context, FALSE);
  g_main_context_push_thread_default (server->context);
  server->service = g_threaded_socket_service_new (-1);
  g_socket_listener_add_address (G_SOCKET_LISTENER (server->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_main_context_pop_thread_default (server->context);
  swim_assert_no_error (error);
  server->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (server->service, "run", G_CALLBACK (serve), NULL);
  server->thread = g_thread_new ("server", run_server, server->loop);
}

static void
stop_server (Server *server)
{
  g_main_loop_quit (server->loop);
  g_thread_join (server->thread);
  g_socket_service_stop (server->service);
  g_object_unref (server->service);
  g_main_loop_unref (server->loop);
  g_main_context_unref (server->context);
}

typedef struct
{
  SwimHttpSink sink;
  SwimHttpResult result;
  GString *body;
  gboolean done;
} Fetched;

static void
on_begin (SwimHttpSink *sink, const SwimBodyVersion *version)
{
  g_string_truncate (((Fetched *) sink)->body, 0);
}

static SwimHttpFlow
on_block (SwimHttpSink *sink, guint8 **bytes, gsize length)
{
  g_string_append_len (((Fetched *) sink)->body, (const char *) *bytes, (gssize) length);
  return SWIM_FLOW_GO;
}

static void
on_done (SwimHttpSink *sink, const SwimHttpResult *result, guint8 *bytes, gsize length)
{
  Fetched *self = (Fetched *) sink;

  self->result = *result;
  g_string_append_len (self->body, (const char *) bytes, (gssize) length);
  g_free (bytes);
  self->done = TRUE;
}

typedef struct
{
  SwimHttp *http;
  gboolean blocking;
  guint16 port;
  char *what; /* is fetched, and how */
} Fetcher;

static void
check (const Fetcher *fetcher, const Fetched *fetched, const Expected *expected)
{
  const SwimHttpResult *result = &fetched->result;
  gboolean whole = result->status == SWIM_STATUS_OK;

  ck_assert_msg (result->status == expected->status, "%s came to %s (%s), not %s", fetcher->what,
                 swim_status_to_string (result->status), result->detail,
                 swim_status_to_string (expected->status));
  ck_assert_msg (result->unverified == (whole && expected->integrity != VERIFIED), "%s: integrity",
                 fetcher->what);
  ck_assert_msg (!whole || expected->body == NULL
                     || g_str_equal (fetched->body->str, expected->body),
                 "%s: body “%s”", fetcher->what, fetched->body->str);
}

static void
fetch (const Fetcher *fetcher, guint number, const Expected *expected)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/%u", fetcher->port, number);
  Fetched fetched = { .sink = { .begin = on_begin, .block = on_block, .done = on_done },
                      .body = g_string_new (NULL) };

  if (fetcher->blocking)
    swim_http_perform (fetcher->http, 0, url, NULL, NULL, &fetched.sink);
  else
    swim_http_start (fetcher->http, 0, url, NULL, NULL, &fetched.sink);
  while (!fetched.done)
    g_main_context_iteration (NULL, TRUE);
  check (fetcher, &fetched, expected);
  g_free (fetched.result.detail);
  g_string_free (fetched.body, TRUE);
}

/* Fetches the answer of that number, and then something sound by the same slot. */
static void
check_answer (const Server *server,
              const SwimHttpClient *client,
              gboolean blocking,
              guint number,
              const char *shown,
              const Expected *expected)
{
  const SwimHttpPolicy policy = { .client = client,
                                  .timeout = (gint64) (swim_test_scaled (5) * 1e6) };
  static const Expected sound = WHOLE ("sound");
  SwimHttpLimits *limits = swim_http_limits_new (1, 0, 0);
  g_autofree char *bytes = g_strescape (shown, NULL);
  g_autofree char *what = g_strdup_printf ("“%s” with %s, %s", bytes, client->name,
                                           blocking ? "blocking" : "non-blocking");
  g_autofree char *after = g_strdup_printf ("a sound answer after %s", what);
  Fetcher fetcher = { swim_http_new (&policy, limits, 1, g_main_context_default ()), blocking,
                      server->port, what };

  fetch (&fetcher, number, expected);
  fetcher.what = after;
  fetch (&fetcher, SOUND, &sound);
  swim_http_free (fetcher.http);
  swim_http_limits_unref (limits);
}

static void
fail_on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if (level <= G_LOG_LEVEL_MESSAGE)
    ck_abort_msg ("%s: %s", domain, message);
}

/* The answer of that number, with what is expected of it. */
static void
check_all (guint number, const char *shown, const Expected *expected, const Expected *soup)
{
  Server server;

  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_default_handler (fail_on_log, NULL);
  start_server (&server);
  for (const SwimHttpClient *const *client = swim_http_clients_list (); *client != NULL; client++)
    for (guint blocking = 0; blocking < 2; blocking++)
      check_answer (&server, *client, blocking > 0, number, shown,
                    g_str_equal ((*client)->name, "soup") ? soup : expected);
  stop_server (&server);
}

START_TEST (test_answer_comes_to_one_class_in_both_forms_with_each_client)
{
  const Case *answer = &cases[_i];

  check_all ((guint) _i + 1, answer->bytes, &answer->expected,
             answer->differs ? &answer->soup : &answer->expected);
}
END_TEST

START_TEST (test_so_does_one_without_measure)
{
  const Long *answer = &longs[_i];

  check_all (FIRST_LONG + (guint) _i, answer->again, &answer->expected,
             answer->differs ? &answer->soup : &answer->expected);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_answer_comes_to_one_class_in_both_forms_with_each_client, 0,
                       G_N_ELEMENTS (cases));
  tcase_add_loop_test (tests, test_so_does_one_without_measure, 0, G_N_ELEMENTS (longs));
}

SWIM_TEST_MAIN ("strict", add_tests)
