/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/scale.h"

#include <float.h>
#include <math.h>

/* The logarithm of a quotient, which may be beyond all numbers though both are not. */
static double
log_ratio (double high, double low)
{
  double ratio = high / low;

  return isfinite (ratio) && ratio > 0 ? log (ratio) : log (high) - log (low);
}

/* The coordinate of a value; a value outside is placed at the nearer end. */
double
swim_scale_place (const SwimScale *self, double value)
{
  double inside = CLAMP (value, self->low, self->high);
  double part = self->log ? log_ratio (inside, self->low) / log_ratio (self->high, self->low)
                          : (inside - self->low) / (self->high - self->low);

  return self->from + (isfinite (part) ? part : 0) * (self->to - self->from);
}

/* The smallest 1, 2 or 5 times a power of ten that is not less than that. */
double
swim_scale_step (double least)
{
  double power = pow (10, floor (log10 (least)));

  if (power >= least)
    return power;
  if (2 * power >= least)
    return 2 * power;
  return 5 * power >= least ? 5 * power : 10 * power;
}

/* The high end, with some room for rounding. */
static double
find_end (const SwimScale *self)
{
  return MIN (self->high * (1 + 1e-9), DBL_MAX);
}

/* Counted by an integer and bounded: where the ends are close to each other and far from 0, adding
 * 1 to how often the step is contained in them may change nothing. */
static void
add_linear_ticks (const SwimScale *self, guint most, GArray *ticks)
{
  double step = swim_scale_step ((self->high - self->low) / most);
  double first = ceil (self->low / step - 1e-9);

  for (guint i = 0; i <= most + 1 && (first + i) * step <= find_end (self); i++)
    {
      double tick = first + i == 0 ? 0 : (first + i) * step; /* never -0 */

      g_array_append_val (ticks, tick);
    }
}

/* The values with these first digits, at each @every-th power of ten. */
static void
add_log_ticks (const SwimScale *self, const double *digits, guint n, guint every, GArray *ticks)
{
  int first = (int) floor (log10 (self->low) + 1e-9);

  for (int power = first; power <= DBL_MAX_10_EXP && pow (10, power) <= find_end (self);
       power += (int) every)
    for (guint i = 0; i < n; i++)
      {
        double tick = digits[i] * pow (10, power);

        if (tick >= self->low * (1 - 1e-9) && tick <= find_end (self))
          g_array_append_val (ticks, tick);
      }
}

/* Whether there is anything between its ends: they may follow from what a file says. */
static gboolean
has_room (const SwimScale *self)
{
  return isfinite (self->low) && isfinite (self->high) && isfinite (self->high - self->low)
         && (!self->log || self->low > 0);
}

/* About @most round values (transfer full), of double. None where the scale has no finite ends. */
GArray *
swim_scale_ticks (const SwimScale *self, guint most)
{
  static const double digits[] = { 1, 2, 5 };
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (double));
  double decades = self->log ? log_ratio (self->high, self->low) / M_LN10 : 0;

  if (!has_room (self))
    return ticks;
  if (decades < 1)
    {
      add_linear_ticks (self, most, ticks);
      return ticks;
    }
  if (decades * 3 <= most + 1)
    add_log_ticks (self, digits, G_N_ELEMENTS (digits), 1, ticks);
  else
    add_log_ticks (self, digits, 1, (guint) MAX (ceil (decades / most - 1e-9), 1), ticks);
  return ticks;
}

static char *
with_unit (double number, const char *unit)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.6g", number);
  return g_strconcat (text, unit, NULL);
}

/* A duration at an axis (transfer full), without trailing zeros. */
char *
swim_scale_seconds (double seconds)
{
  if (seconds == 0)
    return g_strdup ("0");
  if (seconds < 0.9999e-3)
    return with_unit (seconds * 1e6, " µs");
  if (seconds < 0.9999)
    return with_unit (seconds * 1e3, " ms");
  return with_unit (seconds, " s");
}

char *
swim_scale_plain (double number)
{
  return with_unit (number, "");
}

char *
swim_scale_percent (double fraction)
{
  return with_unit (fraction * 100, " %");
}
