/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines end with CRLF and nothing else: unlike in a head, a recipient must not take a bare LF here.
 * Blanks after a size are accepted, since old servers pad it with them. */
#include "config.h"

#include "net/http/chunks.h"

#include <string.h>

#define MOST_DIGITS 16               /* of a size, with leading zeros; libcurl reads no more */
#define LONGEST_SIZE_LINE (4 * 1024) /* bytes, with its extensions */
#define MOST_TRAILERS (64 * 1024)    /* likewise */

static void
refuse (SwimHttpChunks *self, const char *why)
{
  self->wrong = why;
}

static void
expect (SwimHttpChunks *self, char c, char expected, SwimHttpChunksState next, const char *why)
{
  if (c == expected)
    self->state = next;
  else
    refuse (self, why);
}

static void
take_digit (SwimHttpChunks *self, char c)
{
  int digit = g_ascii_xdigit_value (c);

  if (self->overhead > MOST_DIGITS)
    refuse (self, "the server sent a chunk size of more than 16 digits");
  else if (self->left > (G_MAXINT64 - 1 - digit) / 16)
    refuse (self, "the server sent a chunk size that is too large");
  else
    self->left = self->left * 16 + digit;
  self->state = SWIM_CHUNKS_DIGITS;
}

/* What may follow the digits, or the blanks behind them. */
static void
end_digits (SwimHttpChunks *self, char c)
{
  if (c == ' ' || c == '\t')
    self->state = SWIM_CHUNKS_BLANKS;
  else if (c == ';')
    self->state = SWIM_CHUNKS_EXTENSION;
  else
    expect (self, c, '\r', SWIM_CHUNKS_SIZE_LF,
            "the server sent a chunk size that is not a number");
}

static gboolean
is_control (char c)
{
  return g_ascii_iscntrl (c) && c != '\t';
}

/* A byte of the line before a chunk. */
static void
take_size_byte (SwimHttpChunks *self, char c)
{
  if (++self->overhead > LONGEST_SIZE_LINE)
    refuse (self, "the server sent a chunk extension that is too long");
  else if (self->state == SWIM_CHUNKS_SIZE_LF)
    {
      expect (self, c, '\n', self->left > 0 ? SWIM_CHUNKS_DATA : SWIM_CHUNKS_TRAILER,
              "the server sent a chunk size without CRLF");
      self->overhead = 0;
    }
  else if (self->state == SWIM_CHUNKS_EXTENSION)
    {
      if (c == '\r')
        self->state = SWIM_CHUNKS_SIZE_LF;
      else if (is_control (c))
        refuse (self, "the server sent a control character in a chunk extension");
    }
  else if (g_ascii_isxdigit (c) && self->state != SWIM_CHUNKS_BLANKS)
    take_digit (self, c);
  else if (self->state == SWIM_CHUNKS_SIZE)
    refuse (self, "the server sent a chunk size that is not a number");
  else
    end_digits (self, c);
}

/* The first byte of a line after the last chunk. */
static void
begin_trailer (SwimHttpChunks *self, char c)
{
  if (c == '\r')
    self->state = SWIM_CHUNKS_LAST_LF;
  else if (g_ascii_isgraph (c) && c != ':')
    self->state = SWIM_CHUNKS_TRAILER_NAME;
  else
    refuse (self, "the server sent a trailer with an invalid name");
}

static void
take_trailer_byte (SwimHttpChunks *self, char c)
{
  if (++self->overhead > MOST_TRAILERS)
    refuse (self, "the server sent more than 64 KiB of trailers");
  else if (self->state == SWIM_CHUNKS_TRAILER)
    begin_trailer (self, c);
  else if (self->state == SWIM_CHUNKS_LAST_LF)
    expect (self, c, '\n', SWIM_CHUNKS_END, "the server sent a chunked body without its last CRLF");
  else if (self->state == SWIM_CHUNKS_TRAILER_LF)
    expect (self, c, '\n', SWIM_CHUNKS_TRAILER, "the server sent a trailer without CRLF");
  else if (self->state == SWIM_CHUNKS_TRAILER_NAME)
    {
      if (c == ':')
        self->state = SWIM_CHUNKS_TRAILER_VALUE;
      else if (!g_ascii_isgraph (c))
        refuse (self, "the server sent a trailer with an invalid name");
    }
  else if (c == '\r')
    self->state = SWIM_CHUNKS_TRAILER_LF;
  else if (is_control (c))
    refuse (self, "the server sent a control character in a trailer");
}

static void
take_byte (SwimHttpChunks *self, char c)
{
  static const char no_crlf[] = "the server sent a chunk that is longer than its size";

  if (self->state < SWIM_CHUNKS_DATA)
    take_size_byte (self, c);
  else if (self->state == SWIM_CHUNKS_DATA_CR)
    expect (self, c, '\r', SWIM_CHUNKS_DATA_LF, no_crlf);
  else if (self->state == SWIM_CHUNKS_DATA_LF)
    expect (self, c, '\n', SWIM_CHUNKS_SIZE, no_crlf);
  else
    take_trailer_byte (self, c);
}

gsize
swim_http_chunks_read (SwimHttpChunks *self,
                       const guint8 *bytes,
                       gsize length,
                       const guint8 **piece,
                       gsize *piece_length)
{
  gsize at = 0;

  *piece = NULL;
  *piece_length = 0;
  while (at < length && self->wrong == NULL && self->state != SWIM_CHUNKS_END
         && self->state != SWIM_CHUNKS_DATA)
    take_byte (self, (char) bytes[at++]);
  if (at == length || self->wrong != NULL || self->state != SWIM_CHUNKS_DATA)
    return at;
  *piece = bytes + at;
  *piece_length = (gsize) MIN ((guint64) self->left, length - at);
  self->left -= (gint64) *piece_length;
  if (self->left == 0)
    self->state = SWIM_CHUNKS_DATA_CR;
  return at + *piece_length;
}
