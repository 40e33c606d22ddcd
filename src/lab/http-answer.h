/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the HTTP server answers to a request, before any of it is sent. */
#pragma once

#include "lab/content.h"

G_BEGIN_DECLS

typedef struct
{
  const char *method;
  const char *path;     /* decoded, without the query */
  const char *range;    /* what the header of that name says; NULL: there is none */
  const char *if_range; /* likewise */
} SwimHttpRequest;

typedef enum
{
  SWIM_HTTP_LENGTH,      /* a Content-Length stands in the head */
  SWIM_HTTP_CHUNKED,     /* the content is in chunks already */
  SWIM_HTTP_UNTIL_CLOSE, /* the body ends with the connection */
  SWIM_HTTP_RAW,         /* the head is what headers holds, as it is */
} SwimHttpFraming;

typedef struct
{
  guint status;
  SwimContent *content; /* NULL: the status in words */
  SwimHttpFraming framing;
  guint64 length;   /* what the Content-Length says; 0: the content's */
  GString *headers; /* further ones, each with its line end */
  gint64 delay_us;  /* before it */
  gboolean never;   /* it does not come at all */
  gboolean ends;    /* the connection is closed after it */
  gboolean resets;  /* and if it is closed, it is reset */
} SwimHttpAnswer;

SwimHttpAnswer *swim_http_answer_new (const SwimHttpRequest *request, SwimContent *content);
void swim_http_answer_free (SwimHttpAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimHttpAnswer, swim_http_answer_free)

G_END_DECLS
