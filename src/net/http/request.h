/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A request: an item's way from its URL to a result, in as many attempts as it takes. Each part has
 * one file that writes it: `resume` resume.c, `fields` fields.c, `schedule` schedule.c, which also
 * waits in two forms, `exchange` the client while an attempt is on the wire, all else request.c;
 * failure.c says what an answer means that is no success, and what follows. */
#pragma once

#include <xxhash.h>

#include "net/http/fields.h"
#include "net/http/http.h"
#include "net/http/range.h"

G_BEGIN_DECLS

/* The part of the body that an earlier attempt or run has received. */
typedef struct
{
  guint64 held;            /* bytes that the sink has */
  SwimBodyVersion version; /* of what; without a validator the rest cannot be asked for */
  XXH3_state_t *hash;      /* of the bytes that the sink has; NULL: none yet */
} SwimHttpResume;

/* Why the next attempt is made. */
typedef enum
{
  SWIM_HTTP_NEXT_NONE, /* there is none, or it is on the wire */
  SWIM_HTTP_NEXT_FIRST,
  SWIM_HTTP_NEXT_REDIRECT,
  SWIM_HTTP_NEXT_RETRY,   /* until then the result is that of the attempt before */
  SWIM_HTTP_NEXT_RESTART, /* likewise: at once, and for the whole body */
} SwimHttpNext;

typedef struct
{
  SwimPermit permit;
  int has_permit;  /* atomic: it was asked for at the host */
  gboolean bypass; /* it must not be waited for */
  SwimHttpNext next;
  gint64 not_before_us; /* backoff ends; on the monotonic clock like the next two */
  gint64 token_us;      /* the rate limit lets it go, 0: not asked */
  gint64 sent_us;
} SwimHttpSchedule;

typedef enum
{
  SWIM_HTTP_WAITING, /* for the next attempt */
  SWIM_HTTP_ON_WIRE,
  SWIM_HTTP_HELD,      /* on the wire, but the sink takes no more for now */
  SWIM_HTTP_PACED,     /* on the wire, but the byte rate is reached */
  SWIM_HTTP_STOPPED,   /* the owner wants no more; the client has yet to confirm */
  SWIM_HTTP_ANSWERED,  /* the last attempt brought an answer, whole or not */
  SWIM_HTTP_FAILED,    /* the last attempt failed */
  SWIM_HTTP_CANCELLED, /* while it waited */
} SwimHttpState;

typedef struct _SwimHttpWait SwimHttpWait;

struct _SwimHttpRequest
{
  SwimHttpExchange exchange; /* first: an exchange is its request's */
  SwimHttp *http;
  SwimHttpForm *form;
  SwimHttpSink *sink;
  SwimHttpWait *wait; /* what the blocking form sleeps on; NULL in the non-blocking form */
  guint slot;
  SwimHttpState state;
  SwimHttpSchedule schedule;
  SwimHttpResume resume;
  SwimDeadline deadline;
  SwimTimer timer; /* of the non-blocking form */

  guint redirects;
  SwimHttpBody body;
  SwimHttpFieldsState fields;
  char *refused; /* local address that the last one was; NULL: none; reach.c, like the next */
  gboolean wrong_family; /* there were none but of another family than is to be used */
  gboolean reached;      /* there was one of that family */
  GUri *location;        /* where the answer redirects to; NULL: nowhere */
  gint64 pause_seconds;  /* that the host asked for; 0: none */
  gint64 expected;       /* where the body ends, -1: not announced */
  gint64 end;            /* where the part that is received has to end, -1: its framing says */
  guint64 received;      /* where this attempt is in the body */
  guint8 *block;         /* bytes that are not yet handed to the sink */
  gsize block_used;
  gsize block_size;

  SwimHttpResult result;
  SwimHttpMetered metered;
  char *detail_before; /* of the attempt before, NULL for the first; likewise the next */
  SwimStatus status_before;
};

/* request.c. init: FALSE with a result where the URL cannot be fetched. */
gboolean swim_http_request_init (SwimHttpRequest *self,
                                 SwimHttp *http,
                                 SwimHttpForm *form,
                                 guint slot,
                                 const char *url,
                                 const SwimPartialFile *part,
                                 SwimHttpSink *sink);
void swim_http_request_set (SwimHttpRequest *self, SwimStatus status, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void swim_http_request_prepare (SwimHttpRequest *self, GUri *uri);
void swim_http_request_new_cancellable (SwimHttpRequest *self);

static inline void
swim_http_request_clear_attempt (SwimHttpRequest *self)
{
  g_clear_pointer (&self->exchange.uri, g_uri_unref);
  g_clear_pointer (&self->location, g_uri_unref);
  g_clear_pointer (&self->refused, g_free);
  self->wrong_family = self->reached = FALSE;
}

/* Bytes that the body may have; 0 for no limit. */
static inline guint64
swim_http_request_get_max_size (const SwimHttpRequest *self)
{
  guint64 aside_bytes = self->sink->aside_bytes;

  return aside_bytes > 0 ? aside_bytes : self->http->policy.max_size;
}

static inline SwimHttpMeter *
swim_http_request_get_meter (const SwimHttpRequest *self)
{
  return self->sink->aside_bytes > 0 ? &self->http->own_meter : self->http->meter;
}

/* schedule.c. continue: after an attempt of the non-blocking form. wait_for_pace: nothing should be
 * read until that time; TRUE where the caller has to pause, since its thread must not wait. */
void swim_http_continue (SwimHttpRequest *self);
void swim_http_release_permit (SwimHttpRequest *self);
gboolean swim_http_wait_for_pace (SwimHttpRequest *self, gint64 due);

/* stuck.c: what follows where the client does not let go of an exchange, in either form. */
void swim_http_on_stuck (SwimDeadline *deadline, SwimDeadlineEnd end);
void swim_http_on_stuck_blocking (SwimDeadline *deadline, SwimDeadlineEnd end);

/* failure.c */
SwimHttpBody swim_http_take_other (SwimHttpRequest *self, SwimHttpBody unwanted);
void swim_http_pause_host (SwimHttpRequest *self);
gboolean swim_http_may_go_on (SwimHttpRequest *self);
gboolean swim_http_schedule_retry (SwimHttpRequest *self);
void swim_http_take_limit (SwimHttpRequest *self, SwimDeadlineEnd end);
void swim_http_take_failure (SwimHttpRequest *self, SwimDeadlineEnd end);

/* reach.c */
gboolean swim_http_may_reach (SwimHttpRequest *self, GSocketAddress *address);
gboolean swim_http_take_refusal (SwimHttpRequest *self, SwimStatus status);

/* resume.c */
static inline void
swim_http_resume_clear (SwimHttpResume *self)
{
  swim_body_version_clear (&self->version);
  g_clear_pointer (&self->hash, XXH3_freeState);
}

/* What the bytes are a part of, NULL where they cannot be continued. */
static inline const SwimBodyVersion *
swim_http_resume_get_version (const SwimHttpResume *self)
{
  return swim_body_version_get_validator (&self->version) != NULL ? &self->version : NULL;
}

/* init: continues the part that another run left, where it is known of what it is one. */
void swim_http_resume_init (SwimHttpRequest *self, const SwimPartialFile *part);
/* What the next attempt asks for. */
void swim_http_resume_ask (SwimHttpRequest *self);
/* What an answer that is the server's means by its head; received, expected and end are set where a
 * body follows. */
SwimHttpRangeVerdict swim_http_resume_take_head (SwimHttpRequest *self);
/* There are more bytes than the answer said. */
void swim_http_resume_overrun (SwimHttpRequest *self);
void swim_http_resume_add (SwimHttpResume *self, const void *bytes, gsize length);

/* The hash of the whole body, with its last bytes. Most bodies are all in these, and need no state
 * to be hashed. */
static inline guint64
swim_http_resume_get_hash (SwimHttpResume *self, const void *bytes, gsize length)
{
  if (self->hash == NULL)
    return XXH3_64bits (bytes, length);
  if (length > 0)
    XXH3_64bits_update (self->hash, bytes, length);
  return XXH3_64bits_digest (self->hash);
}

G_END_DECLS
