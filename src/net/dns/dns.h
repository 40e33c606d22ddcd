/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Resolves names by asking DNS servers directly, through c-ares, in two forms that differ only
 * in how they wait: one blocks and may be called by any thread, the other uses a GMainContext
 * and never blocks it.
 *
 * Not a GResolver, because that folds "no such name", "no such record" and "the server failed"
 * into one error and has no time to live, server or number of tries. resolver.h adapts one to
 * it. */
#pragma once

#include "net/dns/answer.h"
#include "net/dns/policy.h"

G_BEGIN_DECLS

/* What passes every network in one piece. */
#define SWIM_DNS_GOOD_EDNS_SIZE 1232

/* Which servers to ask, and for how long.
 * nameservers: "ADDR", "ADDR:PORT" or "[ADDR]:PORT", in order of preference; NULL: those of
 * resolv.conf
 * timeout: seconds for a name, all tries included, from when it is first sent
 * tries: how often each question is sent at most, at least 1
 * rate: questions a second to all servers together, retries included; 0: no limit
 * seed: random seed of the waits between tries
 * counter: to count in, or NULL; the SwimDns keeps a reference
 * edns_size: the longest datagram to offer with EDNS; 0: no EDNS
 * over_tcp: asks nothing over UDP, as with the option use-vc of resolv.conf */
typedef struct
{
  char **nameservers;
  double timeout;
  guint tries;
  double rate;
  guint64 seed;
  SwimDnsCounter *counter;
  guint edns_size;
  gboolean over_tcp;
} SwimDnsConfig;

SwimDnsConfig *swim_dns_config_new (const char *const *nameservers, double timeout, guint tries);
void swim_dns_config_free (SwimDnsConfig *config);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimDnsConfig, swim_dns_config_free)

/* The servers and the engines of the blocking form. Shared by threads. Reference-counted:
 * g_atomic_rc_box_acquire(). */
typedef struct _SwimDns SwimDns;

SwimDns *swim_dns_new (const SwimDnsConfig *config, GError **error);
void swim_dns_unref (SwimDns *dns);
const SwimDnsPolicy *swim_dns_get_policy (SwimDns *dns);

/* Opens engines for that many concurrent blocking lookups in advance. */
gboolean swim_dns_prepare (SwimDns *dns, guint lookups, GError **error);
void swim_dns_lookup (SwimDns *dns,
                      const char *name,
                      const SwimDnsQuery *query,
                      GCancellable *cancellable,
                      SwimDnsAnswer *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimDns, swim_dns_unref)

/* The non-blocking form. Must be used by the thread that made it. */
typedef struct _SwimDnsClient SwimDnsClient;

SwimDnsClient *swim_dns_client_new (SwimDns *dns, GError **error);
void swim_dns_client_free (SwimDnsClient *client);
void swim_dns_client_lookup (SwimDnsClient *client,
                             const char *name,
                             const SwimDnsQuery *query,
                             GCancellable *cancellable,
                             SwimDnsFunc func,
                             gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimDnsClient, swim_dns_client_free)

G_END_DECLS
