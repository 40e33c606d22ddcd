/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What may be sent to the servers, and when: one for all engines of a SwimDns, so that threads that
 * block and a loop that does not obey the same windows and one rate. May be used by any thread. */
#pragma once

#include "net/swim-dns-flow.h"

G_BEGIN_DECLS

typedef struct _SwimDnsTraffic SwimDnsTraffic;

/* An engine that waits to send to a server, embedded by the engine.
 * blocks: it blocks its thread, perhaps one whose loop holds the places that it waits for
 * wake: called by any thread when it should look again; may call nothing here */
typedef struct
{
  gboolean blocks;
  void (*wake) (gpointer data);
  gpointer data;
  GList link;
  gboolean queued;
} SwimDnsWaiter;

/* How a question that was sent ended; see swim-dns-flow.h. */
typedef enum
{
  SWIM_DNS_ANSWERED,
  SWIM_DNS_REFUSED,
  SWIM_DNS_LOST,
  SWIM_DNS_WITHDRAWN,
} SwimDnsEnd;

SwimDnsTraffic *swim_dns_traffic_new (guint servers, double rate);
void swim_dns_traffic_free (SwimDnsTraffic *traffic);

guint swim_dns_traffic_choose (SwimDnsTraffic *traffic, guint preferred, gint64 now);
gint64 swim_dns_traffic_enter (SwimDnsTraffic *traffic,
                               guint server,
                               SwimDnsWaiter *waiter,
                               gint64 now);
void swim_dns_traffic_leave (SwimDnsTraffic *traffic,
                             guint server,
                             SwimDnsWaiter *waiter,
                             SwimDnsEnd end,
                             gint64 sent,
                             gint64 now);
void swim_dns_traffic_note_late (SwimDnsTraffic *traffic, guint server, gint64 sent, gint64 now);
void swim_dns_traffic_stop_waiting (SwimDnsTraffic *traffic, guint server, SwimDnsWaiter *waiter);
gint64 swim_dns_traffic_get_patience (SwimDnsTraffic *traffic, guint server);
gboolean swim_dns_traffic_is_overloaded (SwimDnsTraffic *traffic, guint server, gint64 now);
void swim_dns_traffic_peek (SwimDnsTraffic *traffic, guint server, SwimDnsFlow *flow);

G_END_DECLS
