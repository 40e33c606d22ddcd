/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/stream-input.h"

#include <ares.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "net/dns/message.h"

#define PREFIX 2 /* bytes, which hold the length of a message */

void
swim_dns_stream_input_clear (SwimDnsStreamInput *self)
{
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  self->unjudged = FALSE;
}

/* What is at hand, as it was received. */
static gssize
take (SwimDnsStreamInput *self, guchar *to, gsize length)
{
  gsize n = MIN (length, self->bytes->len);

  memcpy (to, self->bytes->data, n);
  g_byte_array_remove_range (self->bytes, 0, (guint) n);
  return (gssize) n;
}

/* Copies the message of that size; c-ares decides about what is no response. Returns what follows.
 */
static guchar *
put (guchar *to, guchar *message, gsize size)
{
  gssize judged = swim_dns_message_sanitize (message, (gssize) size, G_MAXSIZE);

  if (judged > 0)
    size = (gsize) judged;
  to[0] = (guchar) (size >> 8);
  to[1] = (guchar) size;
  memcpy (to + PREFIX, message, size);
  return to + PREFIX + size;
}

static gssize
take_messages (SwimDnsStreamInput *self, guchar *to)
{
  guchar *data = self->bytes->data;
  guchar *next = to;
  gsize left = self->bytes->len;

  while (left >= PREFIX)
    {
      gsize size = (gsize) data[0] << 8 | data[1];

      if (left - PREFIX < size)
        break;
      next = put (next, data + PREFIX, size);
      data += PREFIX + size;
      left -= PREFIX + size;
    }
  g_byte_array_remove_range (self->bytes, 0, self->bytes->len - (guint) left);
  return next - to;
}

gssize
swim_dns_stream_input_receive (SwimDnsStreamInput *self, int fd, guchar *to, gsize length)
{
  gssize result;

  if (self->bytes == NULL)
    self->bytes = g_byte_array_new ();
  /* c-ares 1.18 asks for no more than the rest of a message, and reads it as it was sent. */
  self->unjudged |= self->bytes->len >= length || ARES_VERSION < 0x011c00;
  if (self->unjudged && self->bytes->len > 0)
    return take (self, to, length);
  if (self->unjudged)
    return recv (fd, to, length, 0);
  result = recv (fd, to, length - self->bytes->len, 0);
  if (result <= 0)
    return result;
  g_byte_array_append (self->bytes, to, (guint) result);
  result = take_messages (self, to);
  if (result > 0)
    return result;
  errno = EAGAIN;
  return -1;
}
