/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an answer or a failure is: its class, by codes alone. */
#include "config.h"

#include "net/http/http-private.h"

/* The class of an HTTP status that is the last word; one that redirects is not, if all is well. */
SwimStatus
swim_http_status_from_code (guint code)
{
  if (code >= 200 && code < 300)
    return SWIM_STATUS_OK;
  if (code >= 300 && code < 400)
    return SWIM_STATUS_REDIRECT_ERROR;
  if (code == SOUP_STATUS_NOT_FOUND || code == SOUP_STATUS_GONE)
    return SWIM_STATUS_NOT_FOUND;
  if (code >= 400 && code < 500)
    return SWIM_STATUS_CLIENT_ERROR;
  if (code >= 500 && code < 600)
    return SWIM_STATUS_SERVER_ERROR;
  return SWIM_STATUS_PROTOCOL_ERROR;
}

static SwimStatus
status_from_session_error (int code)
{
  switch (code)
    {
    case SOUP_SESSION_ERROR_TOO_MANY_REDIRECTS:
    case SOUP_SESSION_ERROR_REDIRECT_NO_LOCATION:
    case SOUP_SESSION_ERROR_REDIRECT_BAD_URI:
      return SWIM_STATUS_REDIRECT_ERROR;
    case SOUP_SESSION_ERROR_TOO_MANY_RESTARTS: /* the connection was closed each time */
      return SWIM_STATUS_TRUNCATED;
    default:
      return SWIM_STATUS_PROTOCOL_ERROR;
    }
}

/* What GIO says of a socket. The general rule for its errors is about files as well; here there
 * are none. */
static SwimStatus
status_from_io_error (const GError *error)
{
  switch (error->code)
    {
    case G_IO_ERROR_TOO_MANY_OPEN_FILES:
    case G_IO_ERROR_NO_SPACE:
      return SWIM_STATUS_IO_ERROR;
    case G_IO_ERROR_PERMISSION_DENIED: /* a firewall's word for no */
      return SWIM_STATUS_REFUSED;
    case G_IO_ERROR_INVALID_ARGUMENT: /* a server's fault here, such as a broken chunk */
    case G_IO_ERROR_INVALID_DATA:
    case G_IO_ERROR_FAILED:
      return SWIM_STATUS_PROTOCOL_ERROR;
    default:
      return swim_status_from_error (error);
    }
}

SwimStatus
swim_http_status_from_error (const GError *error)
{
  if (error->domain == SOUP_SESSION_ERROR)
    return status_from_session_error (error->code);
  if (error->domain == G_IO_ERROR)
    return status_from_io_error (error);
  return swim_status_from_error (error);
}

static gboolean
is_scheme (GUri *uri, const char *scheme)
{
  return g_str_equal (g_uri_get_scheme (uri), scheme);
}

/* Where a redirect leads, if it may be followed: over http or https only, and never back from what
 * is encrypted to what is not. */
GUri *
swim_http_resolve_redirect (GUri *from, const char *location, GError **error)
{
  g_autoptr (GUri) to = NULL;

  if (location == NULL)
    {
      g_set_error_literal (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_REDIRECT_NO_LOCATION,
                           "redirected without saying where to");
      return NULL;
    }
  to = g_uri_parse_relative (from, location, SOUP_HTTP_URI_FLAGS, NULL);
  if (to == NULL || g_uri_get_host (to) == NULL || g_uri_get_host (to)[0] == '\0')
    {
      g_set_error_literal (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_REDIRECT_BAD_URI,
                           "redirected to what is not a URL");
      return NULL;
    }
  if (!is_scheme (to, "http") && !is_scheme (to, "https"))
    {
      g_set_error (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_REDIRECT_BAD_URI,
                   "redirected to %s, which is neither http nor https", g_uri_get_scheme (to));
      return NULL;
    }
  if (is_scheme (from, "https") && is_scheme (to, "http"))
    {
      g_set_error_literal (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_REDIRECT_BAD_URI,
                           "redirected from https to http, which is not followed");
      return NULL;
    }
  return g_steal_pointer (&to);
}
