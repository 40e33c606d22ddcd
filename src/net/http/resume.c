/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asking for the rest of a body of which a part is there, from a try before this one or from
 * another run: Range with If-Range, so that what has changed meanwhile comes whole. */
#include "config.h"

#include <string.h>

#include "net/http/content-range.h"
#include "net/http/http-private.h"

/* Takes up what there is from another run. */
void
swim_http_request_adopt_part (SwimHttpRequest *self, const SwimPartialFile *part)
{
  if (part == NULL || part->state != SWIM_PARTIAL_FILE_SOME)
    return;
  self->held = part->size;
  self->result.resumed = part->size;
  self->validator = g_strdup (part->validator);
  self->hash = XXH3_createState ();
  XXH3_copyState (self->hash, part->hash);
}

void
swim_http_request_ask_for_rest (SwimHttpRequest *self)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (self->message);

  self->from = self->validator != NULL ? self->held : 0;
  if (self->from == 0)
    return;
  soup_message_headers_set_range (headers, (gint64) self->from, -1);
  soup_message_headers_replace (headers, "If-Range", self->validator);
}

gboolean
swim_http_request_is_about_part (const SwimHttpRequest *self, guint code)
{
  return code == SOUP_STATUS_PARTIAL_CONTENT
         || (code == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE && self->from > 0);
}

/* A part may be all there is, unless more was announced; else there is something wrong with it. */
static SwimBody
take_no_rest (SwimHttpRequest *self, const SwimContentRange *range)
{
  if (range->total >= 0 && (guint64) range->total == self->from
      && (self->announced < 0 || self->announced == range->total))
    {
      self->result.status = SWIM_STATUS_OK;
      swim_http_request_hash_last (self, NULL, 0);
      return self->body;
    }
  swim_http_request_set (self, SWIM_STATUS_TRUNCATED,
                         "the server has nothing from byte %" G_GUINT64_FORMAT " on", self->from);
  g_clear_pointer (&self->validator, g_free);
  self->afresh = TRUE;
  return self->body;
}

/* The head of an answer to a question for the rest. */
SwimBody
swim_http_request_take_part (SwimHttpRequest *self, guint code)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  const char *text = soup_message_headers_get_one (headers, "Content-Range");
  SwimContentRange range = { -1, -1, -1 };
  gboolean parsed = swim_content_range_parse (text, &range);

  if (code == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE)
    return take_no_rest (self, &range);
  if (self->from == 0 || !parsed || range.first != (gint64) self->from
      || (self->expected >= 0 && self->expected != range.last - range.first + 1)
      || (range.total >= 0 && range.last != range.total - 1))
    {
      swim_http_request_set (self, SWIM_STATUS_PROTOCOL_ERROR,
                             "the server sent another part than was asked for");
      return self->body = SWIM_BODY_LEAVE;
    }
  self->received = self->from;
  self->expected = range.last + 1;
  self->body = SWIM_BODY_KEEP;
  return self->body;
}

/* What tells this body from one that it was changed to: a strong tag, or else the time of the
 * change if that is safely past (RFC 9110, 8.8.2.2 and 13.1.5). NULL for nothing (transfer
 * full). */
static char *
dup_validator (SoupMessageHeaders *headers)
{
  const char *tag = soup_message_headers_get_one (headers, "ETag");
  const char *modified = soup_message_headers_get_one (headers, "Last-Modified");
  const char *date = soup_message_headers_get_one (headers, "Date");
  g_autoptr (GDateTime) then = NULL;
  g_autoptr (GDateTime) now = NULL;

  if (tag != NULL)
    return tag[0] == '"' ? g_strdup (tag) : NULL;
  if (modified == NULL || date == NULL)
    return NULL;
  then = soup_date_time_new_from_http_string (modified);
  now = soup_date_time_new_from_http_string (date);
  if (then == NULL || now == NULL || g_date_time_to_unix (now) - g_date_time_to_unix (then) < 1)
    return NULL;
  return g_strdup (modified);
}

/* A body comes from its beginning: whatever there was of one before counts no more. */
void
swim_http_request_begin_body (SwimHttpRequest *self)
{
  g_free (self->validator);
  self->validator = dup_validator (soup_message_get_response_headers (self->message));
  self->announced = self->expected;
  self->held = 0;
  self->from = 0;
  self->result.resumed = 0;
  g_clear_pointer (&self->hash, XXH3_freeState);
}
