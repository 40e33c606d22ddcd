/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makes the bytes of an answer from those of a query, and says when the answer is due. ldns reads
 * and writes the messages; this part knows no sockets. */
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
