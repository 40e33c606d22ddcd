/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The non-blocking form of the libcurl client: one GSource with one epoll descriptor, which holds
 * the sockets of all its multi handles.
 *
 * libcurl looks at all connections of a multi handle for some of its work, so that one handle for
 * a thousand costs twice the CPU of ten for a hundred each. And it would open a thousand
 * connections in one call: a turn of the loop takes a few events and starts, and leaves the rest to
 * the next. */
#include "config.h"

#include "net/http/client-curl.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/epoll.h>
#include <unistd.h>

#define GROUP 100      /* connections of a multi handle */
#define MOST_EVENTS 16 /* a turn, and likewise starts */

/* A multi handle. */
typedef struct
{
  SwimCurlLoop *loop;
  CURLM *multi;
  gint64 due; /* when libcurl has something to do, -1: never */
} Group;

/* A descriptor of libcurl's. */
typedef struct
{
  Group *group;
  guint32 wanted;     /* events that libcurl waits for */
  guint32 registered; /* events that epoll reports, 0: the descriptor is not in its set */
} Socket;

struct _SwimCurlLoop
{
  GSource *source;
  int epoll;
  GArray *sockets; /* of Socket, by descriptor */
  Group *groups;
  guint n_groups;
  GQueue starts; /* of SwimCurlConnection */
  gboolean dispatching;
};

typedef struct
{
  GSource parent;
  SwimCurlLoop *loop;
  gpointer tag; /* of the epoll descriptor */
} Source;

static Socket *
get_socket (SwimCurlLoop *self, int fd)
{
  if ((guint) fd >= self->sockets->len)
    g_array_set_size (self->sockets, fd + 1);
  return &g_array_index (self->sockets, Socket, fd);
}

static void
register_events (SwimCurlLoop *self, int fd, guint32 events)
{
  Socket *socket = get_socket (self, fd);
  struct epoll_event event = { .events = events, .data.fd = fd };
  int action = socket->registered == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;

  if (events == socket->registered)
    return;
  socket->registered = events;
  if (epoll_ctl (self->epoll, events == 0 ? EPOLL_CTL_DEL : action, fd, &event) < 0)
    g_warning ("epoll_ctl: %s", g_strerror (errno));
}

/* libcurl takes a socket off and puts it on again for each request. Off is left for later:
 * on_event() takes out what it then is woken for in vain, such as a kept connection that the server
 * closes. */
static int
on_socket (CURL *easy, curl_socket_t fd, int what, void *data, void *unused)
{
  Group *group = data;
  Socket *socket = get_socket (group->loop, fd);

  socket->group = group;
  socket->wanted = 0;
  if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
    socket->wanted |= EPOLLIN;
  if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
    socket->wanted |= EPOLLOUT;
  if (socket->wanted != 0)
    register_events (group->loop, fd, socket->wanted);
  return 0;
}

/* Closing a descriptor takes it out of the set. */
static int
on_close_socket (void *data, curl_socket_t fd)
{
  SwimCurlLoop *self = data;

  *get_socket (self, fd) = (Socket){ .group = NULL };
  return close (fd);
}

static int
on_timer (CURLM *multi, long ms, void *data)
{
  Group *group = data;

  group->due = ms < 0 ? -1 : g_get_monotonic_time () + ms * 1000;
  return 0;
}

/* What has ended. Each may start the next exchange from within, which gets in line. */
static void
collect (Group *group)
{
  SwimCurlConnection *connection;
  CURLMsg *message;
  int left;

  while ((message = curl_multi_info_read (group->multi, &left)) != NULL)
    {
      CURLcode result = message->data.result;

      curl_easy_getinfo (message->easy_handle, CURLINFO_PRIVATE, &connection);
      swim_curl_connection_end (connection, result);
    }
}

static void
act (Group *group, int fd, int events)
{
  int running;

  curl_multi_socket_action (group->multi, fd, events, &running);
  collect (group);
}

static void
on_event (SwimCurlLoop *self, const struct epoll_event *event)
{
  Socket *socket = get_socket (self, event->data.fd);
  int events = 0;

  if (socket->group == NULL) /* closed by the work on an event before */
    return;
  if (socket->wanted == 0)
    {
      register_events (self, event->data.fd, 0);
      return;
    }
  if ((event->events & EPOLLIN) != 0)
    events |= CURL_CSELECT_IN;
  if ((event->events & EPOLLOUT) != 0)
    events |= CURL_CSELECT_OUT;
  if ((event->events & (EPOLLERR | EPOLLHUP)) != 0)
    events |= CURL_CSELECT_ERR;
  act (socket->group, event->data.fd, events);
}

static void
take_events (SwimCurlLoop *self)
{
  struct epoll_event events[MOST_EVENTS];
  int count = epoll_wait (self->epoll, events, MOST_EVENTS, 0);

  for (int i = 0; i < count; i++)
    on_event (self, &events[i]);
}

static void
take_timers (SwimCurlLoop *self)
{
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < self->n_groups; i++)
    if (self->groups[i].due >= 0 && self->groups[i].due <= now)
      {
        self->groups[i].due = -1;
        act (&self->groups[i], CURL_SOCKET_TIMEOUT, 0);
      }
}

/* libcurl begins with a handle when its timer expires, at once. */
static void
take_starts (SwimCurlLoop *self)
{
  for (guint i = 0; i < MOST_EVENTS && self->starts.length > 0; i++)
    {
      SwimCurlConnection *connection = g_queue_pop_head_link (&self->starts)->data;

      connection->queue = NULL;
      swim_curl_connection_prepare (connection);
      connection->on_multi = TRUE;
      curl_multi_add_handle (connection->multi, connection->easy);
    }
}

static gint64
find_due (SwimCurlLoop *self)
{
  gint64 due = G_MAXINT64;

  for (guint i = 0; i < self->n_groups; i++)
    if (self->groups[i].due >= 0)
      due = MIN (due, self->groups[i].due);
  return due;
}

static gboolean
source_prepare (GSource *source, int *timeout)
{
  SwimCurlLoop *self = ((Source *) source)->loop;
  gint64 due = find_due (self);
  gint64 left = due == G_MAXINT64 ? -1 : due - g_source_get_time (source);

  *timeout = -1;
  if (self->starts.length > 0 || (due != G_MAXINT64 && left <= 0))
    return TRUE;
  if (left > 0)
    *timeout = (int) MIN ((left + 999) / 1000, G_MAXINT);
  return FALSE;
}

static gboolean
source_check (GSource *source)
{
  SwimCurlLoop *self = ((Source *) source)->loop;

  return g_source_query_unix_fd (source, ((Source *) source)->tag) != 0
         || find_due (self) <= g_source_get_time (source);
}

static gboolean
source_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  SwimCurlLoop *self = ((Source *) source)->loop;

  if (self->dispatching) /* from a loop within: libcurl is not reentrant */
    return G_SOURCE_CONTINUE;
  self->dispatching = TRUE;
  take_events (self);
  take_starts (self);
  take_timers (self);
  self->dispatching = FALSE;
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = {
  .prepare = source_prepare,
  .check = source_check,
  .dispatch = source_dispatch,
};

static void
init_group (Group *group, SwimCurlLoop *loop)
{
  group->loop = loop;
  group->due = -1;
  group->multi = swim_curl_multi_new (GROUP);
  curl_multi_setopt (group->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt (group->multi, CURLMOPT_SOCKETDATA, group);
  curl_multi_setopt (group->multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt (group->multi, CURLMOPT_TIMERDATA, group);
}

/* A source that may recurse is not blocked while it is dispatched, which would wake the loop by its
 * eventfd twice a turn. */
static GSource *
make_source (SwimCurlLoop *self)
{
  GSource *source = g_source_new (&source_funcs, sizeof (Source));

  ((Source *) source)->loop = self;
  ((Source *) source)->tag = g_source_add_unix_fd (source, self->epoll, G_IO_IN);
  g_source_set_static_name (source, "libcurl");
  g_source_set_can_recurse (source, TRUE);
  return source;
}

SwimCurlLoop *
swim_curl_loop_new (GMainContext *context, guint slots)
{
  SwimCurlLoop *self = g_new0 (SwimCurlLoop, 1);

  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  self->sockets = g_array_new (FALSE, TRUE, sizeof (Socket));
  self->n_groups = (slots + GROUP - 1) / GROUP;
  self->groups = g_new0 (Group, self->n_groups);
  for (guint i = 0; i < self->n_groups; i++)
    init_group (&self->groups[i], self);
  if (self->epoll < 0)
    return self;
  self->source = make_source (self);
  g_source_attach (self->source, context);
  return self;
}

/* The handles are gone by now. */
void
swim_curl_loop_free (SwimCurlLoop *self)
{
  for (guint i = 0; i < self->n_groups; i++)
    curl_multi_cleanup (self->groups[i].multi);
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_source_unref (self->source);
      close (self->epoll);
    }
  g_free (self->groups);
  g_array_unref (self->sockets);
  g_free (self);
}

CURLM *
swim_curl_loop_get_multi (SwimCurlLoop *self, guint n)
{
  return self->groups[n / GROUP].multi;
}

void
swim_curl_loop_watch_handle (SwimCurlLoop *self, CURL *easy)
{
  curl_easy_setopt (easy, CURLOPT_CLOSESOCKETFUNCTION, on_close_socket);
  curl_easy_setopt (easy, CURLOPT_CLOSESOCKETDATA, self);
}

void
swim_curl_loop_add (SwimCurlLoop *self, SwimCurlConnection *connection)
{
  if (self->source == NULL)
    {
      g_autoptr (GError) error =
          g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES, "Too many open files");

      swim_curl_connection_fail (connection, error);
      return;
    }
  connection->queue = &self->starts;
  connection->queue_link.data = connection;
  g_queue_push_tail_link (&self->starts, &connection->queue_link);
}
