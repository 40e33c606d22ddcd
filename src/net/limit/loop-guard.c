/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A thread that looks a few times a second at whether the loop has turned. Where it has not, and
 * goes on reading from one socket, that is the one which never lets it go, and is shut down: in a
 * long turn with many sockets each is read from for some milliseconds, and inside a call which
 * blocks none of these is. */
#include "config.h"

#include "net/limit/loop-guard.h"

#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define LOOK_US (250 * 1000)
#define FIRST_LOOK 2 /* at the same turn of the loop, from which on sockets are looked at */
#define READS 3      /* looks one after another between which a socket was read from */
#define HANGING 20   /* looks at the same turn after which it hardly ends any more */

typedef struct
{
  gint64 count; /* bytes that were read */
  guint look;   /* the last one, as several exchanges may be on one socket */
  guint reads;  /* looks before which it had grown, one after another */
} Reading;

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
  int turn;             /* that the loop was in at the last look */
  guint looks;          /* at that turn */
  GHashTable *readings; /* Reading by descriptor, of that turn */
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

/* Has that shut down which is read from all the time. */
static void
look_at_sockets (SwimLoopGuard *self)
{
  g_autoptr (GArray) sockets = g_array_new (FALSE, FALSE, sizeof (int));

  self->funcs->list (sockets, self->data);
  for (guint i = 0; i < sockets->len; i++)
    {
      int fd = g_array_index (sockets, int, i);
      Reading *reading = g_hash_table_lookup (self->readings, GINT_TO_POINTER (fd));
      gint64 count = count_read (fd);

      if (reading == NULL)
        {
          reading = g_new0 (Reading, 1);
          reading->count = count;
          g_hash_table_insert (self->readings, GINT_TO_POINTER (fd), reading);
        }
      if (reading->look == self->looks)
        continue;
      reading->look = self->looks;
      reading->reads = count > reading->count ? reading->reads + 1 : 0;
      reading->count = count;
      if (reading->reads >= READS && swim_timers_get_turn (self->timers) == self->turn)
        self->funcs->shut (fd, self->data);
    }
}

static void
look (SwimLoopGuard *self)
{
  int turn = swim_timers_get_turn (self->timers);

  if (turn != self->turn || !swim_loop_turn_is_busy (turn))
    {
      self->turn = turn;
      self->looks = 0;
      return;
    }
  if (++self->looks == FIRST_LOOK)
    g_hash_table_remove_all (self->readings);
  if (self->looks >= FIRST_LOOK)
    look_at_sockets (self);
  if (self->looks >= HANGING)
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
  g_hash_table_unref (self->readings);
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
  self->readings = g_hash_table_new_full (NULL, NULL, NULL, g_free);
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
