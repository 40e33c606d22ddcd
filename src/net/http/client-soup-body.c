/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libsoup ends a chunked body at a size that is no number, before 3.6.5 also where the connection
 * ends between two chunks, and never looks at what stands behind a chunk. */
#include "config.h"

#include "net/http/client-soup.h"

/* What does not block need not be interrupted, which each of the streams would prepare for. */
static gssize
read_stream (SwimSoupConnection *self,
             GInputStream *stream,
             guint8 *room,
             gsize size,
             gboolean blocking,
             GError **error)
{
  GCancellable *cancellable = self->exchange->cancellable;

  if (blocking)
    return g_input_stream_read (stream, room, size, cancellable, error);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  return g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), room, size,
                                                   NULL, error);
}

static gboolean
has_chunks (const SwimSoupConnection *self)
{
  return self->wire != NULL && self->wire->whole
         && self->wire->framing.kind == SWIM_FRAMING_CHUNKED;
}

gboolean
swim_soup_body_goes_on (const SwimSoupConnection *self)
{
  const SwimSoupWire *wire = self->wire;

  return has_chunks (self) && !wire->ended && wire->chunks.wrong == NULL
         && !swim_http_chunks_is_complete (&wire->chunks);
}

/* libsoup 3.2 ends a body after the first line of its trailers, and may not have seen the others.
 * They are read from below it, into nowhere: the wire takes them. */
gssize
swim_soup_body_read (SwimSoupConnection *self,
                     guint8 *room,
                     gsize size,
                     gboolean blocking,
                     GError **error)
{
  gssize length = 0;

  if (self->rest == NULL)
    length = read_stream (self, self->stream, room, size, blocking, error);
  if (length != 0)
    return length;
  while (swim_soup_body_goes_on (self))
    {
      self->rest = self->wire->stream;
      if (read_stream (self, self->rest, room, size, blocking, error) < 0)
        return -1;
    }
  return 0;
}

static void
check_end (SwimSoupConnection *self, GError **error)
{
  if (!swim_http_chunks_is_complete (&self->wire->chunks))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                         "the connection ended before the last chunk");
  else if (self->delivered != self->wire->body)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "libsoup reads other chunks than the server has sent");
}

/* libsoup says that the connection ended where a line is longer than it has room for, which is some
 * 128 bytes. */
static const char *
find_wrong (const SwimSoupConnection *self, const GError *error)
{
  if (self->wire->chunks.wrong != NULL)
    return self->wire->chunks.wrong;
  if (!self->wire->ended && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    return "the server sent a line of more than 120 bytes before a chunk, which libsoup does not "
           "read; try --client=curl";
  return NULL;
}

void
swim_soup_body_check (SwimSoupConnection *self, gssize length, GError **error)
{
  const char *wrong;

  if (length > 0)
    self->delivered += length;
  if (!has_chunks (self))
    return;
  wrong = find_wrong (self, *error);
  if (wrong != NULL)
    {
      g_clear_error (error);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, wrong);
    }
  else if (length == 0)
    check_end (self, error);
}
