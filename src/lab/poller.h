/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Thousands of sockets behind one GSource. GLib looks at every source and every descriptor in each
 * turn of the loop; with an epoll set, the cost of a turn depends only on the sockets that are
 * ready. */
#pragma once

#include <glib.h>
#include <sys/epoll.h>

G_BEGIN_DECLS

typedef struct _SwimPoller SwimPoller;
typedef struct _SwimWatch SwimWatch;

/* Edge-triggered: one call for each change. */
#define SWIM_WATCH_CHANGES (EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET)

/* A watched descriptor, to be embedded in its owner, who owns the descriptor as well. */
struct _SwimWatch
{
  /* Called with the events that were asked for, EPOLLERR and EPOLLHUP. The owner may free itself in
   * it, but no other watch. */
  void (*on_events) (SwimWatch *watch, guint events);
  int fd;
};

SwimPoller *swim_poller_new (GMainContext *context);
void swim_poller_free (SwimPoller *self);
void swim_poller_add (SwimPoller *self, SwimWatch *watch, guint events);
void swim_poller_change (SwimPoller *self, SwimWatch *watch, guint events);

G_END_DECLS
