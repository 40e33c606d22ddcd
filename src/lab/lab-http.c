/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Accepts clients, and decides what the answer to a request is and when it is due. The contents are
 * the same for every Host. */
#include "config.h"

#include "lab/lab-http.h"

#include "lab/http-connection.h"
#include "lab/http-fault.h"
#include "lab/lab-files.h"
#include "lab/lab-socket.h"

#include <errno.h>
#include <libsoup/soup.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#define ACCEPT_AGAIN_US 10000

struct _SwimLabHttp
{
  SwimWatch listening; /* first: a watch is cast to its server */
  SwimDelay accept_again;
  SwimHttpHost host;
  GSocket *listener;
  SwimLabFiles *files;
  SwimHttpFaults *faults;
  const SwimScenario *scenario;
};

static void
on_request (SwimHttpConnection *connection, const SwimHttpRequest *request, gpointer data)
{
  SwimLabHttp *self = data;
  g_autofree char *item_name = swim_lab_item_name (request->path);
  SwimFate fate = swim_scenario_fate (self->scenario, SWIM_LAB_HTTP, item_name);
  gboolean is_allowed =
      strcmp (request->method, "GET") == 0 || strcmp (request->method, "HEAD") == 0;
  gboolean is_usual = is_allowed && fate.http_status == 0;
  g_autoptr (SwimHttpAnswer) answer = swim_http_answer_new (
      request, is_usual ? swim_lab_files_open (self->files, request->path) : NULL);

  answer->delay_us = fate.delay_us;
  if (fate.http_status != 0)
    answer->status = fate.http_status;
  if (is_allowed)
    swim_http_faults_apply (self->faults, fate.fault, request->path, answer);
  else
    {
      answer->status = SOUP_STATUS_METHOD_NOT_ALLOWED;
      g_string_append (answer->headers, "Allow: GET, HEAD\r\n");
    }
  swim_http_connection_answer (connection, answer);
}

/* Accepts all clients that wait, for they come at once. If no descriptor is left, the rest waits.
 */
static void
accept_all (SwimLabHttp *self)
{
  const int yes = 1;
  int fd;

  while ((fd = swim_lab_socket_accept (self->listening.fd)) >= 0)
    {
      setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      swim_http_connection_new (&self->host, fd);
    }
  if (errno != EAGAIN && self->accept_again.place == NULL)
    swim_delay_queue_add (self->host.delays, &self->accept_again, ACCEPT_AGAIN_US);
}

static void
on_clients (SwimWatch *watch, guint events)
{
  accept_all ((SwimLabHttp *) watch);
}

static void
on_accept_again (SwimDelay *delay)
{
  accept_all ((SwimLabHttp *) ((char *) delay - G_STRUCT_OFFSET (SwimLabHttp, accept_again)));
}

/* Serves on 127.0.0.1; port 0 takes a free one, and is set to it. scenario, poller and delays must
 * outlive the server. The caller owns it. */
SwimLabHttp *
swim_lab_http_new (const SwimScenario *scenario,
                   SwimPoller *poller,
                   SwimDelayQueue *delays,
                   guint16 *port,
                   const char *root,
                   GError **error)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (SwimLabFiles) files = swim_lab_files_new (root, error);
  g_autoptr (GSocket) listener = NULL;
  SwimLabHttp *self;

  if (files != NULL)
    listener = swim_lab_socket_new (G_SOCKET_TYPE_STREAM, address, port, "--http-port", error);
  if (listener == NULL)
    return NULL;
  self = g_new0 (SwimLabHttp, 1);
  self->scenario = scenario;
  self->files = g_steal_pointer (&files);
  self->faults = swim_http_faults_new ();
  self->host.poller = poller;
  self->host.delays = delays;
  self->host.on_request = on_request;
  self->host.data = self;
  self->accept_again.on_due = on_accept_again;
  self->listening.on_events = on_clients;
  self->listening.fd = g_socket_get_fd (listener);
  self->listener = g_steal_pointer (&listener);
  swim_poller_add (poller, &self->listening, SWIM_WATCH_CHANGES);
  return self;
}

void
swim_lab_http_free (SwimLabHttp *self)
{
  while (self->host.connections.head != NULL)
    swim_http_connection_free (self->host.connections.head->data);
  swim_delay_queue_remove (self->host.delays, &self->accept_again);
  g_object_unref (self->listener);
  swim_http_faults_free (self->faults);
  swim_lab_files_free (self->files);
  g_free (self);
}
