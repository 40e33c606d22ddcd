/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/message.h"

#include <ares.h>
#include <string.h>

#define HEADER_SIZE 12
#define QUESTION_TAIL 4 /* type and class */
#define RECORD_FIXED 10 /* type, class, time to live and length of the data */
#define CLASS_IN 1
#define TYPE_CNAME 5
#define POINTER_BITS 0xc0
#define RESPONSE_BIT 0x80
#define RCODE_MASK 0x0f
#define ANSWER_COUNTS 6 /* offset of the counts of answers, authorities and additional records */

/* More than any reachable name has. */
#define MOST_ADDRESSES 512

static guint
get_u16 (const guchar *bytes)
{
  return (guint) bytes[0] << 8 | bytes[1];
}

/* The offset after the only question of a response; 0 where it has none that can be read. */
static gsize
find_end_of_question (const guchar *message, gsize length)
{
  gsize at = HEADER_SIZE;

  if (length < HEADER_SIZE || !(message[2] & RESPONSE_BIT) || get_u16 (message + 4) != 1)
    return 0;
  while (at < length && message[at] != 0 && !(message[at] & POINTER_BITS))
    at += 1 + message[at];
  if (at >= length || message[at] != 0 || length - at < 1 + QUESTION_TAIL)
    return 0;
  return at + 1 + QUESTION_TAIL;
}

/* The length of the name at an offset, in bytes; 0 where it cannot be read. */
static gsize
measure_name (const guchar *message, gsize length, gsize at)
{
  char *name = NULL;
  long size = 0;

  if (at >= length
      || ares_expand_name (message + at, message, (int) length, &name, &size) != ARES_SUCCESS)
    return 0;
  ares_free_string (name);
  return (gsize) size;
}

static gboolean
is_wanted (guint found, guint type)
{
  return found == type || type == SWIM_DNS_TYPE_ANY;
}

/* Whether the data of a record can be what it is said to be, as far as it is read here. */
static gboolean
has_right_size (const guchar *message, gsize length, gsize at, guint type, gsize size)
{
  switch (type)
    {
    case SWIM_DNS_TYPE_A:
      return size == 4;
    case SWIM_DNS_TYPE_AAAA:
      return size == 16;
    case TYPE_CNAME:
      return measure_name (message, length, at) == size;
    default:
      return TRUE;
    }
}

static void
add_record (SwimDnsAnswer *answer, guint type, const guchar *data)
{
  answer->n_records++;
  if ((type == SWIM_DNS_TYPE_A || type == SWIM_DNS_TYPE_AAAA)
      && answer->n_addresses < MOST_ADDRESSES)
    swim_dns_answer_add (answer, type == SWIM_DNS_TYPE_A ? AF_INET : AF_INET6, data);
}

/* Reads the record at an offset and returns the offset of the next; 0 where it cannot be read.
 * Owner names are not compared: a server that sends an address of another name could as well
 * send it for this one. */
static gsize
read_record (const guchar *message, gsize length, gsize at, guint type, SwimDnsAnswer *answer)
{
  gsize name_size = measure_name (message, length, at);
  const guchar *fixed = message + at + name_size;
  guint found;
  gsize size;
  guint32 ttl;

  if (name_size == 0 || length - at - name_size < RECORD_FIXED)
    return 0;
  size = get_u16 (fixed + 8);
  at += name_size + RECORD_FIXED;
  if (length - at < size)
    return 0;
  found = get_u16 (fixed);
  if (get_u16 (fixed + 2) != CLASS_IN || !(is_wanted (found, type) || found == TYPE_CNAME))
    return at + size;
  if (!has_right_size (message, length, at, found, size))
    return 0;

  ttl = (guint32) get_u16 (fixed + 4) << 16 | get_u16 (fixed + 6);
  if (ttl > G_MAXINT32)
    ttl = 0; /* RFC 2181, section 8 */
  if (answer->ttl < 0 || ttl < answer->ttl)
    answer->ttl = ttl;
  if (is_wanted (found, type))
    add_record (answer, found, message + at);
  return at + size;
}

gboolean
swim_dns_message_read (const guchar *message, gsize length, int type, SwimDnsAnswer *answer)
{
  gsize at = find_end_of_question (message, length);
  guint n_before = answer->n_addresses;
  guint records_before = answer->n_records;
  gint64 ttl_before = answer->ttl;

  for (guint n = at > 0 ? get_u16 (message + ANSWER_COUNTS) : 0; n > 0 && at > 0; n--)
    at = read_record (message, length, at, (guint) type, answer);
  if (at == 0)
    {
      answer->n_addresses = n_before;
      answer->n_records = records_before;
    }
  /* Aliases that lead nowhere have no time to live to report. */
  if (answer->n_records == records_before)
    answer->ttl = ttl_before;
  return at > 0;
}

#if ARES_VERSION >= 0x011c00

static gboolean
can_be_read (const guchar *message, gsize length)
{
  ares_dns_record_t *record = NULL;
  gboolean good = ares_dns_parse (message, length, 0, &record) == ARES_SUCCESS;

  ares_dns_record_destroy (record);
  return good;
}

gssize
swim_dns_message_sanitize (guchar *datagram, gssize length)
{
  gsize end;

  if (length <= 0 || can_be_read (datagram, (gsize) length))
    return length;
  end = find_end_of_question (datagram, (gsize) length);
  if (end == 0)
    return 0;
  memset (datagram + ANSWER_COUNTS, 0, HEADER_SIZE - ANSWER_COUNTS);
  datagram[3] = (guchar) ((datagram[3] & ~RCODE_MASK) | SWIM_DNS_RCODE_UNREADABLE);
  return can_be_read (datagram, end) ? (gssize) end : 0;
}

#else

gssize
swim_dns_message_sanitize (guchar *datagram, gssize length)
{
  return length;
}

#endif
