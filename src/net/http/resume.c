/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Continuing a body of which a part is there, from an attempt before this one or from another run:
 * Range with If-Range, so that a body that has changed meanwhile comes whole. */
#include "config.h"

#include "net/http/content-range.h"
#include "net/http/request.h"
#include "net/http/retry-after.h"

/* Takes up what there is from another run. */
void
swim_http_resume_init (SwimHttpResume *self, const SwimPartialFile *part)
{
  self->held = part->size;
  self->validator = g_strdup (part->validator);
  self->hash = XXH3_createState ();
  XXH3_copyState (self->hash, part->hash);
}

/* What tells this body from one that it is changed to: a strong ETag, or else Last-Modified where
 * that is safely past (RFC 9110, 8.8.2.2 and 13.1.5). NULL for nothing (transfer full). */
static char *
dup_validator (const SwimHttpClient *client, SwimHttpExchange *exchange)
{
  const char *tag = client->get_header (exchange, "ETag");
  const char *modified, *date;
  gint64 then, now;

  if (tag != NULL)
    return tag[0] == '"' ? g_strdup (tag) : NULL;
  modified = client->get_header (exchange, "Last-Modified");
  date = modified != NULL ? client->get_header (exchange, "Date") : NULL;
  if (date == NULL || !swim_http_date_parse (modified, &then) || !swim_http_date_parse (date, &now)
      || now - then < 1)
    return NULL;
  return g_strdup (modified);
}

/* A body comes from its beginning: what there was of one before is void. */
void
swim_http_resume_begin (SwimHttpResume *self,
                        const SwimHttpClient *client,
                        SwimHttpExchange *exchange)
{
  swim_http_resume_clear (self);
  self->validator = dup_validator (client, exchange);
  self->total = exchange->length;
  self->held = 0;
}

/* What an answer of 206 or 416 means. */
SwimHttpRange
swim_http_resume_match (SwimHttpResume *self,
                        const SwimHttpExchange *exchange,
                        const char *content_range,
                        gint64 *end)
{
  SwimContentRange range = { -1, -1, -1 };
  gboolean parsed = swim_content_range_parse (content_range, &range);

  if (exchange->code == 416)
    {
      if (range.total >= 0 && (guint64) range.total == exchange->from
          && (self->total < 0 || self->total == range.total))
        return SWIM_RANGE_COMPLETE;
      g_clear_pointer (&self->validator, g_free);
      return SWIM_RANGE_NONE;
    }
  if (exchange->from == 0 || !parsed || range.first != (gint64) exchange->from
      || (exchange->length >= 0 && exchange->length != range.last - range.first + 1)
      || (range.total >= 0 && range.last != range.total - 1))
    return SWIM_RANGE_WRONG;
  *end = range.last + 1;
  return SWIM_RANGE_MATCHES;
}

/* Bytes that the sink gets now. */
void
swim_http_resume_add (SwimHttpResume *self, const void *bytes, gsize length)
{
  if (self->hash == NULL)
    {
      self->hash = XXH3_createState ();
      XXH3_64bits_reset (self->hash);
    }
  XXH3_64bits_update (self->hash, bytes, length);
  self->held += length;
}
