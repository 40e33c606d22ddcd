/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the two forms of a fetch share: the sessions, and the exchange, which is all that is decided
 * about a request and its answers. The forms only move bytes and wait. */
#pragma once

#include <libsoup/soup.h>
#include <xxhash.h>

#include "net/swim-http.h"

G_BEGIN_DECLS

/* A slot and a form. Used by one thread at a time, hence without a lock. */
typedef struct
{
  SoupSession *session;      /* made with the first fetch */
  GCancellable *cancellable; /* of one fetch after the other, until it is cancelled */
} SwimHttpLane;

struct _SwimHttp
{
  SwimHttpPolicy policy;
  GMainContext *context;
  guint slots;
  SwimHttpLane *blocking;
  SwimHttpLane *looping;
  SwimDeadlines *blocking_deadlines;
  SwimDeadlines *looping_deadlines;
};

SwimHttpLane *swim_http_get_lane (SwimHttp *http, SwimHttpLane *lanes, guint slot);
void swim_http_lane_end (SwimHttpLane *lane, SwimDeadlineEnd end);

/* What is to be done with the body of an answer. */
typedef enum
{
  SWIM_BODY_KEEP, /* it is what was asked for */
  SWIM_BODY_DROP, /* it is read so that the connection can be used again */
  SWIM_BODY_LEAVE, /* it is not worth that: the connection is closed */
} SwimBody;

/* A request and where it leads: one message after another until there is a result. */
struct _SwimExchange
{
  SwimHttp *http;
  SwimHttpLane *lane;
  GUri *uri;
  SoupMessage *message;
  guint redirects;
  SwimBody body;
  gboolean answered;  /* the head of this message's answer was looked at */
  gboolean broken;    /* an error ended it */
  gint64 expected;    /* bytes of body announced, -1 where they are not */
  guint64 received;   /* bytes of this body so far */
  XXH3_state_t *hash; /* NULL until a first part was hashed */
  SwimHttpResult result;
};

gboolean swim_exchange_init (SwimExchange *exchange, SwimHttp *http, SwimHttpLane *lane, const char *url);
void swim_exchange_clear (SwimExchange *exchange);
void swim_exchange_set (SwimExchange *exchange, SwimStatus status, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

SwimBody swim_exchange_take_head (SwimExchange *exchange);
gboolean swim_exchange_take_bytes (SwimExchange *exchange, gsize length);
void swim_exchange_take_end (SwimExchange *exchange);
void swim_exchange_take_error (SwimExchange *exchange, const GError *error);
void swim_exchange_hash_part (SwimExchange *exchange, const void *bytes, gsize length);
void swim_exchange_hash_last (SwimExchange *exchange, const void *bytes, gsize length);
gboolean swim_exchange_follow (SwimExchange *exchange);
void swim_exchange_finish (SwimExchange *exchange, SwimDeadlineEnd end);

SwimStatus swim_http_status_from_code (guint code);
SwimStatus swim_http_status_from_error (const GError *error);
GUri *swim_http_resolve_redirect (GUri *from, const char *location, GError **error);

G_END_DECLS
