/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/swim-dns-batch.h"

#include <errno.h>
#include <string.h>

#define N 32                  /* datagrams in a call */
#define LONGEST_SENT 512      /* bytes; a question has 12 + 255 + 4 at the most */
#define LONGEST_RECEIVED 4097 /* bytes; as much as c-ares reads */

struct _SwimDnsBatch
{
  int fd; /* -1 for none */

  struct mmsghdr sending[N];
  struct iovec sent_parts[N];
  char sent[N][LONGEST_SENT];
  guint n_sending;

  struct mmsghdr received[N];
  struct iovec received_parts[N];
  struct sockaddr_storage from[N];
  char bytes[N][LONGEST_RECEIVED];
  guint n_received;
  guint next;
};

SwimDnsBatch *
swim_dns_batch_new (void)
{
  SwimDnsBatch *self = g_new0 (SwimDnsBatch, 1);

  for (guint i = 0; i < N; i++)
    {
      self->sent_parts[i].iov_base = self->sent[i];
      self->sending[i].msg_hdr.msg_iov = &self->sent_parts[i];
      self->sending[i].msg_hdr.msg_iovlen = 1;
      self->received_parts[i].iov_base = self->bytes[i];
      self->received_parts[i].iov_len = LONGEST_RECEIVED;
      self->received[i].msg_hdr.msg_iov = &self->received_parts[i];
      self->received[i].msg_hdr.msg_iovlen = 1;
      self->received[i].msg_hdr.msg_name = &self->from[i];
    }
  self->fd = -1;
  return self;
}

void
swim_dns_batch_free (SwimDnsBatch *self)
{
  g_free (self);
}

/* What was to be sent and what was received is forgotten with the socket that it belongs to. */
void
swim_dns_batch_reset (SwimDnsBatch *self, int fd)
{
  self->fd = fd;
  self->n_sending = self->n_received = self->next = 0;
}

/* Sends what is waiting. FALSE with errno where the socket does not take it: the rest is dropped,
 * as a network might. */
gboolean
swim_dns_batch_flush (SwimDnsBatch *self)
{
  guint left = self->n_sending;
  gboolean refused = FALSE;

  while (left > 0)
    {
      int n = sendmmsg (self->fd, self->sending + self->n_sending - left, left, MSG_NOSIGNAL);

      /* A refusal is the fate of an earlier question, told to whoever calls next. If this one bore
       * it, the earlier would wait in vain: send again, so that its own refusal is read, which
       * fails both. */
      if (n < 0 && (errno != ECONNREFUSED || refused))
        break;
      refused = n < 0;
      left -= (guint) MAX (n, 0);
    }
  self->n_sending = 0;
  return left == 0;
}

/* Has a datagram sent with the next flush; returns its length, or -1 with errno. */
gssize
swim_dns_batch_send (SwimDnsBatch *self, const struct iovec *parts, int n_parts)
{
  char *to = self->sent[self->n_sending];
  gsize length = 0;

  for (int i = 0; i < n_parts; i++)
    {
      if (parts[i].iov_len > LONGEST_SENT - length)
        {
          errno = EMSGSIZE;
          return -1;
        }
      memcpy (to + length, parts[i].iov_base, parts[i].iov_len);
      length += parts[i].iov_len;
    }
  self->sent_parts[self->n_sending++].iov_len = length;
  if (self->n_sending == N && !swim_dns_batch_flush (self))
    return -1;
  return (gssize) length;
}

/* Whether there is something to be had without asking the socket. */
gboolean
swim_dns_batch_has_received (SwimDnsBatch *self)
{
  return self->next < self->n_received;
}

static gboolean
receive_some (SwimDnsBatch *self)
{
  int n;

  for (guint i = 0; i < N; i++)
    self->received[i].msg_hdr.msg_namelen = sizeof self->from[0];
  n = recvmmsg (self->fd, self->received, N, MSG_DONTWAIT, NULL);
  self->next = 0;
  self->n_received = (guint) MAX (n, 0);
  return n > 0;
}

/* The next datagram, as recvfrom() gives it. */
gssize
swim_dns_batch_receive (SwimDnsBatch *self,
                        void *buffer,
                        gsize length,
                        struct sockaddr *from,
                        socklen_t *from_length)
{
  const struct mmsghdr *message;

  if (!swim_dns_batch_has_received (self) && !receive_some (self))
    return -1;
  message = &self->received[self->next];
  length = MIN (length, message->msg_len);
  memcpy (buffer, self->bytes[self->next], length);
  if (from != NULL && from_length != NULL)
    {
      *from_length = MIN (*from_length, message->msg_hdr.msg_namelen);
      memcpy (from, &self->from[self->next], *from_length);
    }
  self->next++;
  return (gssize) length;
}
