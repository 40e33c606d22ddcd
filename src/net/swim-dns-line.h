/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server as one engine sees it: the questions that wait in line until the traffic lets them
 * in. */
#pragma once

#include "net/swim-dns-lookup.h"
#include "net/swim-dns-traffic.h"

G_BEGIN_DECLS

/* Owned by the engine.
 * again, fresh: of SwimDnsQuestion: those that were sent before go first
 * due: when it is worth another look, µs; G_MAXINT64: when woken, or when nobody waits */
struct _SwimDnsLine
{
  SwimDnsServer *server;
  SwimDnsTraffic *traffic;
  guint index;
  GQueue again;
  GQueue fresh;
  SwimDnsWaiter waiter;
  gint64 due;
};

SwimDnsLine *swim_dns_line_new (SwimDnsServer *server,
                                SwimDnsTraffic *traffic,
                                guint index,
                                SwimDnsWaiter waiter);
void swim_dns_line_free (SwimDnsLine *line);

gboolean swim_dns_line_enter (SwimDnsLine *line, SwimDnsQuestion *question, gint64 now);
void swim_dns_line_leave (SwimDnsQuestion *question, SwimDnsEnd end, gint64 now);
void swim_dns_line_wait (SwimDnsLine *line, SwimDnsQuestion *question);
void swim_dns_line_quit (SwimDnsQuestion *question);
SwimDnsQuestion *swim_dns_line_next (SwimDnsLine *line, gint64 now);

/* swim-dns-tries.c */
gboolean swim_dns_question_is_last_try (const SwimDnsQuestion *question);
gboolean swim_dns_question_may_spare (const SwimDnsQuestion *question);
gint64 swim_dns_question_get_patience (SwimDnsQuestion *question, SwimDnsLine *line, gint64 now);
gint64 swim_dns_question_get_rest (SwimDnsQuestion *question);
void swim_dns_question_set_timed_out (SwimDnsQuestion *question);

G_END_DECLS
