/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A thread that looks a few times a second at whether the loop has turned. Where it has not for a
 * second, and meanwhile has read from a socket, that socket is the one which never lets it go, and
 * is shut down. A loop that is inside a call which blocks reads from none of these. */
#include "config.h"

#include "net/limit/loop-guard.h"

#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define LOOK_US (250 * 1000)
#define LOOKS 4 /* at the same turn of the loop, before something is done about it */

struct _SwimLoopGuard
{
  SwimTimers *timers;
  const SwimLoopGuardFuncs *funcs;
  gpointer data;
  GThread *thread;
  GMutex lock;
  GCond changed;
  gboolean ending;

  /* The thread's own. */
  guint turn;         /* that the loop was in at the last look */
  guint looks;        /* at that turn */
  GHashTable *before; /* bytes that were read, by descriptor, at the look before */
};

/* Bytes that were read from a TCP connection in all; -1: it is none. */
static gint64
count_read (int fd)
{
  struct tcp_info info = { .tcpi_state = 0 };
  socklen_t length = sizeof info;
  int unread = 0;

  if (getsockopt (fd, IPPROTO_TCP, TCP_INFO, &info, &length) < 0
      || ioctl (fd, SIOCINQ, &unread) < 0)
    return -1;
  return (gint64) info.tcpi_bytes_received - unread;
}

/* Has that shut down which was read from since the look before. */
static void
look_at_sockets (SwimLoopGuard *self)
{
  g_autoptr (GArray) sockets = g_array_new (FALSE, FALSE, sizeof (int));

  self->funcs->list (sockets, self->data);
  for (guint i = 0; i < sockets->len; i++)
    {
      int fd = g_array_index (sockets, int, i);
      gint64 count = count_read (fd);
      gint64 *before = g_hash_table_lookup (self->before, &fd);

      if (self->looks >= LOOKS && before != NULL && count > *before
          && swim_timers_get_turn (self->timers) == self->turn)
        self->funcs->shut (fd, self->data);
      g_hash_table_replace (self->before, g_memdup2 (&fd, sizeof fd),
                            g_memdup2 (&count, sizeof count));
    }
}

static void
look (SwimLoopGuard *self)
{
  guint turn = swim_timers_get_turn (self->timers);

  if (turn != self->turn || !swim_timers_is_busy (turn))
    {
      self->turn = turn;
      self->looks = 0;
      return;
    }
  if (++self->looks == LOOKS - 1)
    g_hash_table_remove_all (self->before);
  if (self->looks >= LOOKS - 1)
    look_at_sockets (self);
  if (self->looks >= LOOKS)
    self->funcs->hangs (self->data);
}

static gpointer
guard (gpointer data)
{
  SwimLoopGuard *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (!self->ending)
    if (!g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + LOOK_US))
      look (self);
  return NULL;
}

static void
clear (SwimLoopGuard *self)
{
  g_hash_table_unref (self->before);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

SwimLoopGuard *
swim_loop_guard_new (SwimTimers *timers, const SwimLoopGuardFuncs *funcs, gpointer data)
{
  SwimLoopGuard *self = g_new0 (SwimLoopGuard, 1);

  self->timers = timers;
  self->funcs = funcs;
  self->data = data;
  self->before = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->thread = g_thread_try_new ("swim-guard", guard, self, NULL);
  if (self->thread != NULL)
    return self;
  clear (self);
  return NULL;
}

void
swim_loop_guard_free (SwimLoopGuard *self)
{
  g_mutex_lock (&self->lock);
  self->ending = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  clear (self);
}
