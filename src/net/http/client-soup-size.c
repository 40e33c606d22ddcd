/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether libsoup has handed out all of a head. It drops lines without colon, names with blanks and
 * NUL, takes a lone CR for the end of a line, and the end of the connection for that of the head;
 * but it counts the bytes that it read. Where these are as many as the head has in the form in
 * which nearly every server sends it, “Name: value” and CR LF, nothing is missing. */
#include "config.h"

#include "net/http/client-soup.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* Of the status line and of the empty line. */
static gsize
measure_lines (SoupMessage *message)
{
  const char *reason = soup_message_get_reason_phrase (message);

  return strlen ("HTTP/1.1 200 \r\n\r\n") + (reason != NULL ? strlen (reason) : 0);
}

static gsize
measure_fields (SoupMessage *message)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;
  gsize bytes = 0;

  soup_message_headers_iter_init (&iter, soup_message_get_response_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    bytes += strlen (name) + strlen (value) + strlen (": \r\n");
  return bytes;
}

/* Whether the connection is open behind an answer after which it is to stay so: then its head was
 * not cut. One that is to be closed is open or not by how soon the server gets to it, and over TLS
 * the end that the library has read does not show on the socket. */
static gboolean
stays_open (SwimSoupConnection *self, const SwimHttpFraming *framing)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  char byte;

  if (framing->kind == SWIM_FRAMING_CLOSE || framing->version != SWIM_HTTP_1_1 || self->fd <= 0
      || soup_message_headers_header_contains (headers, "Connection", "close")
      || soup_message_get_tls_peer_certificate (self->message) != NULL)
    return FALSE;
  return recv (self->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

/* Behind interim answers libsoup's count depends on how the network has cut the bytes. */
SwimSoupHead
swim_soup_size_check (SwimSoupConnection *self, const SwimHttpFraming *framing)
{
  SoupMessageMetrics *metrics = soup_message_get_metrics (self->message);
  gsize expected = measure_lines (self->message) + measure_fields (self->message);
  gsize received = metrics != NULL
                       ? (gsize) soup_message_metrics_get_response_header_bytes_received (metrics)
                       : 0;

  if (self->interim > 0)
    return SWIM_SOUP_HEAD_UNSURE;
  if (received == expected)
    return SWIM_SOUP_HEAD_WHOLE;
  /* The empty line is missing; or two blanks are, which where there are two fields may be the
   * server's way to write them. */
  if (received + strlen ("\r\n") == expected && framing->fields != 2 && !stays_open (self, framing))
    return SWIM_SOUP_HEAD_CUT;
  return SWIM_SOUP_HEAD_UNSURE;
}
