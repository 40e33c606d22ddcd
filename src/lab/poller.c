/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The epoll set, itself a descriptor that GLib polls. */
#include "config.h"

#include "lab/poller.h"

#include <errno.h>
#include <glib-unix.h>
#include <unistd.h>

/* The most events per turn: further ones wait for the next, so that other sources get theirs. */
#define EVENTS_A_TURN 256

struct _SwimPoller
{
  GSource *source;
  int epoll_fd;
};

static gboolean
on_ready (int fd, GIOCondition condition, gpointer data)
{
  struct epoll_event events[EVENTS_A_TURN];
  int n_ready = epoll_wait (fd, events, EVENTS_A_TURN, 0);

  for (int i = 0; i < n_ready; i++)
    {
      SwimWatch *watch = events[i].data.ptr;

      watch->on_events (watch, events[i].events);
    }
  return G_SOURCE_CONTINUE;
}

/* A poller that calls back in context. The caller owns it. */
SwimPoller *
swim_poller_new (GMainContext *context)
{
  SwimPoller *self = g_new0 (SwimPoller, 1);

  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  if (self->epoll_fd < 0)
    g_error ("Cannot create the lab's epoll set: %s", g_strerror (errno));
  self->source = g_unix_fd_source_new (self->epoll_fd, G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_ready), self, NULL);
  g_source_attach (self->source, context);
  return self;
}

void
swim_poller_free (SwimPoller *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->epoll_fd);
  g_free (self);
}

static void
control (SwimPoller *self, int operation, SwimWatch *watch, guint events)
{
  struct epoll_event event = { .events = events, .data.ptr = watch };

  if (epoll_ctl (self->epoll_fd, operation, watch->fd, &event) < 0)
    g_warning ("cannot watch a socket of the lab: %s", g_strerror (errno));
}

/* Watches for events, such as EPOLLIN, until watch->fd is closed, which needs no further call. */
void
swim_poller_add (SwimPoller *self, SwimWatch *watch, guint events)
{
  control (self, EPOLL_CTL_ADD, watch, events);
}

/* Watches for other events from now on. */
void
swim_poller_change (SwimPoller *self, SwimWatch *watch, guint events)
{
  control (self, EPOLL_CTL_MOD, watch, events);
}
