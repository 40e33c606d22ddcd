/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the two forms of a fetch share: the sessions, and the request, which is all that is decided
 * about a request and its answers. The forms only move bytes and wait. */
#pragma once

#include <libsoup/soup.h>
#include <xxhash.h>

#include "net/http/http.h"

G_BEGIN_DECLS

typedef struct _SwimHttpPool SwimHttpPool;

/* A session and its connection. Used by one item at a time, hence without a lock. */
typedef struct
{
  SoupSession *session; /* made with the first fetch */
  SwimHttpPool *pool;
  GList link;
  GList pool_link;
} SwimHttpLane;

typedef struct _SwimHttpLanes SwimHttpLanes;

SwimHttpLanes *swim_http_lanes_new (const SwimHttpPolicy *policy, guint count);
void swim_http_lanes_free (SwimHttpLanes *lanes);
SwimHttpLane *swim_http_lanes_take (SwimHttpLanes *lanes, guint64 host);
void swim_http_lanes_give_back (SwimHttpLanes *lanes, SwimHttpLane *lane);

/* What each of the two forms has for itself. */
typedef struct
{
  SwimHttpLanes *lanes;
  SwimDeadlines *deadlines;
  GCancellable **cancellables; /* one a slot */
} SwimHttpForm;

GCancellable *swim_http_form_get_cancellable (SwimHttpForm *form, guint slot);
void swim_http_form_end (SwimHttpForm *form, guint slot, SwimDeadlineEnd end);

struct _SwimHttp
{
  SwimHttpPolicy policy;
  GMainContext *context;
  guint slots;
  SwimHttpLimits *limits;
  SwimTimers *timers; /* on the loop */
  SwimHttpForm blocking;
  SwimHttpForm looping;
};

/* What is to be done with the body of an answer. */
typedef enum
{
  SWIM_BODY_BEGIN, /* it is what was asked for, from its beginning; the sink is to be told */
  SWIM_BODY_KEEP,  /* it is the rest of what was asked for */
  SWIM_BODY_DROP,  /* it is read so that the connection can be used again */
  SWIM_BODY_LEAVE, /* it is not worth that: the connection is closed */
} SwimBody;

/* A request and where it leads: one message after another until there is a result. */
struct _SwimHttpRequest
{
  SwimHttp *http;
  SwimHttpForm *form;
  guint slot;
  SwimPermit *permit;
  gboolean passes;      /* it must not wait for a permit */
  SwimHttpFetch *fetch; /* whose it is in the non-blocking form */
  GCancellable *cancellable;
  SwimDeadline deadline;
  SwimHttpLane *lane; /* NULL: not on its way */
  GUri *uri;
  SoupMessage *message;

  /* Its turn. */
  gboolean has_permit; /* it has asked for its permit at the host */
  guint64 host;        /* which one */
  gboolean stood;      /* its clock was stopped while it waited */
  gboolean begun;      /* its clock has run since */
  gboolean again;      /* it will be tried again; until then the result is that of the try before */
  gboolean given_up;   /* while it waited */
  gboolean hops;       /* it was redirected here */
  gboolean afresh;     /* the part was of no use, and it is asked for at once without */
  gint64 not_before;   /* µs of the monotonic clock */
  gint64 sent;         /* when the last request was */
  gint64 token;        /* when the rate lets it go, 0 where that was not asked */

  guint redirects;
  SwimBody body;
  gboolean answered;  /* the head of this message's answer was looked at */
  gboolean broken;    /* an error ended it */
  char *barred;       /* the address that it must not be sent to, NULL for none */
  gint64 expected;    /* bytes of body announced, -1 where they are not */
  guint64 received;   /* bytes of this body so far */
  guint64 held;       /* bytes that the sink has */
  char *validator;    /* what they can be continued with, NULL for nothing */
  gint64 announced;   /* the length of the whole body by its first answer, -1: not known */
  guint64 from;       /* the byte from which on this message asks for it */
  XXH3_state_t *hash; /* NULL until a first part was hashed */
  SwimHttpResult result;
  char
      *before; /* what the try before this one was told as, NULL for the first; its class follows */
  SwimStatus status_before;
};

gboolean swim_http_request_init (SwimHttpRequest *request,
                                 SwimHttp *http,
                                 SwimHttpForm *form,
                                 guint slot,
                                 SwimPermit *permit,
                                 const char *url,
                                 const SwimPartialFile *part);
void swim_http_request_set (SwimHttpRequest *request, SwimStatus status, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

void swim_http_request_renew (SwimHttpRequest *request);
void swim_http_request_clear_message (SwimHttpRequest *request);

gboolean swim_http_request_step (SwimHttpRequest *request, gint64 *due);
void swim_http_request_give_up (SwimHttpRequest *request);
gboolean swim_http_request_go_on (SwimHttpRequest *request);

SwimBody swim_http_request_take_head (SwimHttpRequest *request);
gboolean swim_http_request_take_bytes (SwimHttpRequest *request, gsize length);
gint64 swim_http_request_pace (SwimHttpRequest *request, gsize length);
void swim_http_request_take_end (SwimHttpRequest *request);
void swim_http_request_take_error (SwimHttpRequest *request, const GError *error);
void swim_http_request_hash_part (SwimHttpRequest *request, const void *bytes, gsize length);
void swim_http_request_hash_last (SwimHttpRequest *request, const void *bytes, gsize length);
gboolean swim_http_request_follow (SwimHttpRequest *request);
void swim_http_request_finish (SwimHttpRequest *request, SwimHttpResult *result);

void swim_http_request_adopt_part (SwimHttpRequest *request, const SwimPartialFile *part);
gboolean swim_http_request_is_about_part (const SwimHttpRequest *request, guint code);
void swim_http_request_ask_for_rest (SwimHttpRequest *request);
SwimBody swim_http_request_take_part (SwimHttpRequest *request, guint code);
void swim_http_request_begin_body (SwimHttpRequest *request);

SwimStatus swim_http_status_from_code (guint code);
SwimStatus swim_http_status_from_error (const GError *error);
GUri *swim_http_resolve_redirect (GUri *from, const char *location, GError **error);

G_END_DECLS
