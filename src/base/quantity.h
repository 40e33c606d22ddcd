/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers with units: the one grammar in which options, gates and scenarios take them, and the one
 * way in which they are printed. The locale plays no part in either. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a number is about, and the unit that it is kept in, which is also that of a bare number. */
typedef enum
{
  SWIM_QUANTITY_COUNT,        /* a whole number: 64 */
  SWIM_QUANTITY_NUMBER,       /* 2.5 */
  SWIM_QUANTITY_DURATION,     /* seconds: 250us, 20ms, 5s, 2min, 1h */
  SWIM_QUANTITY_MILLISECONDS, /* the same in milliseconds */
  SWIM_QUANTITY_SIZE,         /* bytes: 500, 2K, 1M, 1MiB (powers of 1024), 1MB (of 1000) */
  SWIM_QUANTITY_RATE,         /* per second: 100, 100/s */
  SWIM_QUANTITY_BYTE_RATE,    /* bytes per second: 500K, 1M/s */
  SWIM_QUANTITY_PERCENT,      /* 10, 10% */
  SWIM_QUANTITY_SHARE,        /* a fraction: 0.1, 10% */
  SWIM_QUANTITY_RATIO,        /* 2, 2x */
} SwimQuantity;

gboolean swim_quantity_parse (SwimQuantity kind, const char *text, double *value);
const char *swim_quantity_describe (SwimQuantity kind);
char *swim_quantity_to_text (SwimQuantity kind, double value);
char *swim_quantity_format (SwimQuantity kind, double value);
gboolean swim_quantity_check (SwimQuantity kind,
                              const char *option,
                              double value,
                              double low,
                              double high,
                              GError **error);

/* The delay of a lab. */
#define SWIM_LONGEST_DELAY_SECONDS 3600
gboolean swim_delay_parse (const char *text, gint64 *delay_us);

/* For programs: the shortest text that reads back to the same number. */
const char *swim_number_to_text (double number, char *text, gsize size);

/* For people: three digits and a unit (transfer full); a dash where there is no number. */
char *swim_format_seconds (double seconds);
char *swim_format_seconds_in (double seconds, const char *unit);
gboolean swim_time_unit_exists (const char *unit);
char *swim_format_bytes (double bytes);
char *swim_format_number (double number);
char *swim_format_percent (double fraction);
char *swim_format_ratio (double ratio);
char *swim_format_range (double lower, double upper);

G_END_DECLS
