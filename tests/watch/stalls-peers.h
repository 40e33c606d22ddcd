/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the acts of stalls.c wait for: each answers after so long, from a thread or a process of its
 * own. */
#pragma once

#include <gio/gio.h>
#include <netinet/in.h>
#include <sys/un.h>

#define STALL_US 100000

gint64 now_ns (clockid_t clock);

int bind_loopback (int type, struct sockaddr_in *address);

/* A listener with as many connections as it holds: the next has to wait. */
int listen_tcp (struct sockaddr_in *address);
int listen_unix (struct sockaddr_un *address);

/* Accepts one. */
gpointer accept_late (gpointer listener);

/* Makes this thread's resolver ask a name server of our own, which knows no name. */
void use_slow_name_server (void);

/* A D-Bus connection whose other end answers every call. */
GDBusConnection *connect_to_service (void);

/* Processes that compute on the same CPU as this thread. */
void make_hogs (void);
void start_hogs (void);
void stop_hogs (void);
