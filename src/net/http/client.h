/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The seam between HTTP policy and the libraries that speak HTTP.
 *
 * Above it stands what holds for every client: redirects, retries, limits, deadlines, resuming and
 * the classes of answers (request.c). Below it a client moves the bytes of one exchange, which is
 * one request and its answer. A client is a constant SwimHttpClient in a file of its own and a line
 * in clients.def. */
#pragma once

#include <gio/gio.h>

#include "base/swim-status.h"

G_BEGIN_DECLS

typedef struct _SwimHttpExchange SwimHttpExchange;

/* What an instance of a client is made with. It is copied; what it points to outlives the instance.
 */
typedef struct
{
  GProxyResolver *proxies; /* nullable: no proxy */
  GTlsDatabase *trusted;   /* nullable: the authorities that the system trusts */
  gboolean check_address;  /* on_connect is to be called */
  GSocketFamily family; /* INVALID: any; else connections of another are refused by on_connect, so
                         * that addresses of another need not be looked up */
  GTlsCertificate *certificate; /* nullable: shown, with its private key, to servers that ask for
                                 * one; without it the handshake goes on with none */
  const char *user_agent;       /* nullable: the header is not sent */
  guint slots;                  /* exchanges at once, at most */
  GMainContext *context; /* NULL: for perform(), from any thread; else for start() on its loop */
} SwimHttpClientConfig;

/* What the client should do with the body of an answer. */
typedef enum
{
  SWIM_BODY_KEEP,  /* deliver it */
  SWIM_BODY_DROP,  /* the same; it is read so that the connection can be used again */
  SWIM_BODY_CLOSE, /* do not read it, but close the connection and call on_done */
} SwimHttpBody;

typedef enum
{
  SWIM_FLOW_GO,
  SWIM_FLOW_PAUSE, /* only after start(): deliver nothing until resume() or cancel() */
  SWIM_FLOW_STOP,  /* close the connection and call on_done */
} SwimHttpFlow;

/* What a client calls back, on the thread that called perform() or on the loop, in this order. */
typedef struct
{
  /* Before anything is sent to an address, NULL where it is not known; once for each that is
   * tried. FALSE: do not use it. */
  gboolean (*on_connect) (SwimHttpExchange *exchange, GSocketAddress *address);
  /* A connection stands, new (TLS included) or kept, and the request is about to be sent; again
   * where it is sent anew on another connection. Ends the time of --connect-timeout. */
  void (*on_ready) (SwimHttpExchange *exchange);
  /* The descriptor of the connection that is used from now on, 0 where that is not known. It may be
   * shut down where the client does not return. Optional for a client. */
  void (*on_socket) (SwimHttpExchange *exchange, int fd);
  /* The head of the final answer was read, and the members under "the answer" are set. */
  SwimHttpBody (*on_head) (SwimHttpExchange *exchange);
  /* A piece of the body, without transfer coding; in the room, or elsewhere and copied. All of
   * it counts as delivered, whatever is returned. */
  SwimHttpFlow (*on_bytes) (SwimHttpExchange *exchange, const guint8 *bytes, gsize length);
  /* Once for each exchange; it may be gone or started again when this returns. The connection must
   * be free by then. SWIM_STATUS_OK: the body came to its end, or was not wanted. Else detail says
   * in words what failed. */
  void (*on_done) (SwimHttpExchange *exchange, SwimStatus status, const char *detail);
} SwimHttpEvents;

/* Embedded in the request. */
struct _SwimHttpExchange
{
  const SwimHttpEvents *events;
  GCancellable *cancellable; /* of perform(), which returns soon after it is cancelled */

  /* The request, a GET. */
  GUri *uri;             /* without user and password: those are in the headers */
  guint64 host;          /* name and port as a number: connections are shared by host */
  guint64 from;          /* ask for the bytes from this one on (Range), where it is above 0 … */
  const char *validator; /* … and the body is still this one (If-Range); valid until on_head */
  /* Nullable, ends with NULL: fields as “Name: value”, each of which replaces one that the client
   * would send by itself; with nothing behind the colon that one is left out. Checked, and never
   * one of framing, ranges or the connection. Valid until on_done. */
  const char *const *headers;

  /* Where the client may put the next bytes, to save a copy; from on_head on. */
  guint8 *room;
  gsize room_bytes; /* more than that should not be read at once */

  /* The answer. */
  guint code;          /* HTTP status; 0 before on_head */
  const char *reason;  /* nullable, untrusted; valid in on_head */
  gint64 length;       /* announced bytes of this body, -1: not announced */
  gboolean from_proxy; /* it is a proxy's own answer to CONNECT */
  gboolean open_ended; /* a body that was cut short would look whole */
  gpointer connection; /* the client's own */
};

typedef struct
{
  const char *name; /* for --client */
  const char *summary;
  const char *library;         /* what records call the library below it; NULL: none */
  char *(*dup_version) (void); /* of the library (transfer full); NULL: none */
  char *(*dup_tls) (void);     /* what speaks TLS below it (transfer full); NULL: nothing */
  const char *tls_offloaded;   /* what a thread does of TLS after start(); NULL: nothing */

  gpointer (*new) (const SwimHttpClientConfig *config);
  /* No exchange may be in flight. */
  void (*free) (gpointer client);

  /* Blocks until on_done was called. Many threads at once, one for each slot at most. */
  void (*perform) (gpointer client, SwimHttpExchange *exchange);

  /* Never blocks. on_done follows from the loop, or from within where nothing could be started. */
  void (*start) (gpointer client, SwimHttpExchange *exchange);
  /* After SWIM_FLOW_PAUSE. May call back from within. */
  void (*resume) (gpointer client, SwimHttpExchange *exchange);
  /* Ends an exchange that was started, also a paused one: on_done is called soon, perhaps from
   * within, with any status. Until then the client may still call the rest. */
  void (*cancel) (gpointer client, SwimHttpExchange *exchange);
  /* After cancel(), where on_done does not follow: the exchange is no longer the client's, which
   * calls nothing back for it and uses what is left of it no more. NULL: it always follows. */
  void (*abandon) (gpointer client, SwimHttpExchange *exchange);

  /* The value of a header field of the answer as received, NULL for none; the first where
   * there are several. Valid in on_head. */
  const char *(*get_header) (SwimHttpExchange *exchange, const char *name);
} SwimHttpClient;

/* As records name it: `soup (libsoup 3.2.3, GnuTLS)` (transfer full). */
char *swim_http_client_describe (const SwimHttpClient *client);

/* The clients in the order of clients.def, ended by NULL; the first is the default. */
const SwimHttpClient *const *swim_http_clients_list (void);
/* NULL and SWIM_ERROR_USAGE, which names those that there are, for a name of none. */
const SwimHttpClient *swim_http_client_lookup (const char *name, GError **error);

/* For clients on GIO: calls on_done with the class and the words of a GError of GIO, its resolver
 * or its TLS. by_proxy: there is one, and it may be the proxy's name that was not found. */
void swim_http_exchange_fail (SwimHttpExchange *exchange,
                              SwimStatus status,
                              gboolean by_proxy,
                              const GError *error);
SwimStatus swim_http_status_from_error (const GError *error);

/* One for each line of clients.def. */
#define SWIM_HTTP_CLIENT(name) extern const SwimHttpClient swim_http_client_##name;
#include "net/http/clients.def"
#undef SWIM_HTTP_CLIENT

G_END_DECLS
