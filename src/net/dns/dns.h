/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names to addresses by asking DNS servers directly, through c-ares, in two forms that share all
 * but the waiting: a blocking one for any thread, and one on a GMainContext that never blocks it.
 *
 * Apart from GResolver, because that folds "no such name", "no such record" and "the server
 * failed" into one error and knows neither time to live nor server nor tries. */
#pragma once

#include <gio/gio.h>
#include <netinet/in.h>

#include "base/swim-status.h"

G_BEGIN_DECLS

/* What is asked about a name. */
typedef enum
{
  SWIM_DNS_A = 1 << 0,
  SWIM_DNS_AAAA = 1 << 1,
  SWIM_DNS_BOTH = SWIM_DNS_A | SWIM_DNS_AAAA,
} SwimDnsTypes;

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

/* An address in network byte order; family is AF_INET or AF_INET6. */
typedef struct
{
  int family;
  union
  {
    struct in_addr v4;
    struct in6_addr v6;
  };
} SwimDnsAddress;

/* What came of a name.
 * detail: one upstream that says more; NULL where there is nothing to add
 * addresses: n_addresses of them, sorted, each once
 * ttl: the smallest of the addresses, in seconds, or -1
 * rtt: how long the slowest try that was answered took, in µs, or -1
 * tries: how often the most stubborn question was sent
 * server: who answered last, as "ADDR:PORT"; NULL if nobody did */
typedef struct
{
  SwimStatus status;
  char *detail;
  SwimDnsAddress *addresses;
  guint n_addresses;
  gint64 ttl;
  gint64 rtt;
  guint tries;
  char *server;
} SwimDnsAnswer;

#define SWIM_DNS_ANSWER_INIT \
  { \
    .ttl = -1, .rtt = -1 \
  }

void swim_dns_answer_clear (SwimDnsAnswer *answer);
void swim_dns_answer_set (SwimDnsAnswer *answer, SwimStatus status, const char *detail);
void swim_dns_answer_add (SwimDnsAnswer *answer, int family, const void *bytes);
void swim_dns_answer_sort (SwimDnsAnswer *answer);
char **swim_dns_answer_dup_addresses (const SwimDnsAnswer *answer);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimDnsAnswer, swim_dns_answer_clear)

const char *swim_dns_name_problem (const char *name);

/* Servers, settled once, and what the blocking form needs. Shared by threads. */
typedef struct _SwimDns SwimDns;

SwimDns *swim_dns_new (const SwimDnsConfig *config, GError **error);
SwimDns *swim_dns_ref (SwimDns *dns);
void swim_dns_unref (SwimDns *dns);

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

/* Called once a lookup, on the client's context or before lookup_async() returns. The answer is the
 * client's and gone afterwards. */
typedef void (*SwimDnsFunc) (const SwimDnsAnswer *answer, gpointer data);

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
