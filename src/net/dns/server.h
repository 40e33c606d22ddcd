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

#include "net/dns/batch.h"
#include "net/dns/counts.h"
#include "net/dns/stream-input.h"

G_BEGIN_DECLS

/* What a channel of c-ares sends its questions over. It ends all of its questions when one of its
 * TCP connections breaks, so that those over UDP have a channel of their own.
 * STREAM: one connection, shared and kept open; ALONE: one for a question */
typedef enum
{
  SWIM_DNS_DATAGRAMS,
  SWIM_DNS_STREAM,
  SWIM_DNS_ALONE,
} SwimDnsTransport;

typedef struct _SwimDnsServer SwimDnsServer;

/* Called to watch a socket, or with no condition to stop, before the socket is closed. */
typedef void (*SwimDnsWatch) (SwimDnsServer *server, int fd, GIOCondition condition, gpointer data);

/* What was sent over the last TCP connection.
 * n_questions: how many questions, answered or not
 * left: bytes of the last one that are yet to be sent
 * in_length, high: half of its length was sent */
typedef struct
{
  guint n_questions;
  guint left;
  gboolean in_length;
  guchar high;
} SwimDnsStream;

/* The engine asks through the channel; a question is sent with the next flush at the latest.
 * last_errno: of the last socket call that failed, or of what TCP brought; c-ares reports
 * ARES_ECONNREFUSED for all */
struct _SwimDnsServer
{
  char *address;
  SwimDnsTransport transport;
  ares_channel channel;
  int last_errno;
  gboolean over_tcp; /* that call was one of TCP */
  guint n_open;      /* tries that c-ares holds, which the engine counts */
  guint n_failed;    /* those of them that c-ares may have ended with that call */
  guint n_sockets;
  SwimDnsStream stream;
  SwimDnsShare share; /* of what it answered since the engine handed it in */

  /* Private. */
  double lifetime;
  guint edns_size;
  guint scope; /* the interface of a link-local address, or 0 */
  SwimDnsWatch watch;
  gpointer watch_data;
  SwimDnsStreamInput input;
  SwimDnsBatch *batch;
  int udp;          /* the socket of the batch, or -1 */
  gboolean failing; /* a batch failed: each datagram is sent by itself, to learn its error */
  guint reads_left; /* in this iteration */
};

SwimDnsServer *swim_dns_server_new (const char *address,
                                    double lifetime,
                                    guint edns_size,
                                    SwimDnsWatch watch,
                                    gpointer data,
                                    GError **error);
SwimDnsServer *swim_dns_server_new_beside (const SwimDnsServer *server,
                                           SwimDnsTransport transport,
                                           GError **error);
void swim_dns_server_free (SwimDnsServer *server);
void swim_dns_server_flush (SwimDnsServer *server);
void swim_dns_server_process (SwimDnsServer *server, int fd, GIOCondition condition);
gboolean swim_dns_server_may_blame_another (const SwimDnsServer *server);

/* Of a SwimDnsServer, as GFuncs. hand_in adds to a SwimDnsCounter what it answered. */
void swim_dns_server_drop_old (gpointer server, gpointer unused);
void swim_dns_server_cancel (gpointer server, gpointer unused);
void swim_dns_server_hand_in (gpointer server, gpointer counter);

G_END_DECLS
