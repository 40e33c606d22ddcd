/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the body of an answer is delimited (RFC 9112, section 6), and which heads are refused since
 * two readers could disagree about that. A help for clients: whichever library parses, the same
 * heads are refused with the same words. Nothing is allocated. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_HTTP_MOST_INTERIM 100 /* answers of 1xx before the final one */
#define SWIM_HTTP_TOO_LARGE_HEAD "the server sent a head of more than 64 KiB"
#define SWIM_HTTP_SWITCHED "the server switched to another protocol, which nobody asked for"
#define SWIM_HTTP_TOO_MANY_INTERIM "the server sent more than 100 interim answers (1xx)"

typedef enum
{
  SWIM_FRAMING_NONE,    /* there is no body: 1xx, 204, 304 */
  SWIM_FRAMING_LENGTH,  /* a body of so many bytes */
  SWIM_FRAMING_CHUNKED, /* chunks.h */
  SWIM_FRAMING_CLOSE,   /* up to the end of the connection: a cut body looks whole */
  SWIM_FRAMING_STREAM,  /* up to the end of the stream, which HTTP/2 marks */
} SwimHttpFramingKind;

typedef enum
{
  SWIM_HTTP_1_0,
  SWIM_HTTP_1_1,
  SWIM_HTTP_2, /* or later */
} SwimHttpVersion;

/* Of one exchange; zeroed before its first head. */
typedef struct
{
  /* What it says once the head has ended. */
  SwimHttpFramingKind kind;
  gint64 length; /* announced bytes of the body, 0 where there is none, -1: not announced */
  guint code;
  SwimHttpVersion version;

  const char *wrong; /* why the head is refused, in words for on_done; NULL: it is not */

  /* Private. */
  gboolean in_head;
  gboolean has_length; /* Content-Length was there */
  gboolean has_coding; /* Transfer-Encoding was there */
  gboolean may_fold;   /* the last line was a field, but none that delimits the body */
  guint interim;       /* heads of 1xx */
  guint fields;        /* of all heads of the exchange, interim ones included */
  gsize bytes;         /* likewise */
} SwimHttpFraming;

/* Each returns FALSE where the head is refused, and does nothing after that. */

/* A head begins. */
gboolean swim_http_framing_begin (SwimHttpFraming *self, SwimHttpVersion version, guint code);
/* A field as a library parsed it, without the blanks around its value. */
gboolean swim_http_framing_add (SwimHttpFraming *self,
                                const char *name,
                                gsize name_length,
                                const char *value,
                                gsize value_length);
/* The head is over. */
gboolean swim_http_framing_end (SwimHttpFraming *self);

/* In place of the three above: a line as it was received, with its line end; first the status line,
 * last the empty one. What follows the final head is taken for trailers, which delimit nothing. */
gboolean swim_http_framing_add_line (SwimHttpFraming *self, const char *line, gsize length);

G_END_DECLS
