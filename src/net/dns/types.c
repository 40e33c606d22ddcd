/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/types.h"

#include <arpa/inet.h>
#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

/* OPT stands in messages only, and of those from TKEY on only ANY is a question that one datagram
 * asks: the others are transfers and signatures. */
static gboolean
can_be_asked (guint64 type)
{
  return type != 0 && type != LDNS_RR_TYPE_OPT
         && (type < LDNS_RR_TYPE_TKEY || type >= LDNS_RR_TYPE_ANY);
}

guint16
swim_dns_type_parse (const char *text)
{
  g_autofree char *upper = g_ascii_strup (text, -1); /* ldns compares as the locale says */
  guint64 type = 0;

  if (g_ascii_strncasecmp (text, "TYPE", 4) == 0)
    g_ascii_string_to_unsigned (text + 4, 10, 1, G_MAXUINT16, &type, NULL);
  else
    type = ldns_get_rr_type_by_name (upper);
  return can_be_asked (type) ? (guint16) type : 0;
}

char *
swim_dns_type_to_string (guint16 type)
{
  char *text = ldns_rr_type2str (type);
  char *copy = g_strdup (text);

  free (text);
  return copy;
}

/* Whether it may be an address: cheap, since it is asked of every name. */
static gboolean
looks_like_address (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && (g_ascii_isdigit (text[length - 1]) || strchr (text, ':') != NULL);
}

char *
swim_dns_reverse_name (const char *text)
{
  guint8 bytes[sizeof (struct in6_addr)];
  GString *name;

  if (!looks_like_address (text))
    return NULL;
  if (inet_pton (AF_INET, text, bytes) == 1)
    return g_strdup_printf ("%u.%u.%u.%u.in-addr.arpa", bytes[3], bytes[2], bytes[1], bytes[0]);
  if (inet_pton (AF_INET6, text, bytes) != 1)
    return NULL;
  name = g_string_sized_new (4 * sizeof bytes + sizeof "ip6.arpa");
  for (guint i = sizeof bytes; i > 0; i--)
    g_string_append_printf (name, "%x.%x.", bytes[i - 1] & 0xfu, bytes[i - 1] >> 4);
  g_string_append (name, "ip6.arpa");
  return g_string_free (name, FALSE);
}
