/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Follows the aliases of an answer from the name that was asked for to the one that has the
 * records. */
#pragma once

#include "net/dns/record.h"

G_BEGIN_DECLS

/* The owners of an answer, and whose alias each is. */
typedef struct _SwimDnsAliases SwimDnsAliases;

SwimDnsAliases *swim_dns_aliases_new (void);
void swim_dns_aliases_free (SwimDnsAliases *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimDnsAliases, swim_dns_aliases_free)

void swim_dns_aliases_add (SwimDnsAliases *self,
                           const SwimDnsRecord *record,
                           gboolean wanted,
                           const guchar *message,
                           gsize length);
const char *swim_dns_aliases_follow (SwimDnsAliases *self, const guchar *message, gsize length);
gboolean swim_dns_aliases_lead_to (SwimDnsAliases *self,
                                   const SwimDnsRecord *record,
                                   const guchar *message,
                                   gsize length);
gint64 swim_dns_aliases_get_ttl (SwimDnsAliases *self);

G_END_DECLS
