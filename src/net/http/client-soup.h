/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of the libsoup client share. */
#pragma once

#include <libsoup/soup.h>

#include "net/http/chunks.h"
#include "net/http/client.h"
#include "net/http/connections.h"
#include "net/http/framing.h"

G_BEGIN_DECLS

/* What is known of a head that libsoup has parsed. */
typedef enum
{
  SWIM_SOUP_HEAD_WHOLE,  /* this is all of it */
  SWIM_SOUP_HEAD_UNSURE, /* written in an unusual way, or libsoup has dropped some of it */
  SWIM_SOUP_HEAD_CUT,    /* unless a body follows, it ended without its empty line */
} SwimSoupHead;

/* A session with one connection, and the exchange that is on it. */
typedef struct
{
  SwimHttpConnection connection; /* first */
  SoupSession *session;          /* made with the first exchange */

  SwimHttpExchange *exchange;
  SoupMessage *message;
  GInputStream *stream; /* of the body; NULL before the head was read */
  gboolean refused;     /* an address was, by policy */
  int fd;               /* of the connection, 0 for none */
  gboolean abandoned;   /* only libsoup has it, which may call back some time */

  const SwimHttpClientConfig *config;

  /* After start() only. */
  GSource *source;    /* that reads on */
  gboolean yields;    /* source is an idle one, not the socket's */
  gboolean cancelled; /* libsoup is to be told once it has called back */
  guint interim;      /* answers (1xx) before the final one */
  gboolean switched;  /* one of them was 101 */
  gboolean bare;      /* so far no byte of a body: the head has been cut, or may have been */
  gboolean doubtful;  /* up to the end of the connection, and so far like chunks */
  SwimHttpChunks chunks;
} SwimSoupConnection;

/* With a session that is made with config, which outlives it. */
SwimSoupConnection *swim_soup_connection_acquire (SwimHttpConnections *connections,
                                                  const SwimHttpClientConfig *config,
                                                  guint64 host);

/* client-soup.c */
void swim_soup_network_event (SwimSoupConnection *connection,
                              GSocketClientEvent event,
                              GIOStream *stream);

/* client-soup-signals.c: from before the message is sent to the end of the exchange. */
void swim_soup_signals_init (void);
void swim_soup_signals_watch (SwimSoupConnection *connection);
void swim_soup_signals_unwatch (SwimSoupConnection *connection);

/* While a connection is made: tells its descriptor. */
void swim_soup_connection_note_event (SwimSoupConnection *connection,
                                      GSocketClientEvent event,
                                      GIOStream *stream);
/* What it has of an exchange is libsoup's. */
void swim_soup_connection_abandon (SwimSoupConnection *connection);

/* client-soup-head.c. explain: replaces the error of one that had no final answer where we know
 * better. check: framing is zeroed. */
void swim_soup_head_init (void);
void swim_soup_head_explain (SwimSoupConnection *connection, GError **error);
gboolean swim_soup_head_check (SoupMessage *message, SwimHttpFraming *framing);
const char *swim_soup_head_get (SoupMessage *message, const char *name);

/* client-soup-size.c */
SwimSoupHead swim_soup_size_check (SwimSoupConnection *connection, const SwimHttpFraming *framing);

/* client-soup-body.c. check: after each read of the body, sets an error in place of its end. */
void swim_soup_body_begin (SwimSoupConnection *connection,
                           const SwimHttpFraming *framing,
                           SwimSoupHead head);
void swim_soup_body_check (SwimSoupConnection *connection,
                           const guint8 *bytes,
                           gssize length,
                           GError **error);

/* client-soup-tls.c */
void swim_soup_tls_name (GTlsClientConnection *connection);

SwimStatus swim_soup_status_from_error (const GError *error);

G_END_DECLS
