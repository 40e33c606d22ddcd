/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the faults of DNS do to an answer: first to what it says, then to its bytes and to how they
 * are sent. */
#pragma once

#include "lab/scenario.h"

#include <ldns/ldns.h>

G_BEGIN_DECLS

/* An answer; wire is the replier's and stands until its next answer. */
typedef struct
{
  const guint8 *wire;
  gsize length; /* 0: none is sent */
  gint64 delay_us;
  gint64 again_us;         /* over UDP: sent again after so long; 0: once only */
  gboolean from_elsewhere; /* over UDP: sent from another port */
} SwimDnsReply;

typedef struct _SwimDnsFaults SwimDnsFaults;

SwimDnsFaults *swim_dns_faults_new (SwimDnsLimit limit);
void swim_dns_faults_free (SwimDnsFaults *self);
gboolean swim_dns_faults_is_over_limit (SwimDnsFaults *self);
void swim_dns_add_answer (ldns_pkt *answer,
                          const ldns_rdf *owner,
                          ldns_rr_type type,
                          ldns_rdf *data);
void swim_dns_faults_change (SwimDnsFaults *self,
                             SwimFault fault,
                             const char *name,
                             ldns_pkt *answer);
void swim_dns_faults_send (SwimDnsFaults *self,
                           SwimFault fault,
                           const char *name,
                           SwimDnsReply *reply);

G_END_DECLS
