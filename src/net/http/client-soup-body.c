/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a body ends at the end of the connection, libsoup may have missed what the head says of it:
 * it takes the end of the connection behind the status line for the end of the head, and drops
 * fields that it cannot read, such as “Transfer-Encoding : chunked”. */
#include "config.h"

#include "net/http/client-soup.h"

void
swim_soup_body_begin (SwimSoupConnection *self, const SwimHttpFraming *framing, SwimSoupHead head)
{
  self->bare =
      head == SWIM_SOUP_HEAD_CUT || (framing->kind == SWIM_FRAMING_CLOSE && framing->fields == 0);
  self->doubtful = framing->kind == SWIM_FRAMING_CLOSE;
  if (self->doubtful)
    self->chunks = (SwimHttpChunks){ .wrong = NULL };
}

/* Most bodies are no chunks by their first byte. */
static void
look_for_chunks (SwimSoupConnection *self, const guint8 *bytes, gsize length)
{
  const guint8 *piece;
  gsize some = 1, size;

  while (length > 0 && some > 0)
    {
      some = swim_http_chunks_read (&self->chunks, bytes, length, &piece, &size);
      bytes += some;
      length -= some;
    }
  self->doubtful = self->chunks.wrong == NULL && length == 0;
}

/* Bytes of a body, such as its chunks, can only follow a whole head. */
static gboolean
is_bare (SwimSoupConnection *self)
{
  SoupMessageMetrics *metrics = soup_message_get_metrics (self->message);

  return self->bare
         && (metrics == NULL
             || soup_message_metrics_get_response_body_bytes_received (metrics) == 0);
}

void
swim_soup_body_check (SwimSoupConnection *self, const guint8 *bytes, gssize length, GError **error)
{
  if (length > 0)
    {
      self->bare = FALSE;
      if (self->doubtful)
        look_for_chunks (self, bytes, (gsize) length);
    }
  else if (length == 0 && is_bare (self))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                         "the connection ended within the head");
  else if (length == 0 && self->doubtful && swim_http_chunks_is_complete (&self->chunks))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "the body is chunked and the head does not say so, as far as libsoup can "
                         "read it");
}
