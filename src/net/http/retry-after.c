/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/retry-after.h"

#include <stdio.h>
#include <string.h>

#define BLANKS " \t"

/* TRUE where it is a number and nothing else; one that is too large is taken for the largest. */
static gboolean
parse_seconds (const char *text, gint64 *seconds)
{
  gsize digits = strspn (text, "0123456789");
  guint64 number;

  if (digits == 0 || text[digits + strspn (text + digits, BLANKS)] != '\0')
    return FALSE;
  number = g_ascii_strtoull (text, NULL, 10);
  *seconds = (gint64) MIN (number, (guint64) G_MAXINT64);
  return TRUE;
}

/* 1 for Jan; 0 for no month. */
static int
parse_month (const char *name)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const char *found = strlen (name) == 3 ? strstr (months, name) : NULL;

  return found != NULL && (found - months) % 3 == 0 ? (int) (found - months) / 3 + 1 : 0;
}

/* A year of two digits: nobody has dates before 1970. */
static int
complete_year (int year)
{
  return year < 70 ? year + 2000 : year + 1900;
}

gboolean
swim_http_date_parse (const char *text, gint64 *seconds)
{
  char month[4] = "";
  char zone[4] = "";
  int day, year, hour, minute, second;
  g_autoptr (GDateTime) date = NULL;

  if (sscanf (text, "%*[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d %3s", &day, month, &year, &hour,
              &minute, &second, zone)
      == 7)
    year = complete_year (year);
  else if (sscanf (text, "%*[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d %3s", &day, month, &year,
                   &hour, &minute, &second, zone)
               != 7
           && sscanf (text, "%*[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d", month, &day, &hour,
                      &minute, &second, &year)
                  != 6)
    return FALSE;
  if (zone[0] != '\0' && strcmp (zone, "GMT") != 0 && strcmp (zone, "UTC") != 0)
    return FALSE;
  date = g_date_time_new_utc (year, parse_month (month), day, hour, minute, second);
  if (date == NULL)
    return FALSE;
  *seconds = g_date_time_to_unix (date);
  return TRUE;
}

gboolean
swim_retry_after_parse (const char *text, gint64 now, gint64 *seconds)
{
  gint64 date;

  if (text == NULL)
    return FALSE;
  text += strspn (text, BLANKS);
  if (parse_seconds (text, seconds))
    return TRUE;
  if (!swim_http_date_parse (text, &date))
    return FALSE;
  *seconds = MAX (date - now, 0);
  return TRUE;
}
