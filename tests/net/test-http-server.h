/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An HTTP server for tests that writes its answers byte by byte as told, also such as no server
 * should. A thread for each connection; free port on loopback. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TEST_BODY 2048 /* bytes of /ok */

typedef struct _TestServer TestServer;

TestServer *test_server_start (void);
void test_server_stop (TestServer *server);
char *test_server_url (TestServer *server, const char *path);
/* How many connections were accepted, and how many requests were read, so far. */
int test_server_get_connections (TestServer *server);
int test_server_get_requests (TestServer *server);
/* How many requests are being answered. */
int test_server_get_busy (TestServer *server);
/* How many of them there were at once at the most. */
int test_server_get_most_busy (TestServer *server);

G_END_DECLS
