/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fetching over HTTP in two forms that share everything but the waiting.
 *
 * Each item in flight has a session of its own with one connection, which is kept alive for the
 * next item. That is the connection policy of every mode, and it keeps libsoup flat: a session's
 * every change of state looks at its whole queue and at all connections to the host, so that one
 * session with a thousand messages spends its time looking. */
#pragma once

#include <gio/gio.h>

#include "base/swim-status.h"
#include "net/file/partial-file.h"
#include "net/limit/deadline.h"
#include "net/limit/host-limiter.h"
#include "net/limit/rate.h"
#include "net/limit/timer.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 timeout; /* µs for an item in all but its first waiting, 0 for no limit */
  guint max_redirects;
  guint64 max_size;        /* bytes of a body, 0 for no limit */
  guint retries;           /* how often an item is tried again */
  guint64 seed;            /* of the waiting before that */
  GProxyResolver *proxies; /* nullable, and the caller's */
  GTlsDatabase *trusted;   /* whom to trust; NULL: whom the system does; likewise */
  gboolean no_local;       /* nothing is fetched from this machine or its network */
} SwimHttpPolicy;

/* What holds for all that ask at the same time, on whichever loop. Any thread. */
typedef struct
{
  gatomicrefcount refs;
  SwimHostLimiter *hosts;
  SwimRate *rate;  /* of requests; NULL: no limit */
  SwimRate *bytes; /* likewise of bytes */
  gsize piece;     /* no more bytes are to be read at once */
} SwimHttpLimits;

/* per_host: requests, and connections, to a host at once; rate: requests a second; bytes: of
 * bodies, a second. 0 for no limit. */
SwimHttpLimits *swim_http_limits_new (guint per_host, double rate, guint64 bytes);
SwimHttpLimits *swim_http_limits_ref (SwimHttpLimits *limits);
void swim_http_limits_unref (SwimHttpLimits *limits);

typedef struct
{
  SwimStatus status;
  char *detail;        /* nullable; whoever reads the result takes it or frees it */
  guint http_status;   /* the last one, 0 for none */
  guint64 bytes;       /* of the body, also of one that was not complete */
  guint64 hash;        /* XXH3 of a complete body, else 0 */
  gint64 rtt;          /* µs from the last request to its answer's head, 0 for none */
  guint64 resumed;     /* bytes of the body that were there already and counted */
  gboolean unverified; /* whether it is complete could not be told from the answer */
  gboolean resumable;  /* it failed, and what the sink has may be continued another time */
  guint tries;         /* how often it was tried; being redirected is none more */
} SwimHttpResult;

typedef struct _SwimHttp SwimHttp;

/* context is where the non-blocking form lives; slots is how many fetches there may be at once. */
SwimHttp *swim_http_new (const SwimHttpPolicy *policy,
                         SwimHttpLimits *limits,
                         guint slots,
                         GMainContext *context);
/* No fetch may be on its way. */
void swim_http_free (SwimHttp *http);

/* What takes a body, piece by piece. */
typedef struct
{
  /* A body comes from its beginning, perhaps not the first one: what there is is to be forgotten.
   * The validator, which may be NULL, is what a part of it could be continued with. */
  void (*begin) (const char *validator, gpointer data);
  /* FALSE and an error end the fetch as `io-error`. */
  gboolean (*take) (const void *bytes, gsize length, gpointer data, GError **error);
  gpointer data;
} SwimHttpSink;

/* The blocking form. Any thread, one fetch a slot at a time. part is what the sink has already,
 * NULL for nothing. On the thread of the loop it does not wait for room at its host, as whoever has
 * it may need the loop to be done; so there may be one request more than per_host. Only the body of
 * a success reaches the sink; where the result is no success, what the sink has is not complete. */
void swim_http_get (SwimHttp *http,
                    guint slot,
                    const char *url,
                    const SwimPartialFile *part,
                    GCancellable *run,
                    const SwimHttpSink *sink,
                    SwimHttpResult *result);

/* The non-blocking form, embedded by its owner, who sets begin, block and done. */
typedef struct _SwimHttpFetch SwimHttpFetch;
typedef struct _SwimHttpRequest SwimHttpRequest;

struct _SwimHttpFetch
{
  /* Takes over (g_free) a piece of the body of which more is to come. FALSE holds the fetch back
   * until swim_http_fetch_resume(). */
  gboolean (*block) (SwimHttpFetch *fetch, guint8 *bytes, gsize length);
  /* As for a sink. */
  void (*begin) (SwimHttpFetch *fetch, const char *validator);
  /* It is over, for good or ill: takes over the rest of the body, perhaps NULL. May be called
   * before swim_http_fetch_start() returns. */
  void (*done) (SwimHttpFetch *fetch, const SwimHttpResult *result, guint8 *bytes, gsize length);

  /* Private. */
  SwimHttpRequest *request;
  SwimPermit permit;
  SwimTimer timer;
  GInputStream *stream;
  GSource *source;
  guint8 *buffer;
  gsize used;
  gsize size;
  gboolean waiting; /* for its turn */
  gboolean paced;   /* it waits before it reads on */
  gboolean sending; /* libsoup has it and will call back */
  gboolean fired;   /* its deadline */
  gboolean stopped; /* by the owner */
  gboolean held;    /* the owner holds it back */
  gboolean yielded; /* source is not for the socket, but for its turn */
};

void swim_http_fetch_start (SwimHttpFetch *fetch,
                            SwimHttp *http,
                            guint slot,
                            const char *url,
                            const SwimPartialFile *part,
                            GCancellable *run);
void swim_http_fetch_resume (SwimHttpFetch *fetch);
/* For one whose body has nowhere to go any more: done is called, perhaps at once. Does nothing to
 * one that is over. */
void swim_http_fetch_stop (SwimHttpFetch *fetch);

G_END_DECLS
