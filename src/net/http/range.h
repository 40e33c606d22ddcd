/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an answer means to a part that is kept: the rules of RFC 9110 (13.1.5, 14.2 to 14.4, 15.3.7,
 * 15.5.17), as a function of what is kept, what was asked and what was answered. */
#pragma once

#include "net/http/body-version.h"

G_BEGIN_DECLS

typedef struct
{
  SwimBodyVersion version; /* by its head; total is not used */
  guint code;
  gint64 length;             /* of its body as announced, -1: not */
  const char *content_range; /* nullable, like the next */
  const char *content_type;  /* not looked at where no range was asked for */
} SwimHttpRangeAnswer;

typedef enum
{
  SWIM_RANGE_NONE,     /* it is not about a part: its code says what it means */
  SWIM_RANGE_WHOLE,    /* the body comes from its beginning */
  SWIM_RANGE_JOIN,     /* the rest follows, and belongs to the part */
  SWIM_RANGE_COMPLETE, /* the part is the whole body */
  SWIM_RANGE_AFRESH,   /* it cannot be used, but one without a range may be */
  SWIM_RANGE_WRONG,    /* it cannot be used, and nothing else was asked for */
} SwimHttpRangeVerdict;

typedef struct
{
  SwimHttpRangeVerdict verdict;
  gint64 total;    /* of WHOLE and JOIN: bytes of the whole body, -1: not known */
  gint64 end;      /* likewise: where this answer ends in it, -1: where its framing says */
  const char *why; /* of AFRESH and WRONG */
} SwimHttpRange;

/* from: the first byte that was asked for, which is the length of the part; 0: no range was. kept
 * is not looked at then. */
SwimHttpRange swim_http_range_judge (const SwimBodyVersion *kept,
                                     guint64 from,
                                     const SwimHttpRangeAnswer *answer);

G_END_DECLS
