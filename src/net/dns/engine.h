/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Looks names up for both forms: questions, tries, deadlines, and what follows from the answers.
 * The blocking and the non-blocking form each drive one, so that they cannot differ in policy.
 * Used by one thread at a time. */
#pragma once

#include "net/dns/answer.h"
#include "net/dns/policy.h"
#include "net/dns/server.h"

G_BEGIN_DECLS

typedef struct _SwimDnsEngine SwimDnsEngine;

SwimDnsEngine *swim_dns_engine_new (const SwimDnsPolicy *policy,
                                    SwimDnsWatch watch,
                                    SwimDnsWaiter waiter,
                                    GError **error);
void swim_dns_engine_free (SwimDnsEngine *engine);
void swim_dns_engine_start (SwimDnsEngine *engine,
                            const char *name,
                            const SwimDnsQuery *query,
                            guint *group,
                            SwimDnsFunc func,
                            gpointer data);
void swim_dns_engine_cancel (SwimDnsEngine *engine, guint *group);
void swim_dns_engine_flush (SwimDnsEngine *engine);
void swim_dns_engine_run_timers (SwimDnsEngine *engine, gint64 now);
void swim_dns_engine_send_waiting (SwimDnsEngine *engine);
void swim_dns_engine_drop_pending (SwimDnsEngine *engine);
void swim_dns_engine_hand_in_counts (SwimDnsEngine *engine);
guint swim_dns_engine_get_active (SwimDnsEngine *engine);
gint64 swim_dns_engine_get_timer_due (SwimDnsEngine *engine);
gint64 swim_dns_engine_get_send_due (SwimDnsEngine *engine);

G_END_DECLS
