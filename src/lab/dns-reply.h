/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From a query's bytes to its answer's, and when the answer is due. All the message format is
 * here, in ldns's hands; the sockets are elsewhere. */
#pragma once

#include "lab/scenario.h"

G_BEGIN_DECLS

typedef struct _SwimDnsReplier SwimDnsReplier;

/* An answer; wire is the replier's and stands until its next answer. */
typedef struct
{
  const guint8 *wire;
  gsize length; /* 0: none is sent */
  gint64 delay_us;
  gint64 again_us;         /* over UDP: sent again after so long; 0: once only */
  gboolean from_elsewhere; /* over UDP: sent from another port */
} SwimDnsReply;

SwimDnsReplier *swim_dns_replier_new (const SwimScenario *scenario);
void swim_dns_replier_free (SwimDnsReplier *self);
gboolean swim_dns_replier_answer (SwimDnsReplier *self,
                                  const guint8 *query,
                                  gsize length,
                                  gboolean is_datagram,
                                  SwimDnsReply *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimDnsReplier, swim_dns_replier_free)

G_END_DECLS
