/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/net/swim-dns-stub.h"

#define TYPE_A 1
#define TYPE_CNAME 5
#define TYPE_AAAA 28

#define ADDRESS_SIZE 16 /* of a record of type A */

struct _SwimDnsStub
{
  char *address;
  int udp;
  int tcp;
  int elsewhere; /* a socket from which nobody expects an answer */
  int stop[2];
  int asked;
  int asked_tcp;
  int limit;   /* questions a second; 0: none */
  int refuses; /* rather than drops */
  double level;
  gint64 filled;
  GHashTable *seen;    /* questions asked before; the thread's own */
  guint8 overtaken[2]; /* the id of a question that is answered only after the next */
  GThread *thread;
};

/* An answer under construction. */
typedef struct
{
  guint8 bytes[2048];
  gsize length;
} Message;

static void
put (Message *message, const void *bytes, gsize length)
{
  memcpy (message->bytes + message->length, bytes, length);
  message->length += length;
}

static void
put_u16 (Message *message, guint value)
{
  guint8 bytes[2] = { value >> 8, value & 0xff };

  put (message, bytes, 2);
}

static void
put_record_at (Message *message, guint owner, guint type, guint ttl, const void *data, gsize length)
{
  put_u16 (message, 0xc000 | owner);
  put_u16 (message, type);
  put_u16 (message, 1);
  put_u16 (message, ttl >> 16);
  put_u16 (message, ttl & 0xffff);
  put_u16 (message, length);
  put (message, data, length);
  message->bytes[7]++;
}

static void
put_address (Message *message, guint owner, guint type, guint ttl, const char *text)
{
  guint8 bytes[16];

  inet_pton (type == TYPE_A ? AF_INET : AF_INET6, text, bytes);
  put_record_at (message, owner, type, ttl, bytes, type == TYPE_A ? 4 : 16);
}

/* One that ends within the record that it says it has. */
static void
put_torn_record (Message *message)
{
  put_address (message, 12, TYPE_A, 60, "192.0.2.1");
  message->length -= 6;
}

static void
put_alias (Message *message, guint type)
{
  guint target = message->length + 12;

  put_record_at (message, 12, TYPE_CNAME, 30, "\6target\4test", 13);
  put_address (message, target, type, 60, type == TYPE_A ? "192.0.2.2" : "2001:db8::2");
}

static void
put_loop (Message *message)
{
  guint8 back[2] = { 0xc0, 12 };
  guint target = message->length + 12;

  put_record_at (message, 12, TYPE_CNAME, 30, "\5again\4test", 12);
  put_record_at (message, target, TYPE_CNAME, 30, back, 2);
}

static gboolean
is_label (const guint8 *label, const char *name)
{
  return label[0] == strlen (name) && g_ascii_strncasecmp ((char *) label + 1, name, label[0]) == 0;
}

/* A name that no list holds, in a place where not every name is found. */
static gboolean
is_unlikely (const guint8 *label, const char *parent)
{
  return label[0] > 4 && memcmp (label + 1, "swl-", 4) == 0
         && is_label (label + 1 + label[0], parent);
}

static const struct
{
  const char *label;
  guint code;
} codes[] = { { "gone", 3 },    { "nodata", 0 },  { "servfail", 2 },
              { "refused", 5 }, { "formerr", 1 }, { "notimp", 4 } };

static void
put_found (Message *message, guint type)
{
  if (type == TYPE_AAAA)
    {
      put_address (message, 12, type, 60, "2001:db8::1");
      return;
    }
  put_address (message, 12, type, 300, "192.0.2.7");
  put_address (message, 12, type, 60, "192.0.2.3");
  put_address (message, 12, type, 60, "192.0.2.3");
}

static gboolean
was_seen (SwimDnsStub *stub, const guint8 *question, gsize length)
{
  g_autoptr (GBytes) key = g_bytes_new (question, length);

  return !g_hash_table_add (stub->seen, g_bytes_ref (key));
}

/* What is put behind the question; FALSE for no answer at all. */
static gboolean
put_answer (SwimDnsStub *stub, Message *message, guint type, gboolean tcp, gboolean seen)
{
  const guint8 *label = message->bytes + 12;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (is_label (label, codes[i].label))
      {
        message->bytes[3] |= codes[i].code;
        return TRUE;
      }
  if (is_unlikely (label, "unsure") || (is_unlikely (label, "wavers") && !seen))
    {
      message->bytes[3] |= 2;
      return TRUE;
    }
  if (is_unlikely (label, "plain"))
    {
      message->bytes[3] |= 3;
      return TRUE;
    }
  if (is_label (label, "silent") || (is_label (label, "half") && type == TYPE_AAAA)
      || ((is_label (label, "lost") || is_label (label, "overtaken")) && !seen))
    return FALSE;
  if ((is_label (label, "torn") && type == TYPE_AAAA) || (is_label (label, "flaky") && !seen))
    message->bytes[3] |= 2;
  else if (type != TYPE_A && type != TYPE_AAAA)
    return TRUE; /* no record */
  else if (is_label (label, "found"))
    put_found (message, type);
  else if (is_label (label, "alias"))
    put_alias (message, type);
  else if (is_label (label, "loop"))
    put_loop (message);
  else if (is_label (label, "cut"))
    put_torn_record (message);
  else if (is_label (label, "big") && !tcp)
    message->bytes[2] |= 2;
  else if (is_label (label, "wrongid"))
    message->bytes[0] ^= 0xff;
  else if (is_label (label, "wrongname"))
    {
      message->bytes[13] = 'v';
      put_address (message, 12, TYPE_A, 60, "192.0.2.66");
    }
  else if (type == TYPE_A && !is_label (label, "torn"))
    put_address (message, 12, type, 60, is_label (label, "big") ? "192.0.2.6" : "192.0.2.1");
  return TRUE;
}

/* Whether a question is within the limit. */
static gboolean
take_token (SwimDnsStub *stub)
{
  double limit = g_atomic_int_get (&stub->limit);
  gint64 now = g_get_monotonic_time ();

  if (limit <= 0)
    return TRUE;
  if (stub->filled == 0)
    stub->level = limit;
  else
    stub->level = MIN (limit, stub->level + limit * (double) (now - stub->filled) / G_USEC_PER_SEC);
  stub->filled = now;
  if (stub->level < 1)
    return FALSE;
  stub->level--;
  return TRUE;
}

/* Makes the answer to a question; FALSE if there is none. */
static gboolean
answer (SwimDnsStub *stub, const guint8 *question, gsize length, gboolean tcp, Message *message)
{
  guint type = question[length - 3]; /* the last four bytes are type and class */
  gboolean seen = was_seen (stub, question + 12, length - 12);

  message->length = 0;
  put (message, question, length);
  message->bytes[2] |= 0x80;
  message->bytes[3] = 0x80;
  g_atomic_int_inc (tcp ? &stub->asked_tcp : &stub->asked);
  if (!take_token (stub))
    {
      message->bytes[3] |= 5;
      return g_atomic_int_get (&stub->refuses);
    }
  return put_answer (stub, message, type, tcp, seen);
}

/* To the question before, without records and without being responsible for the name. */
static void
answer_late (SwimDnsStub *stub, const Message *now, const struct sockaddr_in *to)
{
  Message late = *now;

  memcpy (late.bytes, stub->overtaken, sizeof stub->overtaken);
  late.bytes[3] = late.bytes[7] = 0;
  late.length -= ADDRESS_SIZE;
  sendto (stub->udp, late.bytes, late.length, 0, (const struct sockaddr *) to, sizeof *to);
}

static void
serve_udp (SwimDnsStub *stub)
{
  struct sockaddr_in from;
  socklen_t from_length = sizeof from;
  guint8 question[512];
  Message message;
  ssize_t length =
      recvfrom (stub->udp, question, sizeof question, 0, (struct sockaddr *) &from, &from_length);

  if (length <= 16)
    return;
  if (!answer (stub, question, length, FALSE, &message))
    {
      memcpy (stub->overtaken, question, sizeof stub->overtaken);
      return;
    }
  if (is_label (question + 12, "overtaken"))
    answer_late (stub, &message, &from);
  sendto (is_label (question + 12, "elsewhere") ? stub->elsewhere : stub->udp, message.bytes,
          message.length, 0, (struct sockaddr *) &from, from_length);
}

static gboolean
read_fully (int fd, guint8 *bytes, gsize length)
{
  return recv (fd, bytes, length, MSG_WAITALL) == (ssize_t) length;
}

/* One question a connection is enough here. */
static void
serve_tcp (SwimDnsStub *stub)
{
  int fd = accept (stub->tcp, NULL, NULL);
  guint8 question[512];
  guint8 size[2];
  Message message;

  if (read_fully (fd, size, 2) && size[0] < 2
      && read_fully (fd, question, (gsize) size[0] << 8 | size[1])
      && answer (stub, question, (gsize) size[0] << 8 | size[1], TRUE, &message))
    {
      size[0] = message.length >> 8;
      size[1] = message.length & 0xff;
      send (fd, size, 2, MSG_NOSIGNAL | MSG_MORE);
      send (fd, message.bytes, message.length, MSG_NOSIGNAL);
    }
  close (fd);
}

static gpointer
serve (gpointer data)
{
  SwimDnsStub *stub = data;
  struct pollfd fds[] = { { stub->stop[0], POLLIN, 0 },
                          { stub->udp, POLLIN, 0 },
                          { stub->tcp, POLLIN, 0 } };

  while (poll (fds, G_N_ELEMENTS (fds), -1) >= 0 || errno == EINTR)
    {
      if (fds[0].revents != 0)
        break;
      if (fds[1].revents != 0)
        serve_udp (stub);
      if (fds[2].revents != 0)
        serve_tcp (stub);
    }
  return NULL;
}

/* Binds a socket of the type to the port of loopback, 0 for a free one; returns the port, or 0. */
static guint
bind_loopback (int type, guint port, int *fd)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons (port),
                                 .sin_addr = { htonl (INADDR_LOOPBACK) } };
  socklen_t length = sizeof address;

  *fd = socket (AF_INET, type | SOCK_CLOEXEC, 0);
  if (bind (*fd, (struct sockaddr *) &address, sizeof address) != 0)
    {
      close (*fd);
      return 0;
    }
  getsockname (*fd, (struct sockaddr *) &address, &length);
  return ntohs (address.sin_port);
}

SwimDnsStub *
swim_dns_stub_new (void)
{
  SwimDnsStub *stub = g_new0 (SwimDnsStub, 1);
  int size = 4 * 1024 * 1024;
  guint port = 0;

  /* A port that is free for UDP may be taken for TCP. */
  for (guint i = 0; i < 100 && port == 0; i++)
    {
      guint free_port = bind_loopback (SOCK_STREAM, 0, &stub->tcp);

      port = bind_loopback (SOCK_DGRAM, free_port, &stub->udp);
      if (port == 0)
        close (stub->tcp);
    }
  g_assert_cmpuint (port, !=, 0);
  setsockopt (stub->udp, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  g_assert_cmpint (listen (stub->tcp, 128), ==, 0);
  bind_loopback (SOCK_DGRAM, 0, &stub->elsewhere);
  g_assert_cmpint (pipe (stub->stop), ==, 0);
  stub->seen =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  stub->address = g_strdup_printf ("127.0.0.1:%u", port);
  stub->thread = g_thread_new ("dns-stub", serve, stub);
  return stub;
}

void
swim_dns_stub_free (SwimDnsStub *stub)
{
  close (stub->stop[1]);
  g_thread_join (stub->thread);
  close (stub->stop[0]);
  close (stub->udp);
  close (stub->elsewhere);
  close (stub->tcp);
  g_hash_table_unref (stub->seen);
  g_free (stub->address);
  g_free (stub);
}

const char *
swim_dns_stub_get_address (SwimDnsStub *stub)
{
  return stub->address;
}

void
swim_dns_stub_limit (SwimDnsStub *stub, guint rate, gboolean refuse)
{
  g_atomic_int_set (&stub->refuses, refuse);
  g_atomic_int_set (&stub->limit, (int) rate);
}

/* Questions over UDP so far. */
guint
swim_dns_stub_get_asked (SwimDnsStub *stub)
{
  return g_atomic_int_get (&stub->asked);
}

guint
swim_dns_stub_get_asked_tcp (SwimDnsStub *stub)
{
  return g_atomic_int_get (&stub->asked_tcp);
}

/* An address of loopback at which nobody listens: (transfer full). */
char *
swim_dns_stub_unused_address (void)
{
  int fd;
  guint port = bind_loopback (SOCK_DGRAM, 0, &fd);

  close (fd);
  return g_strdup_printf ("127.0.0.1:%u", port);
}
