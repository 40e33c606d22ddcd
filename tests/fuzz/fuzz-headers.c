/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The headers of an answer that are read here: Content-Range and Retry-After. */
#include "config.h"

#include "net/http/head.h"
#include "swim-fuzz.h"

static void
check_range (const SwimContentRange *range)
{
  g_assert (range->total >= -1);
  if (range->first < 0)
    {
      g_assert (range->first == -1 && range->last == -1 && range->total >= 0);
      return;
    }
  g_assert (range->last >= range->first && range->last < G_MAXINT64);
  g_assert (range->total < 0 || range->last < range->total);
}

void
swim_fuzz_headers (const guint8 *data, gsize size)
{
  static const gint64 nows[] = { 0, 1800000000, G_MAXINT32 };
  g_autofree char *text = g_strndup ((const char *) data, size);
  SwimContentRange range;
  gint64 seconds;

  if (swim_content_range_parse (text, &range))
    check_range (&range);
  for (gsize i = 0; i < G_N_ELEMENTS (nows); i++)
    if (swim_retry_after_parse (text, nows[i], &seconds))
      g_assert (seconds >= 0);
}
