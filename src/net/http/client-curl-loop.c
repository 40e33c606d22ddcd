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
#define MOST_TIME 2000 /* µs for events, as a step of a TLS handshake takes a millisecond */

/* A multi handle. Those for TLS are others: they come from a thread. */
typedef struct
{
  SwimCurlLoop *loop; /* NULL: it is gone, and only the thread has the group */
  CURLM *multi;
  gint64 due; /* when libcurl has something to do, -1: never */
  enum
  {
    GROUP_READY,
    GROUP_NEW,     /* the authorities are to be read */
    GROUP_READING, /* by a thread */
  } state;
  GQueue waiting; /* of SwimCurlConnection, for that */
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
  const SwimCurl *client;
  GPtrArray *groups; /* first those without TLS, then as many with it */
  GQueue starts;     /* of SwimCurlConnection */
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

/* Of some connections that did not come about libcurl does not tell that it has closed them; the
 * descriptor may be another's since. */
static int
control (int epoll, int action, int fd, struct epoll_event *event)
{
  if (epoll_ctl (epoll, action, fd, event) == 0)
    return 0;
  if (errno != ENOENT || action == EPOLL_CTL_ADD)
    return -1;
  return action == EPOLL_CTL_DEL ? 0 : epoll_ctl (epoll, EPOLL_CTL_ADD, fd, event);
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
  if (control (self->epoll, events == 0 ? EPOLL_CTL_DEL : action, fd, &event) < 0)
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
void
swim_curl_loop_forget_socket (SwimCurlLoop *self, int fd)
{
  *get_socket (self, fd) = (Socket){ .group = NULL };
}

static int
on_timer (CURLM *multi, long ms, void *data)
{
  Group *group = data;

  if (ms > 0)
    group->due = g_get_monotonic_time () + ms * 1000;
  else
    group->due = ms; /* at once, or never */
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
  gint64 end = g_get_monotonic_time () + MOST_TIME;

  for (int i = 0; i < count && (i == 0 || g_get_monotonic_time () < end); i++)
    on_event (self, &events[i]);
}

static void
take_timers (SwimCurlLoop *self)
{
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < self->groups->len; i++)
    {
      Group *group = g_ptr_array_index (self->groups, i);

      if (group->due < 0 || group->due > now)
        continue;
      group->due = -1;
      act (group, CURL_SOCKET_TIMEOUT, 0);
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

  for (guint i = 0; i < self->groups->len; i++)
    {
      Group *group = g_ptr_array_index (self->groups, i);

      if (group->due >= 0)
        due = MIN (due, group->due);
    }
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

static Group *
new_group (SwimCurlLoop *loop, gboolean tls)
{
  Group *group = g_new0 (Group, 1);

  group->loop = loop;
  group->due = -1;
  group->state = tls ? GROUP_NEW : GROUP_READY;
  g_queue_init (&group->waiting);
  group->multi = swim_curl_multi_new (GROUP);
  return group;
}

/* From now on the multi handle is the loop's. */
static void
take_over (Group *group)
{
  group->state = GROUP_READY;
  curl_multi_setopt (group->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt (group->multi, CURLMOPT_SOCKETDATA, group);
  curl_multi_setopt (group->multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt (group->multi, CURLMOPT_TIMERDATA, group);
}

static void
free_group (gpointer data)
{
  Group *group = data;

  group->loop = NULL;
  if (group->state == GROUP_READING) /* on_read() frees it */
    return;
  /* Versions from 8 on call back as they close connections. */
  curl_multi_setopt (group->multi, CURLMOPT_SOCKETFUNCTION, NULL);
  curl_multi_setopt (group->multi, CURLMOPT_TIMERFUNCTION, NULL);
  curl_multi_cleanup (group->multi);
  g_free (group);
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
swim_curl_loop_new (const SwimCurl *client)
{
  SwimCurlLoop *self = g_new0 (SwimCurlLoop, 1);
  guint count = (client->config.slots + GROUP - 1) / GROUP;

  self->client = client;
  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  self->sockets = g_array_new (FALSE, TRUE, sizeof (Socket));
  self->groups = g_ptr_array_new_with_free_func (free_group);
  for (guint i = 0; i < 2 * count; i++)
    g_ptr_array_add (self->groups, new_group (self, i >= count));
  for (guint i = 0; i < count; i++)
    take_over (g_ptr_array_index (self->groups, i));
  if (self->epoll < 0)
    return self;
  self->source = make_source (self);
  g_source_attach (self->source, client->config.context);
  return self;
}

/* The handles are gone by now. */
void
swim_curl_loop_free (SwimCurlLoop *self)
{
  g_ptr_array_unref (self->groups);
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_source_unref (self->source);
      close (self->epoll);
    }
  g_array_unref (self->sockets);
  g_free (self);
}

static void
enqueue (GQueue *queue, SwimCurlConnection *connection)
{
  connection->queue = queue;
  connection->queue_link.data = connection;
  g_queue_push_tail_link (queue, &connection->queue_link);
}

static void
read_authorities (GTask *task, gpointer unused, gpointer data, GCancellable *cancellable)
{
  swim_curl_read_authorities (g_task_get_source_tag (task), data);
  g_task_return_boolean (task, TRUE);
}

static void
on_read (GObject *unused, GAsyncResult *result, gpointer data)
{
  Group *group = data;
  GList *link;

  take_over (group);
  if (group->loop == NULL)
    {
      free_group (group);
      return;
    }
  while ((link = g_queue_pop_head_link (&group->waiting)) != NULL)
    enqueue (&group->loop->starts, link->data);
}

static void
start_reading (Group *group)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_read, group);

  swim_curl_expect_reader ();
  group->state = GROUP_READING;
  g_task_set_source_tag (task, group->multi);
  g_task_set_task_data (task, g_strdup (group->loop->client->authorities), g_free);
  g_task_run_in_thread (task, read_authorities);
}

void
swim_curl_loop_add (SwimCurlLoop *self, SwimCurlConnection *connection)
{
  guint n = swim_http_connection_get_index (&connection->connection) / GROUP;
  Group *group =
      g_ptr_array_index (self->groups, n + (connection->tls ? self->groups->len / 2 : 0));

  if (self->source == NULL)
    {
      g_autoptr (GError) error =
          g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES, "Too many open files");

      swim_curl_connection_fail (connection, error);
      return;
    }
  connection->multi = group->multi;
  enqueue (group->state == GROUP_READY ? &self->starts : &group->waiting, connection);
  if (group->state == GROUP_NEW)
    start_reading (group);
}
