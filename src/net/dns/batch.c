/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/batch.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>

#define N 32                  /* datagrams in a call */
#define LONGEST_SENT 512      /* bytes; a question has at most 12 + 255 + 4 */
#define LONGEST_RECEIVED 4097 /* bytes; as much as c-ares reads */

/* The control message that has a message sent as datagrams of that many bytes; the last may be
 * shorter. */
typedef union
{
  struct cmsghdr header;
  char bytes[CMSG_SPACE (sizeof (guint16))];
} SegmentSize;

struct _SwimDnsBatch
{
  int fd; /* -1 for none */

  struct iovec sent_parts[N];
  char sent[N][LONGEST_SENT];
  guint n_sending;

  /* Most of the cost of a datagram in the kernel is its way to the device. Datagrams of one length
   * take it together, where the kernel can split them there. */
  gboolean segments;
  struct mmsghdr messages[N];
  SegmentSize sizes[N];

  struct mmsghdr received[N];
  struct iovec received_parts[N];
  struct sockaddr_storage from[N];
  char bytes[N][LONGEST_RECEIVED];
  guint n_received;
  guint next;
  gboolean drained; /* the last call took all there was */
};

SwimDnsBatch *
swim_dns_batch_new (void)
{
  SwimDnsBatch *self = g_new0 (SwimDnsBatch, 1);

  for (guint i = 0; i < N; i++)
    {
      self->sizes[i].header.cmsg_level = SOL_UDP;
      self->sizes[i].header.cmsg_type = UDP_SEGMENT;
      self->sizes[i].header.cmsg_len = CMSG_LEN (sizeof (guint16));
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

/* Forgets what was to be sent and what was received, and takes another socket; -1 for none. */
void
swim_dns_batch_reset (SwimDnsBatch *self, int fd)
{
  self->fd = fd;
  self->segments = fd >= 0 && setsockopt (fd, SOL_UDP, UDP_SEGMENT, &(int){ 0 }, sizeof (int)) == 0;
  self->n_sending = self->n_received = self->next = 0;
  self->drained = FALSE;
}

/* Sorts the waiting datagrams, the longest first; most are of a few lengths. */
static void
sort_by_length (SwimDnsBatch *self)
{
  for (guint i = 1; i < self->n_sending; i++)
    {
      const struct iovec part = self->sent_parts[i];
      guint at = i;

      for (; at > 0 && self->sent_parts[at - 1].iov_len < part.iov_len; at--)
        self->sent_parts[at] = self->sent_parts[at - 1];
      self->sent_parts[at] = part;
    }
}

/* How many datagrams, from the first, go into one message. */
static guint
count_together (const SwimDnsBatch *self, guint first)
{
  const struct iovec *parts = self->sent_parts;
  guint end = first + 1;

  if (!self->segments)
    return 1;
  while (end < self->n_sending && parts[end].iov_len == parts[first].iov_len)
    end++;
  if (end < self->n_sending)
    end++; /* a shorter one is the last */
  return end - first;
}

/* Makes messages of the waiting datagrams from the first on, and returns how many. */
static guint
make_messages (SwimDnsBatch *self, guint first)
{
  guint n = 0;

  while (first < self->n_sending)
    {
      struct msghdr *message = &self->messages[n].msg_hdr;
      const guint16 length = (guint16) self->sent_parts[first].iov_len;

      message->msg_iov = &self->sent_parts[first];
      message->msg_iovlen = count_together (self, first);
      message->msg_control = message->msg_iovlen > 1 ? &self->sizes[n] : NULL;
      message->msg_controllen = message->msg_iovlen > 1 ? sizeof self->sizes[n] : 0;
      memcpy (CMSG_DATA (&self->sizes[n].header), &length, sizeof length);
      first += (guint) message->msg_iovlen;
      n++;
    }
  return n;
}

/* Whether the error comes from a device or a tunnel for which the kernel does not split. */
static gboolean
is_of_segments (int code)
{
  return code == EIO || code == EINVAL || code == EOPNOTSUPP;
}

/* Sends the waiting datagrams. FALSE with errno where the socket does not take one: the rest is
 * dropped, as a network might. */
gboolean
swim_dns_batch_flush (SwimDnsBatch *self)
{
  guint first = 0, n_left;
  gboolean refused = FALSE;

  if (self->segments)
    sort_by_length (self);
  while (first < self->n_sending)
    {
      const guint n_messages = make_messages (self, first);
      int n = sendmmsg (self->fd, self->messages, n_messages, MSG_NOSIGNAL);

      for (int i = 0; i < n; i++)
        first += (guint) self->messages[i].msg_hdr.msg_iovlen;
      if (n < 0 && self->segments && is_of_segments (errno))
        {
          self->segments = FALSE;
          continue;
        }
      /* ECONNREFUSED is about an earlier question and is reported to the next call. If this
       * datagram counted as refused, the earlier question would wait in vain: send it again, so
       * that its own refusal is read, which fails both. */
      if (n < 0 && (errno != ECONNREFUSED || refused))
        break;
      refused = n < 0;
    }
  n_left = self->n_sending - first;
  self->n_sending = 0;
  return n_left == 0;
}

/* Queues a datagram for the next flush; returns its length, or -1 with errno. */
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
  self->sent_parts[self->n_sending++] = (struct iovec){ to, length };
  if (self->n_sending == N && !swim_dns_batch_flush (self))
    return -1;
  return (gssize) length;
}

/* Whether a received datagram is left, without a call to the socket. */
gboolean
swim_dns_batch_has_received (SwimDnsBatch *self)
{
  return self->next < self->n_received;
}

/* c-ares reads until nothing is left, which is known when fewer came than were asked for. */
static gboolean
receive_some (SwimDnsBatch *self)
{
  int n;

  if (self->drained)
    {
      self->drained = FALSE;
      errno = EAGAIN;
      return FALSE;
    }
  for (guint i = 0; i < N; i++)
    self->received[i].msg_hdr.msg_namelen = sizeof self->from[0];
  n = recvmmsg (self->fd, self->received, N, MSG_DONTWAIT, NULL);
  self->next = 0;
  self->n_received = (guint) MAX (n, 0);
  self->drained = n > 0 && n < N;
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
