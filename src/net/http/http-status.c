/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The class of an answer, and where a redirect leads. */
#include "config.h"

#include "net/http/request.h"

/* The class of an HTTP status that ends a request, as a redirect does that cannot be followed. */
SwimStatus
swim_http_status_from_code (guint code)
{
  if (code >= 200 && code < 300)
    return SWIM_STATUS_OK;
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

  if (location == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "redirected without saying where to");
      return NULL;
    }
  to = g_uri_parse_relative (from, location, SWIM_HTTP_URI_FLAGS, NULL);
  if (to == NULL || g_uri_get_host (to) == NULL || g_uri_get_host (to)[0] == '\0')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "redirected to what is not a URL");
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
