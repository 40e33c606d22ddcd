/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/address.h"

#include <string.h>

#include "base/ipv4.h"

/* Ranges that are not globally reachable (RFC 6890), as far as GInetAddress does not classify
 * them, or only for the other version. */
static const char *const local_ranges[] = {
  "0.0.0.0/8",   "100.64.0.0/10", "192.0.0.0/24",   "198.18.0.0/15",
  "240.0.0.0/4", "fc00::/7",      "64:ff9b:1::/48", NULL,
};

/* Prefixes of IPv6 addresses that embed an IPv4 address: mapped, compatible, translated (RFC
 * 6052) and 6to4 (RFC 3056). */
static const struct
{
  gsize length;
  guint8 prefix[12];
} embedding[] = {
  { 12, { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff } },
  { 12, { 0 } },
  { 12, { 0, 0x64, 0xff, 0x9b } },
  { 2, { 0x20, 0x02 } },
};

static gboolean
is_in_local_range (GInetAddress *address)
{
  for (guint i = 0; local_ranges[i] != NULL; i++)
    {
      g_autoptr (GInetAddressMask) mask =
          g_inet_address_mask_new_from_string (local_ranges[i], NULL);

      if (g_inet_address_mask_matches (mask, address))
        return TRUE;
    }
  return FALSE;
}

/* The IPv4 address that an IPv6 address embeds (transfer full); NULL for none. */
static GInetAddress *
dup_embedded (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (embedding); i++)
    if (memcmp (bytes, embedding[i].prefix, embedding[i].length) == 0)
      return g_inet_address_new_from_bytes (bytes + embedding[i].length, G_SOCKET_FAMILY_IPV4);
  return NULL;
}

gboolean
swim_address_is_local (GInetAddress *address)
{
  g_autoptr (GInetAddress) embedded = dup_embedded (address);

  return g_inet_address_get_is_loopback (address) || g_inet_address_get_is_link_local (address)
         || g_inet_address_get_is_site_local (address) || g_inet_address_get_is_any (address)
         || g_inet_address_get_is_multicast (address) || is_in_local_range (address)
         || (embedded != NULL && swim_address_is_local (embedded));
}

/* Whether a host that a proxy resolves is local as it is written. Most proxies parse it with the
 * C library, which accepts more spellings of an IPv4 address than GLib does. */
static gboolean
is_written_as_local (const char *host)
{
  g_autofree char *name = g_ascii_strdown (host, -1);
  g_autoptr (GInetAddress) address = NULL;
  guint8 v4[4];

  if (g_str_has_suffix (name, "."))
    name[strlen (name) - 1] = '\0';
  if (g_str_equal (name, "localhost") || g_str_has_suffix (name, ".localhost"))
    return TRUE;
  address = swim_ipv4_parse (name, v4) ? g_inet_address_new_from_bytes (v4, G_SOCKET_FAMILY_IPV4)
                                       : g_inet_address_new_from_string (name);
  return address != NULL && swim_address_is_local (address);
}

gboolean
swim_address_leads_to_local (GSocketAddress *address)
{
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return TRUE; /* a local socket */
  if (!G_IS_PROXY_ADDRESS (address))
    return swim_address_is_local (
        g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
  return is_written_as_local (g_proxy_address_get_destination_hostname (G_PROXY_ADDRESS (address)));
}
