/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* DNS over TCP: many connections, many queries on each, answers in the order in which they fall
 * due. It shares the answers with UDP, but no socket code. */
#pragma once

#include "lab/delay-queue.h"
#include "lab/dns-reply.h"
#include "lab/poller.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SwimDnsTcp SwimDnsTcp;

SwimDnsTcp *swim_dns_tcp_new (GSocket *listener,
                              SwimDnsReplier *replier,
                              SwimPoller *poller,
                              SwimDelayQueue *delays);
void swim_dns_tcp_free (SwimDnsTcp *self);

G_END_DECLS
