/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The sockets of both servers: on loopback only, and ready for many clients at once. The error for
 * a port in use says what to do. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GInetAddress *swim_lab_parse_address (const char *address, GError **error);
GSocket *swim_lab_socket_new (GSocketType type,
                              GInetAddress *address,
                              guint16 *port,
                              const char *option,
                              GError **error);
int swim_lab_socket_accept (int listener);

G_END_DECLS
