/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tests/net/test-http-server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct _TestServer
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GSocketService *service;
  GCancellable *stopping; /* ends answers that never end by themselves */
  guint16 port;
  int connections;
  int requests;
  int busy;
  int most_busy;
  GMutex lock;
  GHashTable *asked; /* guarded by lock: how often each path was asked for */
};

typedef struct
{
  TestServer *server;
  GSocketConnection *connection;
  GInputStream *in;
  GOutputStream *out;
  gboolean open; /* another request may follow */
  gsize range;   /* where the part that is asked for begins, 0 for all */
  char *if_range;
} Peer;

/* FALSE when the client is gone. */
static gboolean
send_bytes (Peer *peer, const void *bytes, gsize length)
{
  peer->open =
      peer->open
      && g_output_stream_write_all (peer->out, bytes, length, NULL, peer->server->stopping, NULL);
  return peer->open;
}

static gboolean
send_text (Peer *peer, const char *text)
{
  return send_bytes (peer, text, strlen (text));
}

static void
send_body (Peer *peer, gsize length)
{
  g_autofree char *body = g_malloc (length + 1);

  memset (body, 'x', length);
  send_bytes (peer, body, length);
}

G_GNUC_PRINTF (2, 3)
static void
send_head (Peer *peer, const char *format, ...)
{
  g_autofree char *head = NULL;
  va_list args;

  va_start (args, format);
  head = g_strdup_vprintf (format, args);
  va_end (args);
  send_text (peer, "HTTP/1.1 ");
  send_text (peer, head);
  send_text (peer, "\r\n\r\n");
}

static void
send_status (Peer *peer, const char *path)
{
  send_head (peer, "%s Word\r\nContent-Length: 5", path);
  send_body (peer, 5);
}

static void
drip (Peer *peer)
{
  GPollFD nothing;

  send_head (peer, "200 OK\r\nContent-Length: 1000000");
  g_cancellable_make_pollfd (peer->server->stopping, &nothing);
  while (send_text (peer, "x"))
    g_poll (&nothing, 1, 5);
  g_cancellable_release_fd (peer->server->stopping);
}

/* Says nothing until the client has gone away. */
static void
stall (Peer *peer)
{
  char byte;

  g_input_stream_read (peer->in, &byte, 1, peer->server->stopping, NULL);
  peer->open = FALSE;
}

static void
reset (Peer *peer)
{
  struct linger linger = { 1, 0 };
  GSocket *socket = g_socket_connection_get_socket (peer->connection);

  send_head (peer, "200 OK\r\nContent-Length: 100");
  send_body (peer, 50);
  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  peer->open = FALSE;
}

static void
send_endless (Peer *peer)
{
  send_head (peer, "200 OK\r\nTransfer-Encoding: chunked");
  while (send_text (peer, "2000\r\n"))
    {
      send_body (peer, 0x2000);
      send_text (peer, "\r\n");
    }
}

static void
redirect (Peer *peer, const char *path)
{
  int left = atoi (path);

  if (left == 0)
    send_head (peer, "302 Found\r\nLocation: /ok\r\nContent-Length: 0");
  else
    send_head (peer, "302 Found\r\nLocation: ../redirect/%d\r\nContent-Length: 0", left - 1);
}

static void
send_chunked (Peer *peer)
{
  send_head (peer, "200 OK\r\nTransfer-Encoding: chunked");
  for (int i = 0; i < 16; i++)
    {
      send_text (peer, "80\r\n");
      send_body (peer, 128);
      send_text (peer, "\r\n");
    }
  send_text (peer, "0\r\n\r\n");
}

static int
count_asked (TestServer *server, const char *path)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);
  int asked = GPOINTER_TO_INT (g_hash_table_lookup (server->asked, path)) + 1;

  g_hash_table_replace (server->asked, g_strdup (path), GINT_TO_POINTER (asked));
  return asked;
}

/* The bytes from one on to another, each told by its place. */
static void
send_bytes_between (Peer *peer, gsize from, gsize to)
{
  g_autofree char *body = g_malloc (to + 1);

  for (gsize i = 0; i < to; i++)
    body[i] = (char) (i * 7 + i / 251);
  send_bytes (peer, body + from, to - from);
}

static void
send_numbered (Peer *peer, gsize length)
{
  send_head (peer, "200 OK\r\nContent-Length: %" G_GSIZE_FORMAT, length);
  send_bytes_between (peer, 0, length);
}

/* What a file may be served like, by name: its validator when it is asked for first and when it is
 * asked for again, and how much a wrong part is off. */
static const struct
{
  const char *name;
  const char *first;
  const char *then;
  gboolean ranges;
  gsize off;
} files[] = {
  { "tag", "ETag: \"one\"", "ETag: \"one\"", TRUE, 0 },
  { "date", "Date: Wed, 21 Oct 2015 07:28:00 GMT\r\nLast-Modified: Tue, 20 Oct 2015 07:28:00 GMT",
    "Date: Wed, 21 Oct 2015 07:29:00 GMT\r\nLast-Modified: Tue, 20 Oct 2015 07:28:00 GMT", TRUE,
    0 },
  { "changed", "ETag: \"one\"", "ETag: \"two\"", TRUE, 0 },
  { "whole", "ETag: \"one\"", "ETag: \"one\"", FALSE, 0 },
  { "weak", "ETag: W/\"one\"", "ETag: W/\"one\"", TRUE, 0 },
  { "bare", "Accept-Ranges: bytes", "Accept-Ranges: bytes", TRUE, 0 },
  { "wrong", "ETag: \"one\"", "ETag: \"one\"", TRUE, 1 },
};

#define FILE_SIZE 1000000

/* /file/KIND: cut after two thirds the first time, well the next. */
static void
send_file (Peer *peer, const char *path, const char *kind)
{
  gboolean first = count_asked (peer->server, path) == 1;
  const char *tag;
  guint i = 0;

  while (!g_str_equal (files[i].name, kind))
    i++;
  tag = first ? files[i].first : files[i].then;
  if (peer->range > 0 && files[i].ranges && peer->if_range != NULL
      && strstr (tag, peer->if_range) != NULL)
    {
      send_head (peer,
                 "206 Part\r\n%s\r\nContent-Length: %" G_GSIZE_FORMAT
                 "\r\nContent-Range: bytes %" G_GSIZE_FORMAT "-%d/%d",
                 tag, FILE_SIZE - peer->range, peer->range + files[i].off, FILE_SIZE - 1,
                 FILE_SIZE);
      send_bytes_between (peer, peer->range, FILE_SIZE);
      return;
    }
  send_head (peer, "200 OK\r\n%s\r\nContent-Length: %d", tag, FILE_SIZE);
  send_bytes_between (peer, 0, first ? FILE_SIZE / 3 * 2 : FILE_SIZE);
  peer->open = !first;
}

/* A file that is half as long as it says. */
static void
send_half (Peer *peer)
{
  if (peer->range > 0)
    send_head (peer, "416 No\r\nContent-Range: bytes */1000\r\nContent-Length: 0");
  else
    send_head (peer, "200 OK\r\nETag: \"one\"\r\nContent-Length: 2000");
  send_bytes_between (peer, 0, peer->range > 0 ? 0 : 1000);
  peer->open = peer->range > 0;
}

/* A file of which there is no more than is asked for the rest of. */
static void
send_no_rest (Peer *peer)
{
  if (peer->range == 0)
    send_numbered (peer, 1000);
  else
    send_head (peer, "416 No\r\nETag: \"one\"\r\nContent-Range: bytes */1000\r\nContent-Length: 0");
}

/* An answer that is a head, some bytes, and then perhaps the end of the connection. */
static const struct
{
  const char *path;
  const char *head;
  gsize body;
  gboolean closes;
} answers[] = {
  { "/ok", "200 OK\r\nContent-Length: 2048", 2048, FALSE },
  { "/ok-close", "200 OK\r\nConnection: close\r\nContent-Length: 2048", 2048, TRUE },
  { "/ok-eof", "200 OK\r\nConnection: close", 2048, TRUE },
  { "/empty", "200 OK\r\nContent-Length: 0", 0, FALSE },
  { "/no-content", "204 No Content", 0, FALSE },
  { "/gzip", "200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 10", 10, FALSE },
  { "/short", "200 OK\r\nContent-Length: 100", 50, TRUE },
  { "/short-large", "200 OK\r\nContent-Length: 3000000", 2000000, TRUE },
  { "/short-close", "200 OK\r\nConnection: close\r\nContent-Length: 100", 50, TRUE },
  { "/long", "200 OK\r\nContent-Length: 10", 20, FALSE },
  { "/cut-chunk", "200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64", 50, TRUE },
  { "/error-large", "404 Not Found\r\nContent-Length: 4000000", 1000, TRUE },
  { "/error-cut", "404 Not Found\r\nContent-Length: 1000", 10, TRUE },
  { "/loop", "302 Found\r\nLocation: /loop\r\nContent-Length: 3", 3, FALSE },
  { "/folded", "302 Found\r\nLocation:\r\n /ok\r\nContent-Length: 0", 0, FALSE },
  { "/to-ftp", "302 Found\r\nLocation: ftp://127.0.0.1/\r\nContent-Length: 0", 0, FALSE },
  { "/to-nowhere", "302 Found\r\nContent-Length: 0", 0, FALSE },
  { "/to-nonsense", "302 Found\r\nLocation: http://:\r\nContent-Length: 0", 0, FALSE },
  { "/to-missing", "302 Found\r\nLocation: /status/404\r\nContent-Length: 0", 0, FALSE },
  { "/to-cut", "302 Found\r\nLocation: /short\r\nContent-Length: 0", 0, FALSE },
};

static void
send_named (Peer *peer)
{
  send_head (peer, "200 OK\r\nContent-Length: 5\r\n"
                   "Content-Disposition: attachment; filename=\"../named.gif\"");
  send_text (peer, "bytes");
}

/* /target…: what was asked for. */
static void
send_target (Peer *peer, const char *path)
{
  send_head (peer, "200 OK\r\nContent-Length: %" G_GSIZE_FORMAT, strlen (path));
  send_text (peer, path);
}

static void answer (Peer *peer, const char *path);

/* What /meta/KIND/metadata.json says, by the kind. */
static const struct
{
  const char *kind;
  const char *text;
} metadata[] = {
  { "france", "{\"country\": \"France\", \"iso_cc\": \"FR\"}" },
  { "other", "{\"iso_cc\": \"FR\", \"country\": \"France\"}" },
  { "out", "{\"country\": \"../../out\"}" },
  { "nameless", "{\"iso_cc\": \"FR\"}" },
  { "cut-text", "{\"country\": \"Fr" },
};

/* The rest of the metadata in two answers, where the first is cut. */
static void
send_cut_metadata (Peer *peer, const char *path)
{
  const char *text = metadata[0].text;
  gsize length = strlen (text);

  if (count_asked (peer->server, path) == 1)
    {
      send_head (peer, "200 OK\r\nETag: \"one\"\r\nContent-Length: %" G_GSIZE_FORMAT, length);
      send_bytes (peer, text, length / 2);
      peer->open = FALSE;
      return;
    }
  send_head (peer,
             "206 Part\r\nETag: \"one\"\r\nContent-Length: %" G_GSIZE_FORMAT
             "\r\nContent-Range: bytes %" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT,
             length - peer->range, peer->range, length - 1, length);
  send_text (peer, text + MIN (peer->range, length));
}

/* /meta/KIND/metadata.json: by the kind, of which “busy” is none the first time, and one that is
 * not in the table is what /KIND answers, with slashes for colons. /meta/KIND/…: what the rest
 * says. */
static void
send_beside_metadata (Peer *peer, const char *path)
{
  const char *kind = path + strlen ("/meta/");
  const char *rest = strchr (kind, '/');
  g_autofree char *name = g_strndup (kind, (gsize) (rest - kind));
  g_autofree char *other = g_strdup_printf ("/%s", name);
  const char *text = NULL;

  if (!g_str_has_suffix (path, "/metadata.json"))
    {
      answer (peer, rest);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (metadata); i++)
    if (g_str_equal (name, metadata[i].kind))
      text = metadata[i].text;
  if (g_str_equal (name, "busy") && count_asked (peer->server, path) > 1)
    text = metadata[0].text;
  if (text != NULL)
    {
      send_head (peer, "200 OK\r\nContent-Length: %" G_GSIZE_FORMAT, strlen (text));
      send_text (peer, text);
    }
  else if (g_str_equal (name, "cut"))
    send_cut_metadata (peer, path);
  else
    answer (peer, g_str_equal (name, "busy") ? "/status/503" : g_strdelimit (other, ":", '/'));
}

/* /fail/2/status/503: what the rest says, two times; then all is well. */
static void
fail_first (Peer *peer, const char *path)
{
  const char *how = strchr (path + strlen ("/fail/"), '/');
  gboolean fails = count_asked (peer->server, path) <= atoi (path + strlen ("/fail/"));

  answer (peer, fails ? how : "/ok");
}

/* /pause/3: come back in three seconds. */
static void
ask_for_pause (Peer *peer, const char *seconds)
{
  send_head (peer, "503 Busy\r\nRetry-After: %s\r\nContent-Length: 0", seconds);
}

/* An answer that takes 20 ms, or as many as the path says. */
static void
answer_slowly (Peer *peer, const char *path)
{
  GPollFD nothing;
  int ms = *path == '/' ? atoi (path + 1) : 20;

  g_cancellable_make_pollfd (peer->server->stopping, &nothing);
  g_poll (&nothing, 1, ms);
  g_cancellable_release_fd (peer->server->stopping);
  answer (peer, "/ok");
}

static gboolean
answer_from_table (Peer *peer, const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (g_str_equal (path, answers[i].path))
      {
        send_head (peer, "%s", answers[i].head);
        send_body (peer, answers[i].body);
        peer->open = peer->open && !answers[i].closes;
        return TRUE;
      }
  return FALSE;
}

static void
answer (Peer *peer, const char *path)
{
  if (answer_from_table (peer, path))
    return;
  if (g_str_has_prefix (path, "/status/"))
    send_status (peer, path + strlen ("/status/"));
  else if (g_str_has_prefix (path, "/redirect/"))
    redirect (peer, path + strlen ("/redirect/"));
  else if (g_str_has_prefix (path, "/bytes/"))
    send_numbered (peer, (gsize) g_ascii_strtoull (path + strlen ("/bytes/"), NULL, 10));
  else if (g_str_has_prefix (path, "/item/"))
    send_numbered (peer, 100 + (gsize) atoi (path + strlen ("/item/")));
  else if (g_str_equal (path, "/chunked"))
    send_chunked (peer);
  else if (g_str_has_prefix (path, "/file/"))
    send_file (peer, path, path + strlen ("/file/"));
  else if (g_str_equal (path, "/named"))
    send_named (peer);
  else if (g_str_equal (path, "/half"))
    send_half (peer);
  else if (g_str_equal (path, "/no-rest"))
    send_no_rest (peer);
  else if (g_str_has_prefix (path, "/meta/"))
    send_beside_metadata (peer, path);
  else if (g_str_has_prefix (path, "/target"))
    send_target (peer, path);
  else if (g_str_has_prefix (path, "/fail/"))
    fail_first (peer, path);
  else if (g_str_has_prefix (path, "/pause/"))
    ask_for_pause (peer, path + strlen ("/pause/"));
  else if (g_str_has_prefix (path, "/slow"))
    answer_slowly (peer, path + strlen ("/slow"));
  else if (g_str_equal (path, "/drip"))
    drip (peer);
  else if (g_str_equal (path, "/stall"))
    stall (peer);
  else if (g_str_equal (path, "/reset"))
    reset (peer);
  else if (g_str_equal (path, "/endless"))
    send_endless (peer);
  else if (g_str_equal (path, "/garbage"))
    send_text (peer, "what do you mean?\r\n\r\n");
  if (g_str_equal (path, "/garbage") || g_str_equal (path, "/nothing"))
    peer->open = FALSE;
}

static void
take_header (Peer *peer, const char *line)
{
  if (g_ascii_strncasecmp (line, "Range: bytes=", 13) == 0)
    peer->range = (gsize) g_ascii_strtoull (line + 13, NULL, 10);
  else if (g_ascii_strncasecmp (line, "If-Range: ", 10) == 0)
    {
      g_free (peer->if_range);
      peer->if_range = g_strdup (line + 10);
    }
}

/* The path of the next request, NULL at the end of the connection. */
static char *
read_path (Peer *peer, GDataInputStream *lines)
{
  g_autofree char *first = NULL;
  g_auto (GStrv) words = NULL;
  char *line;

  peer->range = 0;
  g_clear_pointer (&peer->if_range, g_free);
  first = g_data_input_stream_read_line (lines, NULL, peer->server->stopping, NULL);
  if (first == NULL || !g_str_has_prefix (first, "GET "))
    return NULL;
  while ((line = g_data_input_stream_read_line (lines, NULL, peer->server->stopping, NULL)) != NULL)
    {
      gboolean last = line[0] == '\r' || line[0] == '\0';

      take_header (peer, g_strchomp (line));
      g_free (line);
      if (last)
        break;
    }
  words = g_strsplit (first, " ", 3);
  if (g_str_has_prefix (words[1], "http://via.invalid/")) /* we are its proxy */
    return g_strdup (words[1] + strlen ("http://via.invalid"));
  return g_strdup (words[1]);
}

static void
note_busy (TestServer *server, int busy)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  server->most_busy = MAX (server->most_busy, busy);
}

static gboolean
on_run (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer data)
{
  TestServer *server = data;
  GIOStream *stream = G_IO_STREAM (connection);
  Peer peer = {
    .server = server,
    .connection = connection,
    .in = g_io_stream_get_input_stream (stream),
    .out = g_io_stream_get_output_stream (stream),
    .open = TRUE,
  };
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (peer.in);

  /* Or else each answer of several pieces would wait for an acknowledgement that is delayed. */
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, 1,
                       NULL);
  g_data_input_stream_set_newline_type (lines, G_DATA_STREAM_NEWLINE_TYPE_LF);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  g_atomic_int_inc (&server->connections);
  while (peer.open)
    {
      g_autofree char *path = read_path (&peer, lines);

      if (path == NULL)
        break;
      g_atomic_int_inc (&server->requests);
      note_busy (server, g_atomic_int_add (&server->busy, 1) + 1);
      answer (&peer, path);
      g_atomic_int_add (&server->busy, -1);
    }
  g_free (peer.if_range);
  g_io_stream_close (stream, NULL, NULL);
  return TRUE;
}

static gpointer
serve (gpointer data)
{
  TestServer *server = data;

  g_main_context_push_thread_default (server->context);
  server->service = g_threaded_socket_service_new (2000);
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (server->service), 1000);
  server->port =
      g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (server->service), NULL, NULL);
  g_signal_connect (server->service, "run", G_CALLBACK (on_run), server);
  g_main_loop_run (server->loop);
  g_socket_service_stop (server->service);
  g_socket_listener_close (G_SOCKET_LISTENER (server->service));
  g_clear_object (&server->service);
  g_main_context_pop_thread_default (server->context);
  return NULL;
}

TestServer *
test_server_start (void)
{
  TestServer *server = g_new0 (TestServer, 1);

  server->context = g_main_context_new ();
  server->loop = g_main_loop_new (server->context, FALSE);
  server->stopping = g_cancellable_new ();
  g_mutex_init (&server->lock);
  server->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  server->thread = g_thread_new ("test server", serve, server);
  while (!g_main_loop_is_running (server->loop))
    g_thread_yield ();
  return server;
}

/* Threads that still answer end at their next word to a client that is gone. They may outlive this,
 * hence nothing is freed: the process of the test is about to end. */
void
test_server_stop (TestServer *server)
{
  g_cancellable_cancel (server->stopping);
  g_main_loop_quit (server->loop);
  g_thread_join (server->thread);
}

char *
test_server_url (TestServer *server, const char *path)
{
  return g_strdup_printf ("http://127.0.0.1:%u%s", server->port, path);
}

int
test_server_get_connections (TestServer *server)
{
  return g_atomic_int_get (&server->connections);
}

int
test_server_get_requests (TestServer *server)
{
  return g_atomic_int_get (&server->requests);
}

int
test_server_get_busy (TestServer *server)
{
  return g_atomic_int_get (&server->busy);
}

int
test_server_get_most_busy (TestServer *server)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->lock);

  return server->most_busy;
}
