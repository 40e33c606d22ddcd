/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A GResolver on SwimDns, so that libsoup and everything else on GIO resolves without threads.
 * Only lookups by name use DNS; others are passed to the previous default resolver. */
#pragma once

#include "net/dns/dns.h"

G_BEGIN_DECLS

#define SWIM_TYPE_RESOLVER (swim_resolver_get_type ())
G_DECLARE_FINAL_TYPE (SwimResolver, swim_resolver, SWIM, RESOLVER, GResolver)

SwimResolver *swim_resolver_new (SwimDns *dns);

/* If the default resolver of the process is a SwimResolver, prepares it for that many concurrent
 * blocking lookups or, for 0, for the loop of the thread-default main context. */
gboolean swim_resolver_prepare_default (guint blocking_lookups, GError **error);

/* The system's resolver, also when a SwimResolver is the default: (transfer full). */
GResolver *swim_resolver_dup_system (void);

G_END_DECLS
