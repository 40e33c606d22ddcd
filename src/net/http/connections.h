/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which connection of a client the next exchange gets. A connection serves one exchange at a time.
 * An exchange gets one that was at its host before, the one used last first, so that a host never
 * has more connections than it had requests at once. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimHttpConnections SwimHttpConnections;
typedef struct _SwimHttpHostPool SwimHttpHostPool;

/* The first member of what a client has for each connection. In use by one exchange at a time,
 * hence without a lock. */
typedef struct
{
  SwimHttpConnections *owner;
  SwimHttpHostPool *pool;
  GList link;
  GList pool_link;
} SwimHttpConnection;

/* count structs of that many bytes, filled with zeros. The client frees what it has put into those
 * that were used. */
SwimHttpConnections *swim_http_connections_new (guint count, gsize size);
void swim_http_connections_free (SwimHttpConnections *connections);

/* Those that were ever acquired are the first ones, up to the number returned. */
guint swim_http_connections_get_used (SwimHttpConnections *connections);
gpointer swim_http_connections_nth (SwimHttpConnections *connections, guint n);
guint swim_http_connection_get_index (SwimHttpConnection *connection);

/* Any thread. No more may be in use at once than there are. */
gpointer swim_http_connections_acquire (SwimHttpConnections *connections, guint64 host);
void swim_http_connections_release (SwimHttpConnection *connection);
/* In place of releasing it: it stays in use for good, also when all others are freed, and another
 * is made when there are too few. */
void swim_http_connections_abandon (SwimHttpConnection *connection);

G_END_DECLS
