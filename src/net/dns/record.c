/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/record.h"

#include "net/dns/answer.h"

#include <ares.h>

#define RESPONSE_BIT 0x80
#define POINTER_BITS 0xc0
#define QUESTION_COUNT 4 /* offsets */
#define RECORD_COUNTS 6
#define QUESTION_TAIL 4 /* type and class */
#define SOA_NUMBERS 20  /* five, behind its names */
#define RECORD_FIXED 10 /* type, class, time to live and length of the data */

static guint
get_u16 (const guchar *bytes)
{
  return (guint) bytes[0] << 8 | bytes[1];
}

/* How many records a section is said to have; the message has a whole header. */
guint
swim_dns_message_get_count (const guchar *message, SwimDnsSection section)
{
  return get_u16 (message + RECORD_COUNTS + 2 * section);
}

/* The offset of the first record, after the only question of a response; 0 where it has none that
 * can be read. */
gsize
swim_dns_message_find_records (const guchar *message, gsize length)
{
  gsize at = SWIM_DNS_HEADER_SIZE;

  if (length < SWIM_DNS_HEADER_SIZE || !(message[2] & RESPONSE_BIT)
      || get_u16 (message + QUESTION_COUNT) != 1)
    return 0;
  while (at < length && message[at] != 0 && !(message[at] & POINTER_BITS))
    at += 1 + message[at];
  if (at >= length || message[at] != 0 || length - at < 1 + QUESTION_TAIL)
    return 0;
  return at + 1 + QUESTION_TAIL;
}

/* Whether each pointer of the name at an offset leads to an earlier place, as it must (RFC 1035,
 * section 4.1.4). Some versions of c-ares follow others too. */
static gboolean
points_back (const guchar *message, gsize length, gsize at)
{
  gsize limit = at;

  while (at < length && message[at] != 0)
    {
      if ((message[at] & POINTER_BITS) != POINTER_BITS)
        {
          at += 1 + message[at];
          continue;
        }
      if (length - at < 2)
        return FALSE;
      at = get_u16 (message + at) & ~(POINTER_BITS << 8);
      if (at >= limit)
        return FALSE;
      limit = at;
    }
  return at < length;
}

/* The name at an offset as text (transfer full), and how many bytes stand for it there; NULL where
 * it cannot be read. */
char *
swim_dns_message_dup_name (const guchar *message, gsize length, gsize at, gsize *size)
{
  char *name = NULL;
  char *copy;
  long n = 0;

  if (!points_back (message, length, at)
      || ares_expand_name (message + at, message, (int) length, &name, &n) != ARES_SUCCESS)
    return NULL;
  copy = g_strdup (name);
  ares_free_string (name);
  *size = (gsize) n;
  return copy;
}

/* Nearly every owner is written so. */
static gboolean
points_to_question (const guchar *name)
{
  return name[0] == POINTER_BITS && name[1] == SWIM_DNS_HEADER_SIZE;
}

/* Whether the owner of a record stands as the name of the question. */
gboolean
swim_dns_record_is_of_question (const SwimDnsRecord *record, const guchar *message)
{
  return points_to_question (message + record->owner);
}

/* How many bytes the name at an offset takes there; 0 where it cannot be read. */
static gsize
measure_name (const guchar *message, gsize length, gsize at)
{
  g_autofree char *name = NULL;
  gsize size = 0;

  if (at < length && length - at >= 2 && points_to_question (message + at))
    return 2;
  name = swim_dns_message_dup_name (message, length, at, &size);
  return name != NULL ? size : 0;
}

/* Reads the record at an offset; FALSE where it does not lie within the message. */
gboolean
swim_dns_record_read (SwimDnsRecord *record, const guchar *message, gsize length, gsize at)
{
  gsize name_size = measure_name (message, length, at);
  const guchar *fixed = message + at + name_size;

  if (name_size == 0 || length - at - name_size < RECORD_FIXED)
    return FALSE;
  record->owner = at;
  record->type = get_u16 (fixed);
  record->class = get_u16 (fixed + 2);
  record->ttl = (guint32) get_u16 (fixed + 4) << 16 | get_u16 (fixed + 6);
  if (record->ttl > G_MAXINT32)
    record->ttl = 0; /* RFC 2181, section 8 */
  record->size = get_u16 (fixed + 8);
  record->data = at + name_size + RECORD_FIXED;
  record->next = record->data + record->size;
  return record->next <= length;
}

/* How many bytes so many names take, one behind the other; 0 where one cannot be read. */
static gsize
measure_names (const guchar *message, gsize length, gsize at, guint n)
{
  gsize total = 0;

  for (guint i = 0; i < n; i++)
    {
      gsize size = measure_name (message, length, at + total);

      if (size == 0)
        return 0;
      total += size;
    }
  return total;
}

/* Whether the data of a record can be what it is said to be, as far as it is read here. */
gboolean
swim_dns_record_is_sound (const SwimDnsRecord *record, const guchar *message, gsize length)
{
  gsize size;

  switch (record->type)
    {
    case SWIM_DNS_TYPE_A:
      return record->size == 4;
    case SWIM_DNS_TYPE_AAAA:
      return record->size == 16;
    case SWIM_DNS_TYPE_CNAME:
    case SWIM_DNS_TYPE_NS:
      size = measure_names (message, length, record->data, 1);
      return size > 0 && size == record->size;
    case SWIM_DNS_TYPE_SOA:
      size = measure_names (message, length, record->data, 2);
      return size > 0 && size + SOA_NUMBERS == record->size;
    default:
      return TRUE;
    }
}
