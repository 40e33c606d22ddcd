/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The proxies in the environment: http_proxy, https_proxy, all_proxy and no_proxy. The desktop's
 * settings are ignored: reading them may start a thread, and a run should be the same everywhere.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* NULL without an error where there is none. Never for loopback. */
GProxyResolver *swim_proxy_resolver_new_from_environment (GError **error);

/* Proxy-Authorization for the HTTP proxy of a URL, from the user and password in the proxy's own
 * URL; NULL for none. */
char *swim_proxy_dup_authorization (GProxyResolver *proxies, GUri *uri);

G_END_DECLS
