/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The faults of DNS: they change first the records of an answer, then its bytes or how these are
 * sent. */
#pragma once

#include "lab/scenario.h"

#include <ldns/ldns.h>

G_BEGIN_DECLS

/* An answer; wire belongs to the replier and is valid until its next answer. */
typedef struct
{
  const guint8 *wire;
  gsize length; /* 0: nothing is sent */
  gint64 delay_us;
  gint64 again_us;         /* over UDP: sent a second time, so much later; 0: once */
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
                           const char *question,
                           SwimDnsReply *reply);

G_END_DECLS
