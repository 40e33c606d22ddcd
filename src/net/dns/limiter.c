/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/limiter.h"

#include "net/limit/rate.h"

/* One in this many questions goes to a silent server, to find out whether it answers again. */
#define PROBE_EVERY 64

/* A blocking call on a loop may wait for permits that the questions of that loop hold, which it
 * keeps from being released. When none was acquired or released for this long, the call goes
 * ahead. */
#define STUCK_US (20 * 1000)

/* waiters: of SwimDnsWaiter, in order; those that block first
 * changed_at: when a permit was last acquired or released, µs */
typedef struct
{
  SwimDnsCongestion congestion;
  GQueue waiters;
  gint64 changed_at;
  guint skipped;
} Server;

struct _SwimDnsLimiter
{
  GMutex lock;    /* guards all below */
  SwimRate *rate; /* nullable */
  guint n_servers;
  Server servers[];
};

/* rate: questions a second to all servers together, retries included; 0 for no limit. */
SwimDnsLimiter *
swim_dns_limiter_new (guint servers, double rate)
{
  SwimDnsLimiter *limiter = g_malloc0 (sizeof *limiter + servers * sizeof (Server));

  g_mutex_init (&limiter->lock);
  limiter->n_servers = servers;
  if (rate > 0)
    limiter->rate = swim_rate_new (rate);
  for (guint i = 0; i < servers; i++)
    swim_dns_congestion_init (&limiter->servers[i].congestion);
  return limiter;
}

/* There must be no waiter. */
void
swim_dns_limiter_free (SwimDnsLimiter *limiter)
{
  g_clear_pointer (&limiter->rate, swim_rate_free);
  g_mutex_clear (&limiter->lock);
  g_free (limiter);
}

static gboolean
may_be_asked (Server *server)
{
  return !swim_dns_congestion_is_silent (&server->congestion)
         || ++server->skipped % PROBE_EVERY == 0;
}

/* Whether a server is one to ask; the stricter, the sooner it can be expected to answer. */
typedef gboolean (*Test) (Server *server, gboolean refused, gint64 now);

static gboolean
is_ready (Server *server, gboolean refused, gint64 now)
{
  return !refused && swim_dns_congestion_get_due (&server->congestion, now) <= now
         && may_be_asked (server);
}

static gboolean
will_answer (Server *server, gboolean refused, gint64 now)
{
  return !refused && !swim_dns_congestion_is_silent (&server->congestion);
}

/* A server that refused for its load, which another that is silent cannot take over. */
static gboolean
may_answer_later (Server *server, gboolean refused, gint64 now)
{
  return swim_dns_congestion_is_overloaded (&server->congestion, now)
         && !swim_dns_congestion_is_silent (&server->congestion);
}

static gboolean
has_not_refused (Server *server, gboolean refused, gint64 now)
{
  return !refused;
}

/* The server to ask, where that one is preferred: the next that answers and has a permit free, or
 * else the next that answers. refused: by server, whether it has refused the question, which is
 * then given to another, be it a silent one; NULL: none, or all. */
guint
swim_dns_limiter_choose (SwimDnsLimiter *limiter,
                         guint preferred,
                         const gboolean *refused,
                         gint64 now)
{
  static const Test tests[] = { is_ready, will_answer, may_answer_later, has_not_refused };
  guint n = limiter->n_servers;
  g_autoptr (GMutexLocker) locker = NULL;

  if (n == 1)
    return 0;
  locker = g_mutex_locker_new (&limiter->lock);
  for (guint t = 0; t < G_N_ELEMENTS (tests); t++)
    for (guint i = preferred; i < preferred + n; i++)
      if (tests[t](&limiter->servers[i % n], refused != NULL && refused[i % n], now))
        return i % n;
  return preferred % n;
}

/* Wakes the first waiter. One that is running already needs no call. */
static void
wake_first (Server *server, const SwimDnsWaiter *awake)
{
  const SwimDnsWaiter *first = server->waiters.length > 0 ? server->waiters.head->data : NULL;

  if (first != NULL && first != awake)
    first->wake (first->data);
}

/* Waiters that block go before all that do not: a blocked loop cannot use its turn. */
static void
enqueue (Server *server, SwimDnsWaiter *waiter)
{
  SwimDnsWaiter *last = server->waiters.length > 0 ? server->waiters.tail->data : NULL;
  GList *before = waiter->blocks && last != NULL && !last->blocks ? server->waiters.head : NULL;

  while (before != NULL && ((SwimDnsWaiter *) before->data)->blocks)
    before = before->next;
  waiter->queued = TRUE;
  waiter->link.data = waiter;
  if (before != NULL)
    g_queue_insert_before_link (&server->waiters, before, &waiter->link);
  else
    g_queue_push_tail_link (&server->waiters, &waiter->link);
}

/* When the first waiter may send. */
static gint64
get_due (SwimDnsLimiter *limiter, Server *server, const SwimDnsWaiter *waiter, gint64 now)
{
  gint64 due = swim_dns_congestion_get_due (&server->congestion, now);

  if (due == G_MAXINT64 && waiter->blocks)
    due = server->changed_at + STUCK_US;
  if (due < G_MAXINT64 && limiter->rate != NULL)
    due = MAX (due, swim_rate_peek (limiter->rate, now));
  return due;
}

static void
dequeue (Server *server, SwimDnsWaiter *waiter)
{
  if (!waiter->queued)
    return;
  waiter->queued = FALSE;
  g_queue_unlink (&server->waiters, &waiter->link);
  wake_first (server, waiter);
}

/* Acquires a permit to send a question to a server. 0: acquired; release it later. Else the
 * waiter is in the queue and should ask again at the time returned at the latest; G_MAXINT64:
 * when woken. */
gint64
swim_dns_limiter_acquire (SwimDnsLimiter *limiter, guint index, SwimDnsWaiter *waiter, gint64 now)
{
  Server *server = &limiter->servers[index];
  gint64 due = G_MAXINT64;

  g_mutex_lock (&limiter->lock);
  if (!waiter->queued)
    enqueue (server, waiter);
  if (server->waiters.head->data == waiter)
    due = get_due (limiter, server, waiter, now);
  if (due <= now)
    {
      due = 0;
      server->changed_at = now;
      swim_dns_congestion_sent (&server->congestion, now);
      if (limiter->rate != NULL)
        swim_rate_take (limiter->rate, 1, now);
      dequeue (server, waiter);
    }
  g_mutex_unlock (&limiter->lock);
  return due;
}

/* Releases the permit that was acquired at @sent. */
void
swim_dns_limiter_release (SwimDnsLimiter *limiter,
                          guint index,
                          SwimDnsWaiter *waiter,
                          SwimDnsEnd end,
                          gint64 sent,
                          gint64 now)
{
  Server *server = &limiter->servers[index];

  g_mutex_lock (&limiter->lock);
  server->changed_at = now;
  if (end == SWIM_DNS_ANSWERED)
    swim_dns_congestion_answered (&server->congestion, sent, now);
  else if (end == SWIM_DNS_REFUSED)
    swim_dns_congestion_refused (&server->congestion, sent, now);
  else if (end == SWIM_DNS_LOST)
    swim_dns_congestion_lost (&server->congestion, sent, now);
  else if (end == SWIM_DNS_UNREACHED)
    swim_dns_congestion_unreached (&server->congestion);
  else
    swim_dns_congestion_withdrawn (&server->congestion);
  wake_first (server, waiter);
  g_mutex_unlock (&limiter->lock);
}

/* An answer came to a try that had counted as lost. */
void
swim_dns_limiter_note_late (SwimDnsLimiter *limiter, guint index, gint64 sent, gint64 now)
{
  g_mutex_lock (&limiter->lock);
  swim_dns_congestion_late (&limiter->servers[index].congestion, sent, now);
  wake_first (&limiter->servers[index], NULL);
  g_mutex_unlock (&limiter->lock);
}

/* The waiter has no more questions to send. */
void
swim_dns_limiter_stop_waiting (SwimDnsLimiter *limiter, guint index, SwimDnsWaiter *waiter)
{
  g_mutex_lock (&limiter->lock);
  dequeue (&limiter->servers[index], waiter);
  g_mutex_unlock (&limiter->lock);
}

gint64
swim_dns_limiter_get_retransmit_timeout (SwimDnsLimiter *limiter, guint index)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&limiter->lock);

  return swim_dns_congestion_get_retransmit_timeout (&limiter->servers[index].congestion);
}

gboolean
swim_dns_limiter_is_overloaded (SwimDnsLimiter *limiter, guint index, gint64 now)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&limiter->lock);

  return swim_dns_congestion_is_overloaded (&limiter->servers[index].congestion, now);
}

/* Copies what is known of a server. */
void
swim_dns_limiter_peek (SwimDnsLimiter *limiter, guint index, SwimDnsCongestion *congestion)
{
  g_mutex_lock (&limiter->lock);
  *congestion = limiter->servers[index].congestion;
  g_mutex_unlock (&limiter->lock);
}
