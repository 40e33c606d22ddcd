/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/swim-address.h"

#include <string.h>

/* What GInetAddress does not tell, or only of the other version. */
static const char *const local_ranges[] = {
  "0.0.0.0/8", "100.64.0.0/10", "255.255.255.255/32", "fc00::/7", NULL,
};

/* Prefixes of 96 bits before an address of version 4: mapped, compatible, and translated by the
 * network (RFC 6052). */
static const guint8 embedding[][12] = {
  { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff },
  { 0 },
  { 0, 0x64, 0xff, 0x9b },
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

/* The address of version 4 that one of version 6 stands for (transfer full), NULL for none. */
static GInetAddress *
dup_embedded (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (embedding); i++)
    if (memcmp (bytes, embedding[i], sizeof embedding[i]) == 0)
      return g_inet_address_new_from_bytes (bytes + sizeof embedding[i], G_SOCKET_FAMILY_IPV4);
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

gboolean
swim_address_leads_to_local (GSocketAddress *address)
{
  g_autoptr (GInetAddress) behind = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return TRUE; /* a socket of this machine's own */
  if (!G_IS_PROXY_ADDRESS (address))
    return swim_address_is_local (
        g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
  behind = g_inet_address_new_from_string (
      g_proxy_address_get_destination_hostname (G_PROXY_ADDRESS (address)));
  return behind != NULL && swim_address_is_local (behind);
}
