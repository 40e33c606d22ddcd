/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/limiter.h"

#include "net/limit/rate.h"

/* One question of so many goes to a server that is silent, to learn whether it still is. */
#define PROBE_EVERY 64

/* A blocking call on a loop may wait for a place that the loop's own questions hold, which nobody
 * sees to meanwhile. When none was taken or given back for so long, it goes ahead. */
#define STUCK_US (20 * 1000)

/* waiters: of SwimDnsWaiter: each has its turn, those that block first
 * moved_at: when a place was taken or given back, µs */
typedef struct
{
  SwimDnsCongestion congestion;
  GQueue waiters;
  gint64 moved_at;
  guint skipped;
} Gate;

struct _SwimDnsLimiter
{
  GMutex lock;    /* guards all below */
  SwimRate *rate; /* nullable */
  guint n_gates;
  Gate gates[];
};

/* rate: questions a second to all servers together, every retry one; 0 for no limit. */
SwimDnsLimiter *
swim_dns_limiter_new (guint servers, double rate)
{
  SwimDnsLimiter *limiter = g_malloc0 (sizeof *limiter + servers * sizeof (Gate));

  g_mutex_init (&limiter->lock);
  limiter->n_gates = servers;
  if (rate > 0)
    limiter->rate = swim_rate_new (rate);
  for (guint i = 0; i < servers; i++)
    swim_dns_congestion_init (&limiter->gates[i].congestion);
  return limiter;
}

/* Nobody may be waiting. */
void
swim_dns_limiter_free (SwimDnsLimiter *limiter)
{
  g_clear_pointer (&limiter->rate, swim_rate_free);
  g_mutex_clear (&limiter->lock);
  g_free (limiter);
}

static gboolean
is_willing (Gate *gate)
{
  return !swim_dns_congestion_is_silent (&gate->congestion) || ++gate->skipped % PROBE_EVERY == 0;
}

/* The server to ask where that one is preferred: the next that answers and has room, or else that
 * answers. */
guint
swim_dns_limiter_choose (SwimDnsLimiter *limiter, guint preferred, gint64 now)
{
  guint n = limiter->n_gates;
  g_autoptr (GMutexLocker) locker = NULL;

  if (n == 1)
    return 0;
  locker = g_mutex_locker_new (&limiter->lock);
  for (guint i = preferred; i < preferred + n; i++)
    {
      Gate *gate = &limiter->gates[i % n];

      if (swim_dns_congestion_get_due (&gate->congestion, now) <= now && is_willing (gate))
        return i % n;
    }
  for (guint i = preferred; i < preferred + n; i++)
    if (!swim_dns_congestion_is_silent (&limiter->gates[i % n].congestion))
      return i % n;
  return preferred % n;
}

/* Has whoever waits longest look again. A waiter that is at it already needs no call. */
static void
wake_first (Gate *gate, const SwimDnsWaiter *awake)
{
  const SwimDnsWaiter *first = gate->waiters.length > 0 ? gate->waiters.head->data : NULL;

  if (first != NULL && first != awake)
    first->wake (first->data);
}

/* Whoever blocks stands before all that do not: a loop that is blocked cannot take its turn. */
static void
join_queue (Gate *gate, SwimDnsWaiter *waiter)
{
  SwimDnsWaiter *last = gate->waiters.length > 0 ? gate->waiters.tail->data : NULL;
  GList *before = waiter->blocks && last != NULL && !last->blocks ? gate->waiters.head : NULL;

  while (before != NULL && ((SwimDnsWaiter *) before->data)->blocks)
    before = before->next;
  waiter->queued = TRUE;
  waiter->link.data = waiter;
  if (before != NULL)
    g_queue_insert_before_link (&gate->waiters, before, &waiter->link);
  else
    g_queue_push_tail_link (&gate->waiters, &waiter->link);
}

/* When the waiter, whose turn it is, may send. */
static gint64
get_due (SwimDnsLimiter *limiter, Gate *gate, const SwimDnsWaiter *waiter, gint64 now)
{
  gint64 due = swim_dns_congestion_get_due (&gate->congestion, now);

  if (due == G_MAXINT64 && waiter->blocks)
    due = gate->moved_at + STUCK_US;
  if (due < G_MAXINT64 && limiter->rate != NULL)
    due = MAX (due, swim_rate_peek (limiter->rate, now));
  return due;
}

static void
quit_queue (Gate *gate, SwimDnsWaiter *waiter)
{
  if (!waiter->queued)
    return;
  waiter->queued = FALSE;
  g_queue_unlink (&gate->waiters, &waiter->link);
  wake_first (gate, waiter);
}

/* Asks for leave to send a question to the server: 0 means send it now, and leave() later. Else the
 * waiter is in the queue, and it is time to ask again at the time that is returned, at the latest;
 * G_MAXINT64: when woken. */
gint64
swim_dns_limiter_enter (SwimDnsLimiter *limiter, guint server, SwimDnsWaiter *waiter, gint64 now)
{
  Gate *gate = &limiter->gates[server];
  gint64 due = G_MAXINT64;

  g_mutex_lock (&limiter->lock);
  if (!waiter->queued)
    join_queue (gate, waiter);
  if (gate->waiters.head->data == waiter)
    due = get_due (limiter, gate, waiter, now);
  if (due <= now)
    {
      due = 0;
      gate->moved_at = now;
      swim_dns_congestion_sent (&gate->congestion, now);
      if (limiter->rate != NULL)
        swim_rate_take (limiter->rate, now);
      quit_queue (gate, waiter);
    }
  g_mutex_unlock (&limiter->lock);
  return due;
}

/* A question that was let in at @sent has come to its end. */
void
swim_dns_limiter_leave (SwimDnsLimiter *limiter,
                        guint server,
                        SwimDnsWaiter *waiter,
                        SwimDnsEnd end,
                        gint64 sent,
                        gint64 now)
{
  Gate *gate = &limiter->gates[server];

  g_mutex_lock (&limiter->lock);
  gate->moved_at = now;
  if (end == SWIM_DNS_ANSWERED)
    swim_dns_congestion_answered (&gate->congestion, sent, now);
  else if (end == SWIM_DNS_REFUSED)
    swim_dns_congestion_refused (&gate->congestion, sent, now);
  else if (end == SWIM_DNS_LOST)
    swim_dns_congestion_lost (&gate->congestion, sent, now);
  else
    swim_dns_congestion_withdrawn (&gate->congestion);
  wake_first (gate, waiter);
  g_mutex_unlock (&limiter->lock);
}

/* An answer came to a question that had counted as lost. */
void
swim_dns_limiter_note_late (SwimDnsLimiter *limiter, guint server, gint64 sent, gint64 now)
{
  g_mutex_lock (&limiter->lock);
  swim_dns_congestion_late (&limiter->gates[server].congestion, sent, now);
  wake_first (&limiter->gates[server], NULL);
  g_mutex_unlock (&limiter->lock);
}

/* The waiter has nothing to send any more. */
void
swim_dns_limiter_stop_waiting (SwimDnsLimiter *limiter, guint server, SwimDnsWaiter *waiter)
{
  g_mutex_lock (&limiter->lock);
  quit_queue (&limiter->gates[server], waiter);
  g_mutex_unlock (&limiter->lock);
}

gint64
swim_dns_limiter_get_retransmit_timeout (SwimDnsLimiter *limiter, guint server)
{
  gint64 retransmit_timeout;

  g_mutex_lock (&limiter->lock);
  retransmit_timeout =
      swim_dns_congestion_get_retransmit_timeout (&limiter->gates[server].congestion);
  g_mutex_unlock (&limiter->lock);
  return retransmit_timeout;
}

gboolean
swim_dns_limiter_is_overloaded (SwimDnsLimiter *limiter, guint server, gint64 now)
{
  gboolean overloaded;

  g_mutex_lock (&limiter->lock);
  overloaded = swim_dns_congestion_is_overloaded (&limiter->gates[server].congestion, now);
  g_mutex_unlock (&limiter->lock);
  return overloaded;
}

/* Copies what is known of a server. */
void
swim_dns_limiter_peek (SwimDnsLimiter *limiter, guint server, SwimDnsCongestion *congestion)
{
  g_mutex_lock (&limiter->lock);
  *congestion = limiter->gates[server].congestion;
  g_mutex_unlock (&limiter->lock);
}
