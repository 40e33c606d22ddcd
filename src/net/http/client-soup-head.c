/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The head of an answer, checked: libsoup takes a Content-Length of -5, two that differ, and one
 * beside a Transfer-Encoding. And the classes of its errors, most of which are about a head. */
#include "config.h"

#include "net/http/client-soup.h"

#include <string.h>

/* libsoup sets a negative Content-Length as a property of a stream before anybody can look at the
 * head, and GObject prints a warning, or since 2.80 or so a critical one. Such an answer is
 * refused, so nothing is lost without it. */
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
  g_log_set_handler ("GLib-GObject", G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL, drop_warning,
                     NULL);
  g_once_init_leave (&done, 1);
}

/* A proxy's own answer to CONNECT is not. */
static gboolean
is_seen (SwimSoupConnection *self)
{
  return self->wire != NULL && swim_soup_wire_has_begun (self->wire);
}

/* TRUE: what has come is wrong, or ended within the head, and the error says so. */
static gboolean
set_wire_error (const SwimSoupWire *wire, GError **error)
{
  const char *wrong =
      wire->framing.wrong; /* of the chunks that came with it the body's end tells */

  if (wrong == NULL && wire->whole)
    return FALSE;
  g_clear_error (error);
  if (wrong != NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, wrong);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                         "the connection ended within the head");
  return TRUE;
}

void
swim_soup_head_explain (SwimSoupConnection *self, GError **error)
{
  gboolean seen = is_seen (self);

  if (self->interim > SWIM_HTTP_MOST_INTERIM || self->switched)
    {
      g_clear_error (error);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           self->switched ? SWIM_HTTP_SWITCHED : SWIM_HTTP_TOO_MANY_INTERIM);
    }
  else if (seen && (self->wire->ended || self->wire->framing.wrong != NULL))
    set_wire_error (self->wire, error);
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

/* libsoup replaces bytes that are not UTF-8, and nobody can tell what they were. */
static gboolean
is_lossy_redirect (SoupMessage *message)
{
  const char *location =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");

  return soup_message_get_status (message) / 100 == 3 && location != NULL
         && strstr (location, "\xef\xbf\xbd") != NULL;
}

/* By what libsoup has parsed, where its bytes were not seen. */
static gboolean
check_parsed (SoupMessage *message, SwimHttpFraming *framing)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;

  swim_http_framing_begin (framing, get_version (message), soup_message_get_status (message));
  soup_message_headers_iter_init (&iter, soup_message_get_response_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    swim_http_framing_add (framing, name, strlen (name), value, strlen (value));
  if (swim_http_framing_end (framing) && is_lossy_redirect (message))
    framing->wrong = "redirected to a URL with bytes that are not UTF-8, which libsoup does not "
                     "hand out; use --client=curl";
  return framing->wrong == NULL;
}

gboolean
swim_soup_head_check (SwimSoupConnection *self, SwimHttpFraming *framing, GError **error)
{
  if (!is_seen (self))
    check_parsed (self->message, framing);
  else if (set_wire_error (self->wire, error))
    return FALSE;
  else
    *framing = self->wire->framing;
  if (framing->wrong == NULL)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, framing->wrong);
  return FALSE;
}

/* Whether libsoup finds the end of the body where the head says that it is. It drops fields that
 * Connection names in an answer of HTTP/1.0. */
static gboolean
is_read_alike (SwimSoupConnection *self, const SwimHttpFraming *framing)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  SoupEncoding encoding = soup_message_headers_get_encoding (headers);

  switch (framing->kind)
    {
    case SWIM_FRAMING_LENGTH:
      return encoding == SOUP_ENCODING_CONTENT_LENGTH
             && soup_message_headers_get_content_length (headers) == framing->length;
    case SWIM_FRAMING_CHUNKED:
      return encoding == SOUP_ENCODING_CHUNKED;
    default:
      return TRUE;
    }
}

gboolean
swim_soup_head_is_open_ended (SwimSoupConnection *self, const SwimHttpFraming *framing)
{
  return !is_seen (self) || framing->kind == SWIM_FRAMING_CLOSE || !is_read_alike (self, framing);
}

/* The first field of that name, where libsoup would return the last one. */
const char *
swim_soup_head_get (SwimSoupConnection *self, const char *name)
{
  SoupMessageHeadersIter iter;
  const char *other, *value;

  if (is_seen (self))
    return swim_soup_wire_get_header (self->wire, name);
  soup_message_headers_iter_init (&iter, soup_message_get_response_headers (self->message));
  while (soup_message_headers_iter_next (&iter, &other, &value))
    if (g_ascii_strcasecmp (other, name) == 0)
      return value;
  return NULL;
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

/* libsoup has one code for a head that is cut and for one above its limit of 64 to 100 KiB. */
static gboolean
is_too_long_head (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT)
         && g_str_equal (error->message, g_dgettext ("libsoup-3.0", "Header too big"));
}

/* glib-networking has one code for a handshake that was cut and for a version that GnuTLS does not
 * speak. */
static gboolean
is_other_version (const GError *error)
{
  return g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS)
         && strstr (error->message,
                    g_dgettext ("gnutls30",
                                "A packet with illegal or unsupported version was received."))
                != NULL;
}

/* Nor has GnuTLS a code of its own for a record whose rest does not come; one that was changed on
 * the way cannot be decrypted. */
static gboolean
is_cut_record (const GError *error)
{
  return g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_MISC)
         && strstr (error->message,
                    g_dgettext ("gnutls30", "Error decoding the received TLS packet."))
                != NULL;
}

SwimStatus
swim_soup_status_from_error (const GError *error)
{
  if (is_cut_record (error))
    return SWIM_STATUS_TRUNCATED;
  if (is_other_version (error))
    return SWIM_STATUS_TLS_ERROR;
  if (is_too_long_head (error))
    return SWIM_STATUS_PROTOCOL_ERROR;
  if (error->domain == SOUP_SESSION_ERROR)
    return status_from_session_error (error->code);
  return swim_http_status_from_error (error);
}
