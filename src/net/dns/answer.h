/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is asked about a name, and the answer, whichever resolver is asked. */
#pragma once

#include <gio/gio.h>
#include <netinet/in.h>

#include "base/swim-status.h"

G_BEGIN_DECLS

/* The addresses of a name: what most lookups ask for. */
typedef enum
{
  SWIM_DNS_A = 1 << 0,
  SWIM_DNS_AAAA = 1 << 1,
  SWIM_DNS_BOTH = SWIM_DNS_A | SWIM_DNS_AAAA,
} SwimDnsTypes;

#define SWIM_DNS_TYPE_A 1
#define SWIM_DNS_TYPE_PTR 12
#define SWIM_DNS_TYPE_AAAA 28
#define SWIM_DNS_TYPE_ANY 255

/* What is asked about a name.
 * types: n_types record types, each once, at least one
 * keeps_responses: whether the answer has the responses, which costs a lookup about as much again
 */
typedef struct
{
  const guint16 *types;
  guint n_types;
  gboolean keeps_responses;
} SwimDnsQuery;

const SwimDnsQuery *swim_dns_query_addresses (SwimDnsTypes types);

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

/* The result of a lookup.
 * detail: one line that says more; NULL where there is nothing to add
 * addresses: n_addresses of them, sorted, each once
 * n_records: how many records there are of the types asked for, addresses included
 * responses: of SwimDnsResponse, one for each type in the order of the query; NULL where the query
 * does not keep them
 * ttl: the smallest of the records, in seconds, or -1
 * rtt: of the slowest try that was answered, in µs, or -1
 * tries: how often the question with the most tries was sent
 * server: who answered last, as "ADDR:PORT"; NULL if nobody did */
typedef struct
{
  SwimStatus status;
  char *detail;
  SwimDnsAddress *addresses;
  guint n_addresses;
  guint n_records;
  GPtrArray *responses;
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

/* Called once for each lookup, on the main context of the caller or before the function that
 * starts the lookup returns. The answer is valid only during the call. */
typedef void (*SwimDnsFunc) (const SwimDnsAnswer *answer, gpointer data);

void swim_dns_answer_fail (SwimStatus status, const char *detail, SwimDnsFunc func, gpointer data);

const char *swim_dns_name_problem (const char *name);

G_END_DECLS
