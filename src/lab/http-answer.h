/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The HTTP server's answer to a request, before it is sent. */
#pragma once

#include "lab/content.h"

G_BEGIN_DECLS

typedef struct
{
  const char *method;
  const char *path;     /* decoded, without the query */
  const char *range;    /* the value of the header; NULL: there is none */
  const char *if_range; /* likewise */
} SwimHttpRequest;

typedef enum
{
  SWIM_HTTP_LENGTH,      /* the head has a Content-Length */
  SWIM_HTTP_CHUNKED,     /* the content is in chunks already */
  SWIM_HTTP_UNTIL_CLOSE, /* the body ends with the connection */
  SWIM_HTTP_RAW,         /* the head is headers as it stands */
} SwimHttpFraming;

typedef struct
{
  guint status;
  SwimContent *content; /* NULL: the status with its phrase */
  SwimHttpFraming framing;
  guint64 length;   /* the Content-Length; 0: that of the content */
  GString *headers; /* further headers, each with its line end */
  gint64 delay_us;  /* before the answer */
  gboolean never;   /* the answer is never sent */
  gboolean ends;    /* the connection is closed after it */
  gboolean resets;  /* the connection is closed with a reset */
} SwimHttpAnswer;

SwimHttpAnswer *swim_http_answer_new (const SwimHttpRequest *request, SwimContent *content);
void swim_http_answer_free (SwimHttpAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimHttpAnswer, swim_http_answer_free)

G_END_DECLS
