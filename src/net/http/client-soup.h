/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of the libsoup client share. */
#pragma once

#include <libsoup/soup.h>

#include "net/http/chunks.h"
#include "net/http/client.h"
#include "net/http/connections.h"
#include "net/http/framing.h"

G_BEGIN_DECLS

/* What has come over a connection since the last request was sent on it. */
typedef struct
{
  SwimHttpFraming framing;
  SwimHttpChunks chunks; /* of a chunked body */
  gint64 body;           /* bytes in them */
  gboolean whole;        /* the final head has ended */
  gboolean ended;        /* the connection has, as the last read saw */

  GInputStream *stream; /* unowned: the connection's own */

  /* Private. */
  GString *head; /* its lines */
  gsize line;    /* where the one begins that is received; 0 once they are parted */
} SwimSoupWire;

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
  SwimSoupWire *wire; /* of the connection; NULL: what comes is not seen */
  GInputStream *rest; /* unowned: below libsoup, which reads no further; else NULL */
  gint64 delivered;   /* bytes of the body, by libsoup */
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
 * better. check: framing is zeroed; FALSE: error is set. */
void swim_soup_head_init (void);
void swim_soup_head_explain (SwimSoupConnection *connection, GError **error);
gboolean swim_soup_head_check (SwimSoupConnection *connection,
                               SwimHttpFraming *framing,
                               GError **error);
/* Whether a body that was cut short would look whole. */
gboolean swim_soup_head_is_open_ended (SwimSoupConnection *connection,
                                       const SwimHttpFraming *framing);
const char *swim_soup_head_get (SwimSoupConnection *connection, const char *name);

/* client-soup-tap.c. NULL: the stream is of an unknown kind. */
SwimSoupWire *swim_soup_tap (GIOStream *connection);

/* client-soup-wire.c. take: no bytes for the end of the connection; nothing is taken that is behind
 * what is wrong. */
SwimSoupWire *swim_soup_wire_new (void);
SwimSoupWire *swim_soup_wire_ref (SwimSoupWire *wire);
void swim_soup_wire_unref (SwimSoupWire *wire);
void swim_soup_wire_reset (SwimSoupWire *wire);
void swim_soup_wire_take (SwimSoupWire *wire, const void *bytes, gsize length);
const char *swim_soup_wire_find_wrong (const SwimSoupWire *wire); /* NULL: nothing is */
gboolean swim_soup_wire_has_begun (const SwimSoupWire *wire);
/* Nothing is taken after that. Valid until the next request is sent. */
const char *swim_soup_wire_get_header (SwimSoupWire *wire, const char *name);

/* client-soup-body.c. read: once, 0 where the body is over. check: after each read of the body,
 * sets an error in place of its end. goes_on: more of a chunked body, or its trailers, may come,
 * also where libsoup has seen the end. */
gssize swim_soup_body_read (SwimSoupConnection *connection,
                            guint8 *room,
                            gsize size,
                            gboolean blocking,
                            GError **error);
void swim_soup_body_check (SwimSoupConnection *connection, gssize length, GError **error);
gboolean swim_soup_body_goes_on (const SwimSoupConnection *connection);

/* client-soup-tls.c */
void swim_soup_tls_name (GTlsClientConnection *connection);

SwimStatus swim_soup_status_from_error (const GError *error);

G_END_DECLS
