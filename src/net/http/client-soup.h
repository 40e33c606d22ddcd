/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the two files of the libsoup client share. */
#pragma once

#include <libsoup/soup.h>

#include "net/http/client.h"

G_BEGIN_DECLS

typedef struct _SwimSoupPool SwimSoupPool;
typedef struct _SwimSoupConnections SwimSoupConnections;

/* A session with one connection, and the exchange that is on it. Used by one exchange at a time,
 * hence without a lock. */
typedef struct
{
  SwimSoupConnections *owner;
  SoupSession *session; /* made with the first exchange */
  SwimSoupPool *pool;
  GList link;
  GList pool_link;

  SwimHttpExchange *exchange;
  SoupMessage *message;
  GInputStream *stream; /* of the body; NULL before the head was read */

  /* After start() only. */
  GMainContext *context;
  GSource *source;    /* that reads on */
  gboolean yields;    /* source is an idle one, not the socket's */
  gboolean cancelled; /* libsoup is to be told once it has called back */
} SwimSoupConnection;

/* config outlives them. */
SwimSoupConnections *swim_soup_connections_new (const SwimHttpClientConfig *config);
void swim_soup_connections_free (SwimSoupConnections *connections);
SwimSoupConnection *swim_soup_connections_acquire (SwimSoupConnections *connections, guint64 host);
void swim_soup_connections_release (SwimSoupConnection *connection);

SwimStatus swim_soup_status_from_error (const GError *error);

G_END_DECLS
