/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options --resolver, --nameserver and --nameservers, in one place for every job. */
#pragma once

#include "job/job-info.h"
#include "base/option-group.h"
#include "net/dns/dns.h"

G_BEGIN_DECLS

/* Embedded, zeroed, in a job's params, of which it is the first member.
 * resolver: "dns", "system", or NULL if not given
 * nameservers: as given; NULL for none
 * nameservers_file: a file with more of them, or NULL
 * prefers_dns: set by the job where DNS servers are the default outside of the lab too */
typedef struct
{
  char *resolver;
  char **nameservers;
  char *nameservers_file;
  gboolean prefers_dns;
} SwimResolverChoice;

/* Three members of a job's GOptionEntry array:
 *
 *     GOptionEntry entries[] = { …, SWIM_RESOLVER_CHOICE_OPTIONS (&params->choice), { NULL } };
 *     return g_memdup2 (entries, sizeof entries); */
/* clang-format off */
#define SWIM_RESOLVER_CHOICE_OPTIONS(choice) \
  SWIM_OPTION_GROUP ("Resolver"), \
  { "resolver", 0, 0, G_OPTION_ARG_STRING, &(choice)->resolver, \
    "resolver: dns asks DNS servers, system uses the C library", "dns|system" }, \
  { "nameserver", 0, 0, G_OPTION_ARG_STRING_ARRAY, &(choice)->nameservers, \
    "DNS server to ask (repeatable; implies --resolver=dns)", "ADDR[:PORT]" }, \
  { "nameservers", 0, 0, G_OPTION_ARG_FILENAME, &(choice)->nameservers_file, \
    "read more DNS servers from FILE, one per line", "FILE" }
/* clang-format on */

/* uses_system_resolver of a job. */
gboolean swim_resolver_choice_is_system (gpointer params);
void swim_resolver_choice_clear (SwimResolverChoice *choice);

/* Sets config to the servers to ask, to be freed by the caller, or to NULL for the system's
 * resolver. FALSE with SWIM_ERROR_USAGE where the options contradict each other or a value is
 * invalid. */
gboolean swim_resolver_choice_settle (const SwimResolverChoice *choice,
                                      const SwimJobSetup *setup,
                                      SwimDnsConfig **config,
                                      GError **error);

/* Makes GLib, and so libsoup, resolve by config in the whole process; NULL keeps the system's
 * resolver. Call it before any name is resolved. */
gboolean swim_resolver_choice_install (const SwimDnsConfig *config, GError **error);

G_END_DECLS
