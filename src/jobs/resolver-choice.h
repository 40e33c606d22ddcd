/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How names are resolved: what --resolver and --nameserver mean, in one place for every job. */
#pragma once

#include "job/job-info.h"
#include "net/dns/dns.h"

G_BEGIN_DECLS

/* Embedded, zeroed, in a job's params.
 * resolver: "dns", "system", or NULL: not said
 * nameservers: as given; NULL: none */
typedef struct
{
  char *resolver;
  char **nameservers;
} SwimResolverChoice;

/* Two members of a job's GOptionEntry array:
 *
 *     GOptionEntry entries[] = { …, SWIM_RESOLVER_CHOICE_OPTIONS (&params->choice), { NULL } };
 *     return g_memdup2 (entries, sizeof entries); */
/* clang-format off */
#define SWIM_RESOLVER_CHOICE_OPTIONS(choice) \
  { "resolver", 0, 0, G_OPTION_ARG_STRING, &(choice)->resolver, \
    "how to resolve: dns asks DNS servers, system asks the C library", "dns|system" }, \
  { "nameserver", 0, 0, G_OPTION_ARG_STRING_ARRAY, &(choice)->nameservers, \
    "DNS server to ask (repeatable; implies --resolver=dns)", "ADDR[:PORT]" }
/* clang-format on */

void swim_resolver_choice_clear (SwimResolverChoice *choice);

/* Decides. Sets config to whom to ask, to be freed by the caller, or to NULL for the system's
 * resolver. FALSE with SWIM_ERROR_USAGE where the options contradict or a value is none. */
gboolean swim_resolver_choice_settle (const SwimResolverChoice *choice,
                                      const SwimJobSetup *setup,
                                      SwimDnsConfig **config,
                                      GError **error);

/* Makes GLib, and so libsoup, resolve by config in this whole process; NULL leaves the system's
 * resolver in place. To be called before anything is resolved. */
gboolean swim_resolver_choice_install (const SwimDnsConfig *config, GError **error);

/* The parts of a non-blocking lookup that threads do all the same: NULL-ended, empty for DNS. */
const char *const *swim_resolver_choice_get_offloaded (const SwimDnsConfig *config);

G_END_DECLS
