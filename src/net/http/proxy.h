/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The proxies that the environment names: http_proxy, https_proxy, all_proxy and no_proxy. The
 * desktop's are not asked for: that may start a thread, and a run is to be the same everywhere. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* NULL where it names none. Never for loopback. An error for one that is no proxy's URL. */
GProxyResolver *swim_proxy_resolver_new_from_environment (GError **error);

/* What the HTTP proxy by which a URL is reached wants to see in Proxy-Authorization, by the user
 * and password in its own URL; NULL for nothing. */
char *swim_proxy_dup_authorization (GProxyResolver *proxies, GUri *uri);

G_END_DECLS
