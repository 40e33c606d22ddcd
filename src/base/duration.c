/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/duration.h"

#include <math.h>
#include <string.h>

/* "20ms", "0.5s", "250us" or plain "0", of at most an hour; in microseconds. */
gboolean
swim_duration_parse (const char *text, gint64 *duration_us)
{
  static const struct
  {
    const char *unit;
    double us;
  } units[] = { { "us", 1 }, { "ms", 1e3 }, { "s", 1e6 } };
  char *end;
  double number = g_ascii_strtod (text, &end);

  if (end == text || !isfinite (number) || number < 0)
    return FALSE;
  if (number == 0 && *end == '\0')
    {
      *duration_us = 0;
      return TRUE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (end, units[i].unit) == 0
        && number * units[i].us <= SWIM_DURATION_LONGEST_SECONDS * 1e6)
      {
        *duration_us = (gint64) llround (number * units[i].us);
        return TRUE;
      }
  return FALSE;
}
