/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One SoupServer and one queue of delays. A request is paused until its fate's delay is over, then
 * its answer is put together; so a waiting request costs little memory. The Host is not looked at:
 * whatever name led here, the contents are the same. */
#include "config.h"

#include "lab/swim-lab-http.h"

#include "lab/swim-delay-queue.h"
#include "lab/swim-lab-files.h"
#include "lab/swim-lab-socket.h"

#include <libsoup/soup.h>
#include <string.h>

struct _SwimLabHttp
{
  SoupServer *server;
  SwimDelayQueue *delays;
  SwimLabFiles *files;
  const SwimScenario *scenario;
  guint16 port;
};

/* A request that waits; it owns itself while its delay is pending. */
typedef struct
{
  SwimDelay delay;
  SwimLabHttp *lab;
  SoupServerMessage *message;
  char *path;
  guint status; /* instead of the content; 0: the content */
} Request;

static void
request_free (Request *request)
{
  g_object_unref (request->message);
  g_free (request->path);
  g_free (request);
}

static void
answer_status (SoupServerMessage *message, guint status)
{
  /* libsoup knows no phrase for the status the book's error server gives. */
  const char *phrase = status == 418 ? "I'm a teapot" : soup_status_get_phrase (status);
  g_autofree char *text = g_strdup_printf ("%u %s\n", status, phrase);

  soup_server_message_set_status (message, status, phrase);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, text, strlen (text));
}

/* A file may be cut short while it is sent: the client then sees the connection end early, which
 * is the truth. */
static void
append_next (SoupServerMessage *message, SwimContent *content)
{
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  g_autoptr (GBytes) bytes = swim_content_next (content);

  if (bytes != NULL)
    soup_message_body_append_bytes (body, bytes);
  else if (!swim_content_is_complete (content))
    g_socket_shutdown (soup_server_message_get_socket (message), TRUE, TRUE, NULL);
}

static void
on_wrote_chunk (SoupServerMessage *message, gpointer content)
{
  append_next (message, content);
}

static void
on_message_gone (gpointer content, GClosure *closure)
{
  swim_content_free (content);
}

/* A content of more than one block is appended to the body as the blocks before are written, so
 * that a gigabyte takes no more memory than a block. */
static void
answer_content (SoupServerMessage *message, SwimContent *content)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_append (headers, "Content-Type", swim_content_get_type (content));
  soup_message_headers_set_content_length (headers, (goffset) swim_content_get_length (content));
  append_next (message, content);
  if (swim_content_is_complete (content))
    {
      swim_content_free (content);
      return;
    }
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect_data (message, "wrote-chunk", G_CALLBACK (on_wrote_chunk), content,
                         on_message_gone, 0);
}

static void
answer (SwimLabHttp *self, SoupServerMessage *message, const char *path, guint status)
{
  SwimContent *content = status == 0 ? swim_lab_files_open (self->files, path) : NULL;

  if (content != NULL)
    answer_content (message, content);
  else
    answer_status (message, status != 0 ? status : SOUP_STATUS_NOT_FOUND);
}

static void
on_due (SwimDelay *delay)
{
  Request *request = (Request *) delay;

  answer (request->lab, request->message, request->path, request->status);
  soup_server_message_unpause (request->message);
  request_free (request);
}

static void
on_dropped (SwimDelay *delay)
{
  request_free ((Request *) delay);
}

static void
wait (SwimLabHttp *self, SoupServerMessage *message, const char *path, SwimFate fate)
{
  Request *request = g_new0 (Request, 1);

  request->delay.on_due = on_due;
  request->delay.on_dropped = on_dropped;
  request->lab = self;
  request->message = g_object_ref (message);
  request->path = g_strdup (path);
  request->status = fate.http_status;
  soup_server_message_pause (message);
  swim_delay_queue_add (self->delays, &request->delay, fate.delay_us);
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer data)
{
  SwimLabHttp *self = data;
  const char *method = soup_server_message_get_method (message);
  g_autofree char *item_name = swim_lab_item_name (path);
  SwimFate fate = swim_scenario_fate (self->scenario, SWIM_LAB_HTTP, item_name);

  if (method != SOUP_METHOD_GET && method != SOUP_METHOD_HEAD)
    {
      soup_message_headers_append (soup_server_message_get_response_headers (message), "Allow",
                                   "GET, HEAD");
      answer_status (message, SOUP_STATUS_METHOD_NOT_ALLOWED);
    }
  else if (fate.delay_us <= 0)
    answer (self, message, path, fate.http_status);
  else
    wait (self, message, path, fate);
}

/* Serves on 127.0.0.1 in the thread-default main context; port 0 takes a free one. scenario must
 * outlive the server. The caller owns it. */
SwimLabHttp *
swim_lab_http_new (const SwimScenario *scenario, guint16 port, const char *root, GError **error)
{
  g_autoptr (SwimLabFiles) files = swim_lab_files_new (root, error);
  g_autoptr (GInetAddress) address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (SoupServer) server = NULL;
  g_autoptr (GSocket) socket = NULL;
  SwimLabHttp *self;

  if (files == NULL)
    return NULL;
  socket = swim_lab_socket_new (G_SOCKET_TYPE_STREAM, address, port, "--http-port", error);
  if (socket == NULL)
    return NULL;
  server = soup_server_new (NULL, NULL);
  if (!soup_server_listen_socket (server, socket, 0, error))
    return NULL;

  self = g_new0 (SwimLabHttp, 1);
  self->scenario = scenario;
  self->files = g_steal_pointer (&files);
  self->port = swim_lab_socket_get_port (socket);
  self->delays = swim_delay_queue_new (g_main_context_get_thread_default ());
  self->server = g_steal_pointer (&server);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
  return self;
}

void
swim_lab_http_free (SwimLabHttp *self)
{
  swim_delay_queue_free (self->delays);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  swim_lab_files_free (self->files);
  g_free (self);
}

guint16
swim_lab_http_get_port (SwimLabHttp *self)
{
  return self->port;
}
