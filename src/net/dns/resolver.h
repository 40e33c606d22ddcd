/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A GResolver on swim-dns, so that libsoup, and whatever else is built on GIO, resolves without
 * threads. Names are looked up by DNS alone; what else a GResolver does is left to the one that was
 * the default before. */
#pragma once

#include "net/dns/dns.h"

G_BEGIN_DECLS

#define SWIM_TYPE_RESOLVER (swim_resolver_get_type ())
G_DECLARE_FINAL_TYPE (SwimResolver, swim_resolver, SWIM, RESOLVER, GResolver)

SwimResolver *swim_resolver_new (SwimDns *dns);

/* Where the process's default resolver is one of ours, makes it ready for so many blocking lookups
 * at once or, where that is 0, for the loop of the thread-default main context. */
gboolean swim_resolver_prepare_default (guint blocking_lookups, GError **error);

/* The system's own resolver, also when a SwimResolver is the default: (transfer full). */
GResolver *swim_resolver_dup_system (void);

G_END_DECLS
