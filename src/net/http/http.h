/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests over HTTP in two forms that differ only in how they wait. What goes over the wire is the
 * business of a client (client.h). */
#pragma once

#include "net/file/partial-file.h"
#include "net/http/client.h"
#include "net/http/meter.h"
#include "net/http/fields.h"
#include "net/http/body-version.h"
#include "net/limit/deadline.h"
#include "net/limit/host-limiter.h"
#include "net/limit/rate.h"
#include "net/limit/timer.h"

G_BEGIN_DECLS

typedef struct
{
  const SwimHttpClient *client; /* NULL: the default */
  gint64 timeout;         /* µs without progress of an attempt; 0: no limit, as of the next */
  gint64 connect_timeout; /* µs of an attempt until its connection stands */
  gint64 max_time;        /* µs of an item from its first attempt on */
  gboolean remote_time;   /* when a file was modified is of interest */
  guint max_redirects;
  guint64 max_size;             /* bytes of a body, 0 for no limit */
  guint retries;                /* of an item after a transient failure */
  guint64 seed;                 /* of the random backoff before a retry */
  GProxyResolver *proxies;      /* nullable: none; the caller's */
  GTlsDatabase *trusted;        /* nullable: the authorities that the system trusts; the caller's */
  gboolean require_verified;    /* refuse bodies of which a truncated one would look the same */
  gboolean no_local;            /* refuse addresses of this machine and its network */
  GSocketFamily family;         /* connect to addresses of this one only; INVALID (0): to any */
  GTlsCertificate *certificate; /* nullable: for servers that ask for one; the caller's */
  SwimHttpFields *fields;       /* nullable: none but those of the client; the caller's */
  SwimHttpMeter *meter;         /* nullable: counts along; the caller's */
} SwimHttpPolicy;

/* Limits that all requests share, on whichever loop. Any thread. Reference-counted:
 * g_atomic_rc_box_acquire(). */
typedef struct
{
  SwimHostLimiter *hosts;
  SwimRate *rate;  /* of requests; NULL: no limit */
  SwimRate *bytes; /* likewise of bytes */
  gsize piece;     /* bytes to read at once, at most */
} SwimHttpLimits;

/* per_host: requests, and connections, to a host at once; rate: requests a second; bytes: of
 * bodies, a second. 0 for no limit. */
SwimHttpLimits *swim_http_limits_new (guint per_host, double rate, guint64 bytes);
void swim_http_limits_unref (SwimHttpLimits *limits);

typedef struct
{
  SwimStatus status;
  char *detail;        /* nullable; the reader of the result takes it or frees it */
  guint http_status;   /* the last one, 0 for none */
  guint64 bytes;       /* of the body, also of one that was not complete */
  guint64 hash;        /* XXH3 of a complete body, else 0 */
  gint64 rtt;          /* µs from the last request to its answer's head, 0 for none */
  guint64 resumed;     /* bytes of the body that were there before and are part of it */
  gboolean unverified; /* a body that was cut short would look the same */
  gboolean unchanged;  /* there is no body, since it has not changed, as was asked */
  gint64 modified;     /* seconds of the real clock by Last-Modified; 0: not known or not wanted */
  const SwimBodyVersion *version; /* it failed, and what the sink has may be continued another time,
                                   * being a part of this; valid in done. NULL: it cannot */
  gboolean lost;                  /* the client has not given it back */
  guint tries;                    /* attempts; a redirect is none of its own */
} SwimHttpResult;

/* What each of the two forms has for itself. */
typedef struct
{
  gpointer client; /* instance of http->client */
  SwimDeadlines *deadlines;
  GCancellable **cancellables; /* one a slot */
} SwimHttpForm;

/* Private to the files of this folder. */
typedef struct
{
  SwimHttpPolicy policy;
  const SwimHttpClient *client;
  GMainContext *context;
  guint slots;
  SwimHttpLimits *limits;
  SwimHttpMeter *meter;
  SwimHttpMeter own_meter; /* where the policy has none, and of what is not to be metered */
  SwimTimers *timers;      /* on the loop */
  SwimHttpForm blocking;
  SwimHttpForm async;
} SwimHttp;

/* context is the loop of the non-blocking form; slots: requests at once, at most. */
SwimHttp *swim_http_new (const SwimHttpPolicy *policy,
                         SwimHttpLimits *limits,
                         guint slots,
                         GMainContext *context);
/* No request may be in flight. */
void swim_http_free (SwimHttp *http);

/* Where the body of a request goes, in either form. Embedded by its owner, who sets what stands
 * above the line. */
typedef struct _SwimHttpSink SwimHttpSink;
typedef struct _SwimHttpRequest SwimHttpRequest;

struct _SwimHttpSink
{
  /* A body comes from its beginning, perhaps not the first one: what the sink has is void. A part
   * of it could be continued, being one of that version; NULL: it could not. */
  void (*begin) (SwimHttpSink *sink, const SwimBodyVersion *version);
  /* Optional: the head of an answer was read whose body follows, also the rest of one, and
   * swim_http_get_header() can be called. */
  void (*head) (SwimHttpSink *sink, SwimHttpRequest *request);
  /* A block of the body, of which more is to come. Set *bytes to NULL to take it over (g_free).
   * SWIM_FLOW_PAUSE, in the non-blocking form alone: wait for swim_http_resume(). */
  SwimHttpFlow (*block) (SwimHttpSink *sink, guint8 **bytes, gsize length);
  /* The request is over: takes over the detail of the result, and the rest of the body, which may
   * be NULL. Where the result is no success, what the sink has is not complete. May be called
   * before swim_http_start() returns. */
  void (*done) (SwimHttpSink *sink, const SwimHttpResult *result, guint8 *bytes, gsize length);

  /* Optional, and called by another thread: the request has to end, and the thread that works on
   * it, or the loop, does not come back from the client, whatever is done about it. FALSE: it
   * is waited for all the same. */
  gboolean (*lost) (SwimHttpSink *sink, SwimStatus status, const char *detail);

  /* The request is not for the item's file but for something small beside it, whose body may have
   * so many bytes, is not metered, and shows by itself whether it is whole. 0: for the file. */
  guint64 aside_bytes;
  /* µs of the monotonic clock, when the first attempt was made, since when max_time counts. 0: not
   * yet. Kept by the owner of a sink for the next request of the same item. */
  gint64 since_us;

  SwimHttpRequest *request; /* private; NULL once it is over */
};

/* The blocking form, which returns after done was called. Any thread, one request a slot at a time.
 * part is what the sink has already, NULL for nothing; run may cancel it. On the thread of the loop
 * it does not wait for a permit of its host, since its holder may need the loop to release it; so
 * there may be one request more than per_host. */
void swim_http_perform (SwimHttp *http,
                        guint slot,
                        const char *url,
                        const SwimPartialFile *part,
                        GCancellable *run,
                        SwimHttpSink *sink);

/* The non-blocking form, on the loop. */
void swim_http_start (SwimHttp *http,
                      guint slot,
                      const char *url,
                      const SwimPartialFile *part,
                      GCancellable *run,
                      SwimHttpSink *sink);
/* A header field of the answer, NULL for none. Only within head. */
const char *swim_http_get_header (SwimHttpRequest *request, const char *name);
void swim_http_resume (SwimHttpSink *sink);
/* The body cannot be stored: ends the request, perhaps at once. Does nothing to one that is
 * over. */
void swim_http_stop (SwimHttpSink *sink);

G_END_DECLS
