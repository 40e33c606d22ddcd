/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/head.h"

#include <stdio.h>
#include <string.h>

#include "base/uri.h"

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

char *
swim_http_date_format (gint64 seconds)
{
  static const char days[][4] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (seconds);

  if (date == NULL)
    return NULL;
  return g_strdup_printf (
      "%s, %02d %s %04d %02d:%02d:%02d GMT", days[g_date_time_get_day_of_week (date) - 1],
      g_date_time_get_day_of_month (date), months[g_date_time_get_month (date) - 1],
      g_date_time_get_year (date), g_date_time_get_hour (date), g_date_time_get_minute (date),
      g_date_time_get_second (date));
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

/* Reads a number that fits, and advances past it. */
static gboolean
parse_number (const char **text, gint64 *number)
{
  char *end;
  guint64 value;

  if (!g_ascii_isdigit (**text))
    return FALSE;
  value = g_ascii_strtoull (*text, &end, 10);
  *text = end;
  *number = (gint64) value;
  return value <= (guint64) G_MAXINT64 - 1;
}

static gboolean
skip (const char **text, char c)
{
  if (**text != c)
    return FALSE;
  (*text)++;
  return TRUE;
}

/* A star: not known. */
static gboolean
parse_number_or_star (const char **text, gint64 *number)
{
  *number = -1;
  return skip (text, '*') || parse_number (text, number);
}

static gboolean
makes_sense (const SwimContentRange *range)
{
  if (range->first < 0)
    return range->total >= 0;
  return range->first <= range->last && (range->total < 0 || range->last < range->total);
}

gboolean
swim_content_range_parse (const char *text, SwimContentRange *range)
{
  if (text == NULL || g_ascii_strncasecmp (text, "bytes", 5) != 0)
    return FALSE;
  text += 5;
  if (strspn (text, BLANKS) == 0)
    return FALSE;
  text += strspn (text, BLANKS);
  range->last = -1;
  if (!parse_number_or_star (&text, &range->first))
    return FALSE;
  if (range->first >= 0 && !(skip (&text, '-') && parse_number (&text, &range->last)))
    return FALSE;
  if (!skip (&text, '/') || !parse_number_or_star (&text, &range->total))
    return FALSE;
  return text[strspn (text, BLANKS)] == '\0' && makes_sense (range);
}

/* The class of an HTTP status that ends a request, as a redirect does that cannot be followed. */
SwimStatus
swim_http_status_from_code (guint code)
{
  if (code >= 200 && code < 300)
    return SWIM_STATUS_OK;
  if (code == 304) /* nobody asked whether it has changed */
    return SWIM_STATUS_PROTOCOL_ERROR;
  if (code >= 300 && code < 400)
    return SWIM_STATUS_REDIRECT_ERROR;
  if (code == 404 || code == 410)
    return SWIM_STATUS_NOT_FOUND;
  if (code >= 400 && code < 500)
    return SWIM_STATUS_CLIENT_ERROR;
  if (code >= 500 && code < 600)
    return SWIM_STATUS_SERVER_ERROR;
  return SWIM_STATUS_PROTOCOL_ERROR;
}

static gboolean
is_scheme (GUri *uri, const char *scheme)
{
  return g_str_equal (g_uri_get_scheme (uri), scheme);
}

/* Where a redirect leads, if it may be followed: over http or https only, and never from https to
 * http. */
GUri *
swim_http_resolve_redirect (GUri *from, const char *location, GError **error)
{
  g_autoptr (GUri) to = NULL;

  if (location == NULL || location[0] == '\0')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "redirected without a location");
      return NULL;
    }
  to = swim_uri_parse_relative (from, location, SWIM_HTTP_URI_FLAGS, NULL);
  if (to == NULL || g_uri_get_host (to) == NULL || g_uri_get_host (to)[0] == '\0')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "redirected to something that is not a URL");
      return NULL;
    }
  if (swim_uri_find_lost_zone (to) != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "redirected to %s, and there is no network interface of that name",
                   g_uri_get_host (to));
      return NULL;
    }
  if (!is_scheme (to, "http") && !is_scheme (to, "https"))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "redirected to %s, which is neither http nor https", g_uri_get_scheme (to));
      return NULL;
    }
  if (is_scheme (from, "https") && is_scheme (to, "http"))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "redirected from https to http, which is not followed");
      return NULL;
    }
  return g_steal_pointer (&to);
}
