/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server as one engine sees it, with the questions that wait for a permit of the limiter. */
#pragma once

#include "net/dns/limiter.h"
#include "net/dns/lookup.h"

G_BEGIN_DECLS

/* Owned by the engine.
 * retries, first_tries: of SwimDnsQuestion; retries go first
 * due: when to ask the limiter again, µs; G_MAXINT64: when woken, or when no question waits */
struct _SwimDnsUpstream
{
  SwimDnsServer *server;
  SwimDnsLimiter *limiter;
  guint index;
  GQueue retries;
  GQueue first_tries;
  SwimDnsWaiter waiter;
  gint64 due;
};

SwimDnsUpstream *swim_dns_upstream_new (SwimDnsServer *server,
                                        SwimDnsLimiter *limiter,
                                        guint index,
                                        SwimDnsWaiter waiter);
void swim_dns_upstream_free (SwimDnsUpstream *upstream);
void swim_dns_upstream_hand_in (gpointer upstream, gpointer counter);

gboolean swim_dns_upstream_acquire (SwimDnsUpstream *upstream,
                                    SwimDnsQuestion *question,
                                    gint64 now);
void swim_dns_upstream_release (SwimDnsQuestion *question, SwimDnsEnd end, gint64 now);
void swim_dns_upstream_enqueue (SwimDnsUpstream *upstream, SwimDnsQuestion *question, gint64 now);
void swim_dns_upstream_dequeue (SwimDnsQuestion *question);
SwimDnsQuestion *swim_dns_upstream_next (SwimDnsUpstream *upstream, gint64 now);

/* tries.c */
SwimDnsEnd swim_dns_try_get_end (int status, const unsigned char *message, int length);
gboolean swim_dns_question_is_last_try (const SwimDnsQuestion *question);
gboolean swim_dns_question_is_over (SwimDnsQuestion *question, gint64 now, gint64 backoff);
gint64 swim_dns_question_get_retransmit_timeout (SwimDnsQuestion *question,
                                                 SwimDnsUpstream *upstream,
                                                 gint64 now);
gint64 swim_dns_question_get_backoff (SwimDnsQuestion *question);
void swim_dns_question_time_out (SwimDnsQuestion *question);

G_END_DECLS
