/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What libsoup has parsed of a head, checked: it takes a Content-Length of -5, two that differ, and
 * one beside a Transfer-Encoding. */
#include "config.h"

#include "net/http/client-soup.h"

#include <string.h>

/* libsoup sets a negative Content-Length as a property of a stream before anybody can look at the
 * head, and GObject prints a warning. Such an answer is refused, so nothing is lost without it. */
static void
drop_warning (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if (strstr (message, "for property 'content-length' of type 'gint64'") == NULL)
    g_log_default_handler (domain, level, message, data);
}

void
swim_soup_head_init (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;
  g_log_set_handler ("GLib-GObject", G_LOG_LEVEL_WARNING, drop_warning, NULL);
  g_once_init_leave (&done, 1);
}

static SwimHttpVersion
get_version (SoupMessage *message)
{
  switch (soup_message_get_http_version (message))
    {
    case SOUP_HTTP_1_0:
      return SWIM_HTTP_1_0;
    case SOUP_HTTP_1_1:
      return SWIM_HTTP_1_1;
    default:
      return SWIM_HTTP_2;
    }
}

gboolean
swim_soup_head_check (SoupMessage *message, SwimHttpFraming *framing)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;

  swim_http_framing_begin (framing, get_version (message), soup_message_get_status (message));
  soup_message_headers_iter_init (&iter, soup_message_get_response_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    swim_http_framing_add (framing, name, strlen (name), value, strlen (value));
  return swim_http_framing_end (framing);
}
