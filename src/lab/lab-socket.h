/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the lab's servers get their sockets: on loopback only, ready for many clients at once, and
 * with an error that says what to do when a port is taken. */
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
