/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A strict decoder of the chunked coding (RFC 9112, section 7.1), for a client whose library hands
 * out the bytes as received. Nothing is allocated or copied. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SWIM_CHUNKS_SIZE, /* before the first digit of a chunk's size */
  SWIM_CHUNKS_DIGITS,
  SWIM_CHUNKS_BLANKS, /* behind the digits */
  SWIM_CHUNKS_EXTENSION,
  SWIM_CHUNKS_SIZE_LF,
  SWIM_CHUNKS_DATA,
  SWIM_CHUNKS_DATA_CR,
  SWIM_CHUNKS_DATA_LF,
  SWIM_CHUNKS_TRAILER, /* at the beginning of a line */
  SWIM_CHUNKS_TRAILER_NAME,
  SWIM_CHUNKS_TRAILER_VALUE,
  SWIM_CHUNKS_TRAILER_LF,
  SWIM_CHUNKS_LAST_LF,
  SWIM_CHUNKS_END, /* after the last chunk, the trailers and the empty line */
} SwimHttpChunksState;

/* Of one body; zeroed before it. */
typedef struct
{
  SwimHttpChunksState state;
  const char *wrong; /* why the body is refused, in words for on_done; NULL: it is not */
  gint64 left;       /* bytes of this chunk that are to come */
  gsize overhead;    /* bytes of this chunk's size line, or of all trailers */
} SwimHttpChunks;

/* Reads some of the bytes, and returns how many. There may be a piece of the body among them, which
 * is set, its length 0 for none. Call it again with what is left of the bytes; it reads none after
 * the end of the body, and where that is refused. */
gsize swim_http_chunks_read (SwimHttpChunks *self,
                             const guint8 *bytes,
                             gsize length,
                             const guint8 **piece,
                             gsize *piece_length);

/* Else a connection that ends here has cut the body. */
static inline gboolean
swim_http_chunks_is_complete (const SwimHttpChunks *self)
{
  return self->state == SWIM_CHUNKS_END && self->wrong == NULL;
}

G_END_DECLS
