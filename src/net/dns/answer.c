/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers, and the check of names that every resolver shares. */
#include "config.h"

#include <arpa/inet.h>
#include <string.h>

#include "net/dns/answer.h"

#define LONGEST_LABEL 63
#define LONGEST_NAME 253

/* The query for the addresses of a name, which is a constant. */
const SwimDnsQuery *
swim_dns_query_addresses (SwimDnsTypes types)
{
  static const guint16 numbers[] = { SWIM_DNS_TYPE_A, SWIM_DNS_TYPE_AAAA };
  static const SwimDnsQuery queries[] = { [SWIM_DNS_A] = { numbers, 1 },
                                          [SWIM_DNS_AAAA] = { numbers + 1, 1 },
                                          [SWIM_DNS_BOTH] = { numbers, 2 } };

  return &queries[types];
}

/* Frees the contents and makes the answer an empty one. */
void
swim_dns_answer_clear (SwimDnsAnswer *answer)
{
  g_free (answer->detail);
  g_free (answer->addresses);
  g_clear_pointer (&answer->responses, g_ptr_array_unref);
  g_free (answer->server);
  *answer = (SwimDnsAnswer) SWIM_DNS_ANSWER_INIT;
}

/* Sets class and detail; the detail is copied. */
void
swim_dns_answer_set (SwimDnsAnswer *answer, SwimStatus status, const char *detail)
{
  g_free (answer->detail);
  answer->status = status;
  answer->detail = g_strdup (detail);
}

/* Calls the function with an answer that has nothing but these. */
void
swim_dns_answer_fail (SwimStatus status, const char *detail, SwimDnsFunc func, gpointer data)
{
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  swim_dns_answer_set (&answer, status, detail);
  func (&answer, data);
}

/* Adds an address: 4 or 16 bytes in network order. */
void
swim_dns_answer_add (SwimDnsAnswer *answer, int family, const void *bytes)
{
  guint n = answer->n_addresses;
  SwimDnsAddress *address;

  /* Grows at 1, 2, 4, 8, …: most names have one or two. */
  if ((n & (n - 1)) == 0)
    answer->addresses = g_renew (SwimDnsAddress, answer->addresses, MAX (1, 2 * n));
  address = &answer->addresses[answer->n_addresses++];
  memset (address, 0, sizeof *address);
  address->family = family;
  memcpy (&address->v6, bytes, family == AF_INET ? sizeof address->v4 : sizeof address->v6);
}

static int
compare_addresses (const void *a, const void *b)
{
  const SwimDnsAddress *one = a;
  const SwimDnsAddress *other = b;

  if (one->family != other->family)
    return one->family == AF_INET ? -1 : 1;
  return memcmp (&one->v6, &other->v6, sizeof one->v6);
}

/* Sorts the addresses, IPv4 first, and drops duplicates, so that resolvers and modes that found
 * the same addresses give equal answers. */
void
swim_dns_answer_sort (SwimDnsAnswer *answer)
{
  guint kept = 1;

  if (answer->n_addresses < 2)
    return;
  qsort (answer->addresses, answer->n_addresses, sizeof *answer->addresses, compare_addresses);
  for (guint i = 1; i < answer->n_addresses; i++)
    if (compare_addresses (&answer->addresses[kept - 1], &answer->addresses[i]) != 0)
      answer->addresses[kept++] = answer->addresses[i];
  answer->n_addresses = kept;
}

/* Without printf(), which inet_ntop() uses. */
static char *
dup_ipv4 (const guint8 *bytes)
{
  char text[INET_ADDRSTRLEN];
  char *to = text;

  for (guint i = 0; i < 4; i++)
    {
      if (bytes[i] >= 100)
        *to++ = (char) ('0' + bytes[i] / 100);
      if (bytes[i] >= 10)
        *to++ = (char) ('0' + bytes[i] / 10 % 10);
      *to++ = (char) ('0' + bytes[i] % 10);
      *to++ = '.';
    }
  return g_strndup (text, (gsize) (to - text) - 1);
}

static char *
dup_address (const SwimDnsAddress *address)
{
  char text[INET6_ADDRSTRLEN];

  if (address->family == AF_INET)
    return dup_ipv4 ((const guint8 *) &address->v4);
  inet_ntop (address->family, &address->v6, text, sizeof text);
  return g_strdup (text);
}

/* The addresses as text: (transfer full), NULL where there are none. */
char **
swim_dns_answer_dup_addresses (const SwimDnsAnswer *answer)
{
  char **addresses;

  if (answer->n_addresses == 0)
    return NULL;
  addresses = g_new0 (char *, answer->n_addresses + 1);
  for (guint i = 0; i < answer->n_addresses; i++)
    addresses[i] = dup_address (&answer->addresses[i]);
  return addresses;
}

static gboolean
is_host_character (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '_';
}

/* Why the name cannot be looked up, as a constant sentence; NULL if it can be. It is checked
 * before any resolver is asked, so that all give the same class: c-ares treats \ as an escape,
 * and C libraries differ. A trailing dot is allowed. */
const char *
swim_dns_name_problem (const char *name)
{
  gsize label = 0;
  gsize length = 0;

  if (name[0] == '\0')
    return "the name is empty";
  if (g_str_equal (name, "."))
    return NULL; /* the root */
  for (const char *c = name; *c != '\0'; c++)
    {
      if (*c == '.' && label == 0)
        return "a label of the name is empty; is there an extra dot?";
      if (*c != '.' && !is_host_character (*c))
        return "the name holds a character other than letters, digits, - and _";
      label = *c == '.' ? 0 : label + 1;
      if (label > LONGEST_LABEL)
        return "a label of the name is longer than 63 characters";
      length++;
    }
  if (length > LONGEST_NAME + (label == 0))
    return "the name is longer than 253 characters";
  return NULL;
}
