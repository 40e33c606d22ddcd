/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/upstream.h"

/* Makes an upstream for a server of the policy; the waiter says how the engine is woken. */
SwimDnsUpstream *
swim_dns_upstream_new (const SwimDnsPolicy *policy,
                       guint index,
                       SwimDnsWatch watch,
                       SwimDnsWaiter waiter,
                       GError **error)
{
  double lifetime = (double) policy->timeout / G_USEC_PER_SEC + 1;
  SwimDnsServer *server = swim_dns_server_new (policy->servers[index], lifetime, policy->edns_size,
                                               watch, waiter.data, error);
  SwimDnsUpstream *upstream;

  if (server == NULL)
    return NULL;
  upstream = g_new0 (SwimDnsUpstream, 1);
  upstream->server = server;
  upstream->alone = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_dns_server_free);
  upstream->limiter = policy->limiter;
  upstream->index = index;
  upstream->waiter = waiter;
  upstream->due = G_MAXINT64;
  return upstream;
}

/* Calls back the questions that c-ares holds. No question may be waiting. */
void
swim_dns_upstream_free (SwimDnsUpstream *upstream)
{
  swim_dns_server_free (upstream->server);
  g_clear_pointer (&upstream->stream, swim_dns_server_free);
  g_ptr_array_unref (upstream->alone);
  g_free (upstream);
}

static gboolean
is_empty (const SwimDnsUpstream *upstream)
{
  return upstream->retries.length + upstream->first_tries.length == 0;
}

/* Acquires a permit for a question, if there is one. */
static gboolean
acquire (SwimDnsUpstream *upstream, SwimDnsQuestion *question, gint64 now)
{
  upstream->due =
      swim_dns_limiter_acquire (upstream->limiter, upstream->index, &upstream->waiter, now);
  if (upstream->due != 0)
    return FALSE;
  upstream->due = G_MAXINT64;
  question->in_flight = upstream;
  question->acquired_at = now;
  return TRUE;
}

/* Acquires a permit for a question, unless others wait already. On FALSE the question has to be
 * enqueued; the engine is then in the limiter's queue. */
gboolean
swim_dns_upstream_acquire (SwimDnsUpstream *upstream, SwimDnsQuestion *question, gint64 now)
{
  return is_empty (upstream) && acquire (upstream, question, now);
}

/* Releases the permit of a question. A server that cannot be reached over TCP alone has answered
 * over UDP. */
void
swim_dns_upstream_release (SwimDnsQuestion *question, SwimDnsEnd end, gint64 now)
{
  SwimDnsUpstream *upstream = question->in_flight;

  question->in_flight = NULL;
  if (end == SWIM_DNS_UNREACHED && question->cut_by == upstream)
    end = SWIM_DNS_WITHDRAWN;
  swim_dns_limiter_release (upstream->limiter, upstream->index, &upstream->waiter, end,
                            question->acquired_at, now);
}

void
swim_dns_upstream_enqueue (SwimDnsUpstream *upstream, SwimDnsQuestion *question, gint64 now)
{
  question->waiting = upstream;
  question->left = question->lookup->deadline - now;
  g_queue_push_tail_link (question->tries > 0 ? &upstream->retries : &upstream->first_tries,
                          &question->link);
}

/* Removes a question from the queue in which it waits, if it does. */
void
swim_dns_upstream_dequeue (SwimDnsQuestion *question)
{
  SwimDnsUpstream *upstream = question->waiting;

  if (upstream == NULL)
    return;
  question->waiting = NULL;
  g_queue_unlink (question->tries > 0 ? &upstream->retries : &upstream->first_tries,
                  &question->link);
  if (!is_empty (upstream))
    return;
  upstream->due = G_MAXINT64;
  swim_dns_limiter_stop_waiting (upstream->limiter, upstream->index, &upstream->waiter);
}

/* The next waiting question, dequeued and with a permit; NULL if none waits or may be sent now. */
SwimDnsQuestion *
swim_dns_upstream_next (SwimDnsUpstream *upstream, gint64 now)
{
  GQueue *queue = upstream->retries.length > 0 ? &upstream->retries : &upstream->first_tries;
  SwimDnsQuestion *question;

  if (is_empty (upstream))
    return NULL;
  question = queue->head->data;
  if (!acquire (upstream, question, now))
    return NULL;
  g_queue_unlink (queue, &question->link);
  question->waiting = NULL;
  if (question->lookup->deadline != 0)
    question->lookup->deadline = MAX (question->lookup->deadline, now + question->left);
  return question;
}
