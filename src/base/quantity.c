/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/quantity.h"

#include <math.h>
#include <string.h>

#include "base/swim-error.h"

#define NOTHING "–"

typedef struct
{
  const char *name;
  double factor;
} Unit;

/* The first of a factor is the one that is printed. */
static const Unit time_units[] = {
  { "h", 3600 },  { "min", 60 },  { "s", 1 },     { "ms", 1e-3 },
  { "us", 1e-6 }, { "µs", 1e-6 }, { "μs", 1e-6 }, { NULL, 0 },
};
static const Unit millisecond_units[] = {
  { "h", 3600e3 }, { "min", 60e3 }, { "s", 1e3 },   { "ms", 1 },
  { "us", 1e-3 },  { "µs", 1e-3 },  { "μs", 1e-3 }, { NULL, 0 },
};
static const Unit size_units[] = {
  { "T", 0x1p40 }, { "TiB", 0x1p40 }, { "G", 0x1p30 }, { "GiB", 0x1p30 }, { "g", 0x1p30 },
  { "M", 0x1p20 }, { "MiB", 0x1p20 }, { "m", 0x1p20 }, { "K", 0x1p10 },   { "KiB", 0x1p10 },
  { "k", 0x1p10 }, { "B", 1 },        { "TB", 1e12 },  { "GB", 1e9 },     { "MB", 1e6 },
  { "kB", 1e3 },   { "KB", 1e3 },     { NULL, 0 },
};
static const Unit percent_units[] = { { "%", 1 }, { NULL, 0 } };
static const Unit share_units[] = { { "%", 0.01 }, { NULL, 0 } };
static const Unit ratio_units[] = { { "x", 1 }, { "×", 1 }, { NULL, 0 } };
static const Unit no_units[] = { { NULL, 0 } };

static const struct
{
  const Unit *units;
  gboolean per_second; /* a "/s" may follow */
  const char *description;
} kinds[] = {
  [SWIM_QUANTITY_COUNT] = { no_units, FALSE, "a whole number, such as 64" },
  [SWIM_QUANTITY_NUMBER] = { no_units, FALSE, "a number, such as 2.5" },
  [SWIM_QUANTITY_DURATION] = { time_units, FALSE, "a duration, such as 5, 0.5 or 500ms" },
  [SWIM_QUANTITY_MILLISECONDS] = { millisecond_units, FALSE,
                                   "a number of milliseconds, such as 20, or a duration, such as 1s" },
  [SWIM_QUANTITY_SIZE] = { size_units, FALSE, "a size, such as 500, 200K or 1MB" },
  [SWIM_QUANTITY_RATE] = { no_units, TRUE, "a number per second, such as 100 or 0.5/s" },
  [SWIM_QUANTITY_BYTE_RATE] = { size_units, TRUE, "a size per second, such as 500K or 1M/s" },
  [SWIM_QUANTITY_PERCENT] = { percent_units, FALSE, "a percentage, such as 10 or 0.5%" },
  [SWIM_QUANTITY_SHARE] = { share_units, FALSE, "a fraction, such as 0.25 or 25%" },
  [SWIM_QUANTITY_RATIO] = { ratio_units, FALSE, "a ratio, such as 2 or 1.5x" },
};

/* A decimal number without a sign, in the syntax of programs: no hexadecimal, no infinity, no
 * locale. */
static gboolean
parse_number (const char *text, double *number, const char **end)
{
  const char *digits = text + (text[0] == '.');

  if (!g_ascii_isdigit (digits[0]) || (text[0] == '0' && g_ascii_tolower (text[1]) == 'x'))
    return FALSE;
  *number = g_ascii_strtod (text, (char **) end);
  return isfinite (*number);
}

/* Reads a number, perhaps with a unit of its kind, perhaps with space between, into @value. */
gboolean
swim_quantity_parse (SwimQuantity kind, const char *text, double *value)
{
  g_autofree char *unit = NULL;
  const char *end;
  double number;

  if (!parse_number (text, &number, &end))
    return FALSE;
  unit = g_strchug (g_strdup (end));
  if (kinds[kind].per_second && g_str_has_suffix (unit, "/s"))
    unit[strlen (unit) - strlen ("/s")] = '\0';
  if (unit[0] != '\0')
    {
      const Unit *found = kinds[kind].units;

      while (found->name != NULL && strcmp (found->name, unit) != 0)
        found++;
      if (found->name == NULL)
        return FALSE;
      number *= found->factor;
    }
  if (!isfinite (number) || (kind == SWIM_QUANTITY_COUNT && number != floor (number)))
    return FALSE;
  *value = number;
  return TRUE;
}

/* What is expected, with an example, for the end of a message: `--timeout takes …`. */
const char *
swim_quantity_describe (SwimQuantity kind)
{
  return kinds[kind].description;
}

/* The quantity in the largest unit that it fills, without loss, as swim_quantity_parse () reads it
 * (transfer full): `500ms`, `24h`. */
char *
swim_quantity_to_text (SwimQuantity kind, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double read;

  for (const Unit *unit = kinds[kind].units; unit->name != NULL; unit++)
    {
      g_autofree char *shown = NULL;

      if (value < unit->factor)
        continue;
      shown = g_strconcat (swim_number_to_text (value / unit->factor, text, sizeof text),
                           unit->name, NULL);
      if (strlen (text) <= 6 && swim_quantity_parse (kind, shown, &read) && read == value)
        return g_steal_pointer (&shown);
    }
  return g_strdup (swim_number_to_text (value, text, sizeof text));
}

/* Whether the value of an option is within the range, its bounds included. */
gboolean
swim_quantity_check (SwimQuantity kind,
                     const char *option,
                     double value,
                     double low,
                     double high,
                     GError **error)
{
  g_autofree char *lowest = swim_quantity_to_text (kind, low);
  g_autofree char *highest = swim_quantity_to_text (kind, high);
  g_autofree char *given = swim_quantity_to_text (kind, value);

  if (value >= low && value <= high)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--%s must be from %s to %s, not %s", option,
               lowest, highest, given);
  return FALSE;
}

/* A delay of at most an hour, in µs. */
gboolean
swim_delay_parse (const char *text, gint64 *delay_us)
{
  double seconds;

  if (!swim_quantity_parse (SWIM_QUANTITY_DURATION, text, &seconds)
      || seconds > SWIM_LONGEST_DELAY_SECONDS)
    return FALSE;
  *delay_us = llround (seconds * 1e6);
  return TRUE;
}

/* Writes the number into @text, which has G_ASCII_DTOSTR_BUF_SIZE bytes, and returns it. Whole
 * numbers have no point. */
const char *
swim_number_to_text (double number, char *text, gsize size)
{
  char format[] = "%.15g";

  for (; strcmp (format, "%.17g") != 0; format[3]++)
    {
      g_ascii_formatd (text, (int) size, format, number);
      if (g_ascii_strtod (text, NULL) == number)
        return text;
    }
  return g_ascii_formatd (text, (int) size, format, number);
}

/* A number with three significant digits, or all of those before the point; a dash where there is
 * no number. */
static char *
three_digits (double number, const char *unit)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double size = fabs (number);
  const char *format = "%.0f";

  if (!isfinite (number))
    return g_strdup (NOTHING);
  if (size < 9.995)
    format = "%.2f";
  else if (size < 99.95)
    format = "%.1f";
  g_ascii_formatd (text, sizeof text, format, number);
  return g_strconcat (text, unit, NULL);
}

/* A duration: `81.2 ms`, `1.25 s`. */
char *
swim_format_seconds (double seconds)
{
  if (seconds < 0.9995e-3)
    return three_digits (seconds * 1e6, " µs");
  if (seconds < 0.9995)
    return three_digits (seconds * 1e3, " ms");
  return three_digits (seconds, " s");
}

static const struct
{
  const char *name;
  const char *shown;
  double per_second;
} named_units[] = {
  { "s", " s", 1 },
  { "ms", " ms", 1e3 },
  { "us", " µs", 1e6 },
};

/* Whether durations can be printed in that unit: s, ms or us. */
gboolean
swim_time_unit_exists (const char *unit)
{
  for (guint i = 0; i < G_N_ELEMENTS (named_units); i++)
    if (strcmp (named_units[i].name, unit) == 0)
      return TRUE;
  return FALSE;
}

/* A duration in one unit, however short, with three significant digits; without a unit as
 * swim_format_seconds (). */
char *
swim_format_seconds_in (double seconds, const char *unit)
{
  for (guint i = 0; unit != NULL && i < G_N_ELEMENTS (named_units); i++)
    {
      double number = seconds * named_units[i].per_second;
      char text[G_ASCII_DTOSTR_BUF_SIZE];

      if (strcmp (named_units[i].name, unit) != 0)
        continue;
      if (!(number > 0 && number < 0.995))
        return three_digits (number, named_units[i].shown);
      g_ascii_formatd (text, sizeof text, number < 0.00995 ? "%.6f" : "%.3f", number);
      return g_strconcat (text, named_units[i].shown, NULL);
    }
  return swim_format_seconds (seconds);
}

/* A size in binary units: `14.2 MiB`. */
char *
swim_format_bytes (double bytes)
{
  static const char *const units[] = { " B", " KiB", " MiB", " GiB", " TiB" };
  guint unit = 0;

  if (!isfinite (bytes) || bytes < 0)
    return g_strdup (NOTHING);
  for (; bytes >= 1000 && unit + 1 < G_N_ELEMENTS (units); unit++)
    bytes /= 1024;
  if (unit == 0)
    return g_strdup_printf ("%.0f%s", bytes, units[unit]);
  return three_digits (bytes, units[unit]);
}

/* A count or a rate. */
char *
swim_format_number (double number)
{
  if (isfinite (number) && number == floor (number))
    return g_strdup_printf ("%.0f", number);
  return three_digits (number, "");
}

/* A fraction as a percentage: `12.5 %`. */
char *
swim_format_percent (double fraction)
{
  return three_digits (fraction * 100, " %");
}

/* How many times: `17.2`. */
char *
swim_format_ratio (double ratio)
{
  return three_digits (ratio, "");
}

/* From the one to the other: `16.8–17.5`. */
char *
swim_format_range (double lower, double upper)
{
  g_autofree char *from = swim_format_ratio (lower);
  g_autofree char *to = swim_format_ratio (upper);

  return g_strconcat (from, NOTHING, to, NULL);
}

/* A quantity for people (transfer full). */
char *
swim_quantity_format (SwimQuantity kind, double value)
{
  g_autofree char *text = NULL;

  switch (kind)
    {
    case SWIM_QUANTITY_DURATION:
      return swim_format_seconds (value);
    case SWIM_QUANTITY_MILLISECONDS:
      return swim_format_seconds (value / 1e3);
    case SWIM_QUANTITY_SIZE:
      return swim_format_bytes (value);
    case SWIM_QUANTITY_PERCENT:
      return swim_format_percent (value / 100);
    case SWIM_QUANTITY_SHARE:
      return swim_format_percent (value);
    case SWIM_QUANTITY_RATIO:
      return swim_format_ratio (value);
    case SWIM_QUANTITY_RATE:
    case SWIM_QUANTITY_BYTE_RATE:
      text = kind == SWIM_QUANTITY_RATE ? swim_format_number (value) : swim_format_bytes (value);
      return g_strconcat (text, "/s", NULL);
    case SWIM_QUANTITY_COUNT:
    case SWIM_QUANTITY_NUMBER:
      break;
    }
  return swim_format_number (value);
}
