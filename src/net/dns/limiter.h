/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Limits what is sent to the servers. All engines of a SwimDns share one, so that blocking
 * threads and a loop obey the same windows and one rate. May be used by any thread. */
#pragma once

#include "net/dns/congestion.h"

G_BEGIN_DECLS

typedef struct _SwimDnsLimiter SwimDnsLimiter;

/* An engine that waits to send to a server, embedded by the engine.
 * blocks: it blocks its thread, possibly one whose loop holds the permits that it waits for
 * wake: called by any thread when the engine should ask again; must not call the limiter */
typedef struct
{
  gboolean blocks;
  void (*wake) (gpointer data);
  gpointer data;
  GList link;
  gboolean queued;
} SwimDnsWaiter;

/* How a try ended; see congestion.h. */
typedef enum
{
  SWIM_DNS_ANSWERED,
  SWIM_DNS_REFUSED,
  SWIM_DNS_LOST,
  SWIM_DNS_UNREACHED,
  SWIM_DNS_WITHDRAWN,
} SwimDnsEnd;

SwimDnsLimiter *swim_dns_limiter_new (guint servers, double rate);
void swim_dns_limiter_free (SwimDnsLimiter *limiter);

guint swim_dns_limiter_choose (SwimDnsLimiter *limiter,
                               guint preferred,
                               const gboolean *refused,
                               gint64 now);
gint64 swim_dns_limiter_acquire (SwimDnsLimiter *limiter,
                                 guint server,
                                 SwimDnsWaiter *waiter,
                                 gint64 now);
void swim_dns_limiter_release (SwimDnsLimiter *limiter,
                               guint server,
                               SwimDnsWaiter *waiter,
                               SwimDnsEnd end,
                               gint64 sent,
                               gint64 now);
void swim_dns_limiter_note_late (SwimDnsLimiter *limiter, guint server, gint64 sent, gint64 now);
void swim_dns_limiter_stop_waiting (SwimDnsLimiter *limiter, guint server, SwimDnsWaiter *waiter);
gint64 swim_dns_limiter_get_retransmit_timeout (SwimDnsLimiter *limiter, guint server);
gboolean swim_dns_limiter_is_overloaded (SwimDnsLimiter *limiter, guint server, gint64 now);
void swim_dns_limiter_peek (SwimDnsLimiter *limiter, guint server, SwimDnsCongestion *congestion);

G_END_DECLS
