/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/range.h"

#include "net/http/head.h"

static SwimHttpRange
refuse (guint64 from, const char *why)
{
  return (SwimHttpRange){ from > 0 ? SWIM_RANGE_AFRESH : SWIM_RANGE_WRONG, -1, -1, why };
}

/* Of a part in several pieces there is none that could be joined. */
static gboolean
is_multipart (const char *content_type)
{
  return content_type != NULL && g_ascii_strncasecmp (content_type, "multipart/", 10) == 0;
}

/* The announced length, if any, is that of the part. */
static gboolean
is_of_length (const SwimHttpRangeAnswer *answer, const SwimContentRange *range)
{
  return answer->length < 0 || answer->length == range->last - range->first + 1;
}

/* The part that was asked for. Where it does not say how long the whole is, that is as was
 * announced before; where that is not known either, nothing would tell the end. */
static SwimHttpRange
join (const SwimBodyVersion *kept,
      guint64 from,
      const SwimHttpRangeAnswer *answer,
      const SwimContentRange *range)
{
  gint64 total = range->total >= 0 ? range->total : kept->total;

  if (!swim_body_version_matches (kept, &answer->version))
    return refuse (from, "the server sent a part that is not known to be of the same version");
  if (kept->total >= 0 && total != kept->total)
    return refuse (from, "the server sent a part of a body with another length");
  if (total <= range->last)
    return refuse (from, "the server sent a part that does not say where the body ends");
  return (SwimHttpRange){ SWIM_RANGE_JOIN, total, range->last + 1, NULL };
}

/* 206. A part that begins where the body does needs nothing to be joined to. What is verified does
 * not end as less. */
static SwimHttpRange
judge_part (const SwimBodyVersion *kept, guint64 from, const SwimHttpRangeAnswer *answer)
{
  SwimContentRange range = { -1, -1, -1 };

  if (from == 0)
    return refuse (from, "the server sent a part, which was not requested");
  if (is_multipart (answer->content_type))
    return refuse (from, "the server sent a part in several pieces");
  if (!swim_content_range_parse (answer->content_range, &range) || range.first < 0)
    return refuse (from, "the server sent a part and did not say which");
  if (!is_of_length (answer, &range))
    return refuse (from, "the server sent a part of another length than it says");
  if (answer->version.unproven && !kept->unproven)
    return refuse (from, "the server sent a part that does not prove its end");
  if ((guint64) range.first == from)
    return join (kept, from, answer, &range);
  if (range.first == 0 && range.total >= 0)
    return (SwimHttpRange){ SWIM_RANGE_WHOLE, range.total, range.last + 1, NULL };
  return refuse (from, "the server sent a part other than the one requested");
}

/* 416: complete only if this is said of the same version, and as it was announced. */
static SwimHttpRange
judge_unsatisfied (const SwimBodyVersion *kept, guint64 from, const SwimHttpRangeAnswer *answer)
{
  SwimContentRange range = { -1, -1, -1 };

  if (swim_content_range_parse (answer->content_range, &range) && range.first < 0
      && (guint64) range.total == from && range.total == kept->total
      && swim_body_version_matches (kept, &answer->version))
    return (SwimHttpRange){ SWIM_RANGE_COMPLETE, range.total, range.total, NULL };
  return refuse (from, "the server has nothing from there on");
}

/* All of the version that is kept, by a server that sends no parts; unless it sends one and does
 * not say so. */
static SwimHttpRange
judge_same_whole (const SwimBodyVersion *kept, guint64 from, gint64 total)
{
  if ((kept->total >= 0 && total != kept->total) || (total >= 0 && (guint64) total < from))
    return refuse (from, "the server sent another length of the same version, or none");
  return (SwimHttpRange){ SWIM_RANGE_WHOLE, total, total, NULL };
}

/* A success that should have the whole body. Content-Range means nothing there (RFC 9110, 14.4),
 * but servers are known that send the part so; so only one that agrees is passed over. */
static SwimHttpRange
judge_whole (const SwimBodyVersion *kept, guint64 from, const SwimHttpRangeAnswer *answer)
{
  SwimContentRange range = { -1, -1, -1 };
  gboolean parsed = swim_content_range_parse (answer->content_range, &range);
  gint64 total = parsed ? range.total : answer->length;

  if (from > 0 && is_multipart (answer->content_type))
    return refuse (from, "the server sent a part in several pieces");
  if (parsed
      && (range.first > 0 || total < 0 || (range.first == 0 && range.last != total - 1)
          || (answer->length >= 0 && answer->length != total)))
    return refuse (from, "the server sent a part as if it was the whole");
  if (from > 0 && !parsed && answer->content_range != NULL)
    return refuse (from, "the server sent a part and did not say which");
  if (from > 0 && answer->code != 200 && answer->code != 203)
    return refuse (from, "the server sent no part");
  if (from > 0 && swim_body_version_matches (kept, &answer->version))
    return judge_same_whole (kept, from, total);
  return (SwimHttpRange){ SWIM_RANGE_WHOLE, total, parsed ? total : -1, NULL };
}

/* Whether a server that refused may have been put off by the range: without it, these would be the
 * same. */
static gboolean
is_about_range (guint code)
{
  switch (code)
    {
    case 401: /* who asks */
    case 402:
    case 403:
    case 407:
    case 451:
    case 404: /* there is nothing */
    case 410:
    case 408: /* not now */
    case 425:
    case 429:
      return FALSE;
    default:
      return code / 100 == 4 || code == 501;
    }
}

SwimHttpRange
swim_http_range_judge (const SwimBodyVersion *kept, guint64 from, const SwimHttpRangeAnswer *answer)
{
  if (answer->code == 206)
    return judge_part (kept, from, answer);
  if (answer->code / 100 == 2)
    return judge_whole (kept, from, answer);
  if (answer->code == 416 && from > 0)
    return judge_unsatisfied (kept, from, answer);
  if (from > 0 && is_about_range (answer->code))
    return refuse (from, "the server refused to send a part");
  return (SwimHttpRange){ SWIM_RANGE_NONE, -1, -1, NULL };
}
