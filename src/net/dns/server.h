/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A DNS server and its c-ares channel. There is a channel for each server and one try for each
 * question, because the engine decides which server to ask and when, and has to know who
 * answered. The sockets are ours, so that the cause of a failure is known and one loop iteration
 * reads only so much. */
#pragma once

#include <gio/gio.h>

/* ares_query (), ares_set_socket_functions () and ares_get_servers_ports () are deprecated
 * from 1.28 on, but 1.18 has nothing in their place. */
#define CARES_NO_DEPRECATED
#include <ares.h>

G_BEGIN_DECLS

typedef struct _SwimDnsServer SwimDnsServer;

/* Called to watch a socket, or with no condition to stop, before the socket is closed. */
typedef void (*SwimDnsWatch) (SwimDnsServer *server, int fd, GIOCondition condition, gpointer data);

SwimDnsServer *swim_dns_server_new (const char *address,
                                    double lifetime,
                                    SwimDnsWatch watch,
                                    gpointer data,
                                    GError **error);
void swim_dns_server_free (SwimDnsServer *server);
const char *swim_dns_server_get_address (SwimDnsServer *server);
int swim_dns_server_get_errno (SwimDnsServer *server);
void swim_dns_server_ask (SwimDnsServer *server,
                          const char *name,
                          int type,
                          ares_callback callback,
                          gpointer data);
void swim_dns_server_flush (SwimDnsServer *server);
void swim_dns_server_process (SwimDnsServer *server, int fd, GIOCondition condition);
void swim_dns_server_expire (SwimDnsServer *server);
void swim_dns_server_cancel (SwimDnsServer *server);

G_END_DECLS
