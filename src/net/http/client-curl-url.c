/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libcurl parses the text of a URL, and then makes the text again from its parts: together that is
 * a tenth of what an exchange costs. Given the parts it does neither; and from one exchange of a
 * connection to the next, only the path changes as a rule. */
#include "config.h"

#include "net/http/client-curl.h"

#include <string.h>

#include "base/uri.h"

/* The path of a URL of the same server as before, if libcurl has nothing to check in it. */
static const char *
find_path (const SwimCurlConnection *self, const char *url)
{
  const char *slashes = strstr (url, "://");
  const char *path = slashes != NULL ? strchr (slashes + strlen ("://"), '/') : NULL;

  if (self->url_text == NULL || path == NULL
      || strncmp (url, self->url_text, (gsize) (path - url) + 1) != 0)
    return NULL;
  return swim_uri_is_plain_path (path) ? path : NULL;
}

static gboolean
set_path (CURLU *parts, const char *path)
{
  return path != NULL && curl_url_set (parts, CURLUPART_PATH, path, 0) == CURLUE_OK
         && curl_url_set (parts, CURLUPART_QUERY, NULL, 0) == CURLUE_OK;
}

/* Where the parts cannot be set, libcurl is left to say why. It also wants the text, and would
 * otherwise make it. */
void
swim_curl_set_url (SwimCurlConnection *self, char *url)
{
  gboolean parsed = self->parts != NULL && set_path (self->parts, find_path (self, url));

  if (self->parts == NULL)
    self->parts = curl_url ();
  if (!parsed)
    parsed = curl_url_set (self->parts, CURLUPART_URL, url, CURLU_PATH_AS_IS) == CURLUE_OK;
  curl_easy_setopt (self->easy, CURLOPT_CURLU, parsed ? self->parts : NULL);
  curl_easy_setopt (self->easy, CURLOPT_URL, url);
  g_free (self->url_text);
  self->url_text = parsed ? url : NULL;
  if (!parsed)
    g_free (url);
}
