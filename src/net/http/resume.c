/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Continuing a body of which a part is there, from an attempt before this one or from another run:
 * Range with If-Range, so that a body that has changed meanwhile comes whole. */
#include "config.h"

#include "net/http/head.h"
#include "net/http/request.h"

/* Continues the part that another run left. */
void
swim_http_resume_init (SwimHttpResume *self, const SwimPartialFile *part)
{
  self->held = part->size;
  self->validator = g_strdup (part->validator);
  self->hash = XXH3_createState ();
  XXH3_copyState (self->hash, part->hash);
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
