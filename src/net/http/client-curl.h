/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of the libcurl client share: client-curl.c sets up handles and exchanges,
 * client-curl-url.c gives them URLs, client-curl-answer.c takes what libcurl delivers,
 * client-curl-hosts.c finds addresses, client-curl-sockets.c knows descriptors, and
 * client-curl-loop.c, with client-curl-tls.c, and client-curl-wait.c drive the two forms;
 * client-curl-kept.c finds kept connections that are no good. */
#pragma once

#include <curl/curl.h>

#include "net/http/chunks.h"
#include "net/http/client.h"
#include "net/http/connections.h"
#include "net/http/framing.h"

G_BEGIN_DECLS

typedef struct _SwimCurl SwimCurl;
typedef struct _SwimCurlLoop SwimCurlLoop;
typedef struct _SwimCurlHosts SwimCurlHosts;

typedef struct _SwimCurlSocket SwimCurlSocket;

/* A connection that stands. */
struct _SwimCurlSocket
{
  /* Atomic. */
  int fd;    /* 0: none */
  int users; /* exchanges that are on it; over HTTP/2 there may be several */
  int notes; /* of client-curl-kept.c */

  /* Guarded by the client's lock. */
  guint64 ends;         /* hash of its addresses and of the remote port */
  SwimCurlSocket *next; /* one of the same local port to another remote end; nullable */
};

/* A handle of libcurl, with one connection of HTTP/1, and the exchange that is on it. */
typedef struct
{
  SwimHttpConnection connection; /* first */
  SwimCurl *client;
  CURL *easy;        /* made with the first exchange */
  CURLU *parts;      /* of its URL */
  char *url_text;    /* the URL of the last exchange; NULL: none that the parts are of */
  CURLM *multi;      /* of the blocking form; else the one that the exchange is on */
  int opened[2];     /* descriptors for a new connection, until that stands; 0: none */
  gboolean on_multi; /* the exchange was handed to libcurl */
  gboolean tls;      /* to the server or to the proxy */
  gboolean proxied;
  SwimCurlSocket *socket; /* of the connection, NULL while that is not known */
  char *address; /* for CURLOPT_RESOLVE; NULL: the host is an address, or the proxy's to find */
  struct curl_slist *resolve;
  struct curl_slist *headers;
  char message[CURL_ERROR_SIZE];

  /* The exchange. */
  SwimHttpExchange *exchange;
  GString *head;      /* its lines, each ended by NUL */
  gboolean requested; /* what was read before is a proxy's */
  gboolean headed;    /* the final head was read */
  SwimHttpFraming framing;
  SwimHttpChunks chunks;
  gboolean ended;  /* the owner wants no more */
  gboolean paused; /* nothing is to be delivered */
  gboolean soiled; /* the connection is no good, and another is to be taken */
  gboolean done;   /* while it was paused, with result */
  CURLcode result;

  /* After start() only. */
  GQueue *queue; /* in which it waits for an address or its turn; NULL: in none */
  GList queue_link;
} SwimCurlConnection;

/* What is chosen for all exchanges of one instance. */
struct _SwimCurl
{
  SwimHttpClientConfig config;
  gboolean old;      /* libcurl is, before 8.1 */
  char *authorities; /* file of trusted certificates; NULL: the system's */
  SwimHttpConnections *connections;
  SwimCurlHosts *hosts;
  SwimCurlLoop *loop;      /* NULL: the blocking form */
  SwimCurlSocket *by_port; /* those of its connections, by local port */
  GPtrArray *more_sockets; /* those that are not first in their place there */
  GMutex lock;             /* of these */
};

/* client-curl.c. end: libcurl is done with the exchange, or was never given it. */
CURLM *swim_curl_multi_new (guint connections);
void swim_curl_set_authorities (CURL *easy, const char *path);
void swim_curl_connection_prepare (SwimCurlConnection *self);
void swim_curl_connection_end (SwimCurlConnection *self, CURLcode result);
void swim_curl_connection_fail (SwimCurlConnection *self, const GError *error);

/* client-curl-url.c. Takes the URL. */
void swim_curl_set_url (SwimCurlConnection *self, char *url);

/* client-curl-way.c. The URL of what is connected to (transfer full), its name, NULL for an
 * address, and its port. */
GUri *swim_curl_way_choose (SwimCurlConnection *self, const char *proxy, GError **error);
const char *swim_curl_way_get_name (GUri *way);
guint swim_curl_way_get_port (GUri *way);

/* client-curl-answer.c */
void swim_curl_answer_connect (SwimCurlConnection *self, CURL *easy);
void swim_curl_answer_begin (SwimCurlConnection *self);
const char *swim_curl_answer_get_header (SwimHttpExchange *exchange, const char *name);
SwimStatus swim_curl_answer_judge (SwimCurlConnection *self, CURLcode result, char **detail);

/* client-curl-sockets.c. find: tells the descriptor of a request by the ends of its connection.
 * leave: the request is over; aborted: it was ended by us, so that its connection may be dead. */
void swim_curl_sockets_init (SwimCurl *client);
void swim_curl_sockets_clear (SwimCurl *client);
void swim_curl_sockets_connect (SwimCurlConnection *self, CURL *easy);
void swim_curl_sockets_find (SwimCurlConnection *self,
                             const char *there,
                             int port_there,
                             const char *here,
                             int port_here);
void swim_curl_sockets_leave (SwimCurlConnection *self, gboolean aborted);

/* client-curl-kept.c: begin: FALSE where the connection, which libcurl is about to use again, is
 * soiled. What is called old is for releases before 8.1; was_broken: although libcurl says that all
 * is well. */
gboolean swim_curl_kept_begin (SwimCurlConnection *self);
void swim_curl_kept_take_head (SwimCurlConnection *self);
gboolean swim_curl_old_runs (void);
void swim_curl_old_prepare (SwimCurlConnection *self);
gboolean swim_curl_old_was_broken (const SwimCurlConnection *self);

/* client-curl-hosts.c. An instance is for one form. The addresses of a name and port are a line as
 * CURLOPT_RESOLVE takes them (transfer full). */
typedef void (*SwimCurlHostsFunc) (SwimCurlConnection *connection,
                                   const char *addresses,
                                   const GError *error);

SwimCurlHosts *swim_curl_hosts_new (SwimCurlHostsFunc func, GSocketFamily family);
void swim_curl_hosts_free (SwimCurlHosts *hosts);
char *swim_curl_hosts_resolve (SwimCurlHosts *hosts,
                               const char *name,
                               guint port,
                               GCancellable *cancellable,
                               GError **error);
/* On the loop: func is called with the result, perhaps from within. While the connection waits, it
 * is in a queue of the host's. */
void swim_curl_hosts_start (SwimCurlHosts *hosts,
                            const char *name,
                            guint port,
                            SwimCurlConnection *connection);

/* client-curl-loop.c: the non-blocking form. */
SwimCurlLoop *swim_curl_loop_new (const SwimCurl *client);
void swim_curl_loop_free (SwimCurlLoop *loop);
void swim_curl_loop_forget_socket (SwimCurlLoop *loop, int fd);
/* Hands the exchange to libcurl in one of the next turns. */
void swim_curl_loop_add (SwimCurlLoop *loop, SwimCurlConnection *connection);

/* client-curl-tls.c: blocks while that multi handle reads its authorities. path: nullable. */
void swim_curl_expect_reader (void);
void swim_curl_read_authorities (CURLM *multi, const char *path);

/* client-curl-wait.c: the blocking form. */
void swim_curl_wait (SwimCurlConnection *connection);

G_END_DECLS
