/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names to addresses by asking DNS servers directly, through c-ares, in two forms that share all
 * but the waiting: a blocking one for any thread, and one on a GMainContext that never blocks it.
 *
 * Apart from GResolver, because that folds "no such name", "no such record" and "the server
 * failed" into one error and knows neither time to live nor server nor tries. */
#pragma once

#include "net/dns/answer.h"
#include "net/dns/policy.h"

G_BEGIN_DECLS

/* Whom to ask and for how long.
 * nameservers: "ADDR", "ADDR:PORT" or "[ADDR]:PORT", the first one first; NULL: those of
 * resolv.conf
 * timeout: seconds that a name may take in all, every try included, from when it is first asked
 * tries: how often each question is sent at most, at least 1
 * rate: questions a second at the most, to all servers together and every retry included; 0: no
 * limit
 * seed: of the random part of the waits between tries */
typedef struct
{
  char **nameservers;
  double timeout;
  guint tries;
  double rate;
  guint64 seed;
} SwimDnsConfig;

SwimDnsConfig *swim_dns_config_new (const char *const *nameservers, double timeout, guint tries);
SwimDnsConfig *swim_dns_config_copy (const SwimDnsConfig *config);
void swim_dns_config_free (SwimDnsConfig *config);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimDnsConfig, swim_dns_config_free)

/* Servers, settled once, and what the blocking form needs. Shared by threads. */
typedef struct _SwimDns SwimDns;

SwimDns *swim_dns_new (const SwimDnsConfig *config, GError **error);
SwimDns *swim_dns_ref (SwimDns *dns);
void swim_dns_unref (SwimDns *dns);
const SwimDnsPolicy *swim_dns_get_policy (SwimDns *dns);

/* Makes ready for so many blocking lookups at once, so that none of them has to. */
gboolean swim_dns_prepare (SwimDns *dns, guint lookups, GError **error);
void swim_dns_lookup (SwimDns *dns,
                      const char *name,
                      SwimDnsTypes types,
                      GCancellable *cancellable,
                      SwimDnsAnswer *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimDns, swim_dns_unref)

/* The form on a main context. Used by the thread that made it alone. */
typedef struct _SwimDnsClient SwimDnsClient;

SwimDnsClient *swim_dns_client_new (SwimDns *dns, GError **error);
void swim_dns_client_free (SwimDnsClient *client);
void swim_dns_client_lookup (SwimDnsClient *client,
                             const char *name,
                             SwimDnsTypes types,
                             GCancellable *cancellable,
                             SwimDnsFunc func,
                             gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimDnsClient, swim_dns_client_free)

G_END_DECLS
