/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Continuing a body of which a part is there, from an attempt before this one or from another run:
 * what is asked for, and what follows from the answer. The rules are those of range.c. */
#include "config.h"

#include "net/http/request.h"

/* A part whose note is damaged, or that is longer than what it is a part of, is as good as none. Of
 * one that is unproven nothing proves the whole. */
void
swim_http_resume_init (SwimHttpRequest *self, const SwimPartialFile *part)
{
  SwimHttpResume *resume = &self->resume;

  if (!swim_body_version_from_note (&resume->version, part->version))
    return;
  if ((resume->version.total >= 0 && part->size > (guint64) resume->version.total)
      || (resume->version.unproven && self->http->policy.require_verified))
    {
      swim_body_version_clear (&resume->version);
      return;
    }
  resume->held = part->size;
  resume->hash = XXH3_createState ();
  XXH3_copyState (resume->hash, part->hash);
}

/* A validator is of use only where it comes from. */
void
swim_http_resume_ask (SwimHttpRequest *self)
{
  SwimHttpExchange *exchange = &self->exchange;
  const SwimBodyVersion *version = &self->resume.version;
  const char *validator = self->resume.held > 0 ? swim_body_version_get_validator (version) : NULL;

  if (validator != NULL && swim_body_version_hash_place (exchange->uri) != version->place)
    validator = NULL;
  exchange->from = validator != NULL ? self->resume.held : 0;
  exchange->validator = validator;
}

/* What there is of a body is void, and so is what the next attempt would continue. */
static void
drop_part (SwimHttpRequest *self, const char *why)
{
  gboolean again = self->exchange.from > 0;

  swim_body_version_clear (&self->resume.version);
  swim_http_request_set (self, again ? SWIM_STATUS_TRUNCATED : SWIM_STATUS_PROTOCOL_ERROR, "%s",
                         why);
  if (again)
    self->schedule.next = SWIM_HTTP_NEXT_RESTART;
}

/* A body comes from its beginning: what there was of one before is void. */
static void
begin (SwimHttpRequest *self, SwimBodyVersion *answer, const SwimHttpRange *range)
{
  answer->total = range->total;
  swim_http_resume_clear (&self->resume);
  swim_body_version_copy (&self->resume.version, answer,
                          self->http->client->get_header (&self->exchange, "Date"));
  self->resume.held = 0;
}

static void
read_answer (SwimHttpRequest *self, SwimHttpRangeAnswer *answer)
{
  const SwimHttpClient *client = self->http->client;
  SwimHttpExchange *exchange = &self->exchange;

  answer->code = exchange->code;
  answer->length = exchange->length;
  answer->content_range = client->get_header (exchange, "Content-Range");
  answer->content_type = exchange->from > 0 ? client->get_header (exchange, "Content-Type") : NULL;
  swim_body_version_read (&answer->version, client, exchange);
}

SwimHttpRangeVerdict
swim_http_resume_take_head (SwimHttpRequest *self)
{
  SwimBodyVersion *kept = &self->resume.version;
  guint64 max_size = swim_http_request_get_max_size (self);
  SwimHttpRangeAnswer answer;
  SwimHttpRange range;

  read_answer (self, &answer);
  range = swim_http_range_judge (kept, self->exchange.from, &answer);
  if (range.verdict == SWIM_RANGE_AFRESH || range.verdict == SWIM_RANGE_WRONG)
    drop_part (self, range.why);
  if (range.verdict != SWIM_RANGE_WHOLE && range.verdict != SWIM_RANGE_JOIN)
    return range.verdict;
  self->expected = range.total;
  self->end = range.end;
  if (range.verdict == SWIM_RANGE_JOIN)
    {
      self->received = self->exchange.from;
      kept->total = range.total;
    }
  else if (max_size == 0 || range.total < 0 || (guint64) range.total <= max_size)
    begin (self, &answer.version, &range);
  return range.verdict;
}

void
swim_http_resume_overrun (SwimHttpRequest *self)
{
  drop_part (self, "the server sent more than the part that it announced");
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
