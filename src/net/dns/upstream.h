/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server as one engine sees it, with the questions that wait for a permit of the limiter. */
#pragma once

#include "net/dns/limiter.h"
#include "net/dns/lookup.h"

G_BEGIN_DECLS

/* Owned by the engine.
 * stream, alone: the server asked over TCP; alone is of SwimDnsServer, each with one question at
 * most
 * retries, first_tries: of SwimDnsQuestion; retries go first
 * due: when to ask the limiter again, µs; G_MAXINT64: when woken, or when no question waits */
struct _SwimDnsUpstream
{
  SwimDnsServer *server;
  SwimDnsServer *stream;
  GPtrArray *alone;
  SwimDnsLimiter *limiter;
  guint index;
  GQueue retries;
  GQueue first_tries;
  SwimDnsWaiter waiter;
  gint64 due;
};

SwimDnsUpstream *swim_dns_upstream_new (const SwimDnsPolicy *policy,
                                        guint index,
                                        SwimDnsWatch watch,
                                        SwimDnsWaiter waiter,
                                        GError **error);
void swim_dns_upstream_free (SwimDnsUpstream *upstream);

gboolean swim_dns_upstream_acquire (SwimDnsUpstream *upstream,
                                    SwimDnsQuestion *question,
                                    gint64 now);
void swim_dns_upstream_release (SwimDnsQuestion *question, SwimDnsEnd end, gint64 now);
void swim_dns_upstream_enqueue (SwimDnsUpstream *upstream, SwimDnsQuestion *question, gint64 now);
void swim_dns_upstream_dequeue (SwimDnsQuestion *question);
SwimDnsQuestion *swim_dns_upstream_next (SwimDnsUpstream *upstream, gint64 now);

/* streams.c */
SwimDnsServer *swim_dns_upstream_choose_server (SwimDnsUpstream *upstream,
                                                const SwimDnsQuestion *question,
                                                GError **error);
void swim_dns_upstream_foreach_server (SwimDnsUpstream *upstream, GFunc func, gpointer data);

gboolean swim_dns_try_goes_on (SwimDnsTry *answered,
                               int status,
                               const unsigned char *message,
                               int length);

/* tries.c */
void swim_dns_try_free (SwimDnsTry *try);
gboolean swim_dns_try_is_late (const SwimDnsTry *try);
gboolean swim_dns_status_is_final (int status);
gint64 swim_dns_lookup_get_due (const SwimDnsLookup *lookup);
SwimDnsEnd swim_dns_try_get_end (const SwimDnsTry *try,
                                 int status,
                                 const unsigned char *message,
                                 int length);
void swim_dns_question_note_end (SwimDnsQuestion *question,
                                 SwimDnsUpstream *upstream,
                                 SwimDnsEnd end,
                                 gint64 now);
gboolean swim_dns_question_waits_for_its_first (const SwimDnsQuestion *question);
gboolean swim_dns_question_is_last_try (const SwimDnsQuestion *question);
gboolean swim_dns_question_times_out (SwimDnsQuestion *question, gint64 now, gint64 backoff);
gint64 swim_dns_question_get_retransmit_timeout (SwimDnsQuestion *question,
                                                 SwimDnsUpstream *upstream,
                                                 gint64 now);
gint64 swim_dns_question_get_backoff (SwimDnsQuestion *question);

G_END_DECLS
