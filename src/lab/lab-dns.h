/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lab's DNS server, over UDP and TCP on one port. */
#pragma once

#include "lab/delay-queue.h"
#include "lab/poller.h"
#include "lab/scenario.h"

G_BEGIN_DECLS

typedef struct _SwimLabDns SwimLabDns;

SwimLabDns *swim_lab_dns_new (const SwimScenario *scenario,
                              SwimPoller *poller,
                              SwimDelayQueue *delays,
                              const char *address,
                              guint16 *port,
                              GError **error);
void swim_lab_dns_free (SwimLabDns *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimLabDns, swim_lab_dns_free)

G_END_DECLS
