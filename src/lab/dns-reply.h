/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From a query's bytes to its answer's, and when the answer is due. All the message format is
 * here, in ldns's hands; the sockets are elsewhere. */
#pragma once

#include "lab/dns-fault.h"

G_BEGIN_DECLS

typedef struct _SwimDnsReplier SwimDnsReplier;

SwimDnsReplier *swim_dns_replier_new (const SwimScenario *scenario);
void swim_dns_replier_free (SwimDnsReplier *self);
gboolean swim_dns_replier_answer (SwimDnsReplier *self,
                                  const guint8 *query,
                                  gsize length,
                                  gboolean is_datagram,
                                  SwimDnsReply *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimDnsReplier, swim_dns_replier_free)

G_END_DECLS
