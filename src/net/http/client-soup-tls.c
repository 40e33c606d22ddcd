/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "net/http/client-soup.h"

/* A final dot, which says that a name is complete, is no part of the name in a certificate, nor of
 * the one in the handshake (RFC 6066, 3). */
void
swim_soup_tls_name (GTlsClientConnection *connection)
{
  GSocketConnectable *identity = g_tls_client_connection_get_server_identity (connection);
  g_autoptr (GSocketConnectable) named = NULL;
  g_autofree char *name = NULL;
  const char *host;

  if (!G_IS_NETWORK_ADDRESS (identity))
    return;
  host = g_network_address_get_hostname (G_NETWORK_ADDRESS (identity));
  if (!g_str_has_suffix (host, "."))
    return;
  name = g_strndup (host, strlen (host) - 1);
  named = g_network_address_new (name, g_network_address_get_port (G_NETWORK_ADDRESS (identity)));
  g_tls_client_connection_set_server_identity (connection, named);
}
