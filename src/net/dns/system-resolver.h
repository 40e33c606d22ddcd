/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Resolves names with the system's resolver: getaddrinfo() in the blocking form, GLib's
 * resolver, which is getaddrinfo() in a thread pool, in the other. Most programs do this, so it
 * is here for comparison. */
#pragma once

#include "net/dns/dns.h"

G_BEGIN_DECLS

typedef struct _SwimSystemResolver SwimSystemResolver;

SwimSystemResolver *swim_system_resolver_new (double timeout);
void swim_system_resolver_free (SwimSystemResolver *resolver);
void swim_system_resolver_lookup (SwimSystemResolver *resolver,
                                  const char *name,
                                  SwimDnsTypes types,
                                  GCancellable *cancellable,
                                  SwimDnsAnswer *answer);
void swim_system_resolver_lookup_async (SwimSystemResolver *resolver,
                                        const char *name,
                                        SwimDnsTypes types,
                                        GCancellable *cancellable,
                                        SwimDnsFunc func,
                                        gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimSystemResolver, swim_system_resolver_free)

G_END_DECLS
