/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Only ranges up to the end are served, as resuming asks for; a server may ignore others. */
#include "config.h"

#include "lab/http-answer.h"

#include <libsoup/soup.h>
#include <string.h>

#define RANGE_PREFIX "bytes="

/* Reads where a range up to the end begins; FALSE for any other range. */
static gboolean
parse_range (const char *range, guint64 *from)
{
  g_autofree char *number = NULL;

  if (range == NULL || !g_str_has_prefix (range, RANGE_PREFIX) || !g_str_has_suffix (range, "-"))
    return FALSE;
  number = g_strndup (range + strlen (RANGE_PREFIX), strlen (range) - strlen (RANGE_PREFIX) - 1);
  return g_ascii_string_to_unsigned (number, 10, 0, G_MAXUINT64, from, NULL);
}

static void
serve_range (SwimHttpAnswer *self, guint64 from)
{
  guint64 length = self->content->length;

  if (from >= length)
    {
      self->status = SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE;
      g_string_append_printf (self->headers, "Content-Range: bytes */%" G_GUINT64_FORMAT "\r\n",
                              length);
      g_clear_pointer (&self->content, swim_content_free);
      return;
    }
  self->status = SOUP_STATUS_PARTIAL_CONTENT;
  self->length = length - from;
  self->content->next = from;
  g_string_append_printf (self->headers,
                          "Content-Range: bytes %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT
                          "/%" G_GUINT64_FORMAT "\r\n",
                          from, length - 1, length);
}

/* The usual answer to a request: the content, which it takes over, or the requested part of it; 404
 * if content is NULL. */
SwimHttpAnswer *
swim_http_answer_new (const SwimHttpRequest *request, SwimContent *content)
{
  SwimHttpAnswer *self = g_new0 (SwimHttpAnswer, 1);
  g_autofree char *tag = NULL;
  guint64 from;

  self->headers = g_string_new (NULL);
  self->status = content != NULL ? SOUP_STATUS_OK : SOUP_STATUS_NOT_FOUND;
  self->content = content;
  if (content == NULL)
    return self;
  tag = g_strdup_printf ("\"%016" G_GINT64_MODIFIER "x\"", content->version);
  g_string_append_printf (self->headers, "ETag: %s\r\nAccept-Ranges: bytes\r\n", tag);
  if (parse_range (request->range, &from)
      && (request->if_range == NULL || strcmp (request->if_range, tag) == 0))
    serve_range (self, from);
  return self;
}

void
swim_http_answer_free (SwimHttpAnswer *self)
{
  g_clear_pointer (&self->content, swim_content_free);
  g_string_free (self->headers, TRUE);
  g_free (self);
}
