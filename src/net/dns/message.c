/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/message.h"
#include "net/dns/record.h"

#include <ares.h>
#include <string.h>

#define RESPONSE_BIT 0x80
#define OPCODE_MASK 0x78
#define RCODE_MASK 0x0f
#define COUNTS 6 /* offset of the counts of answers, authorities and additional records */

/* Longer chains are given up, as resolvers do: each link may cost a reading of the whole message.
 */
#define MOST_ALIASES 16

static gboolean
is_wanted (guint found, guint type)
{
  return found == type || type == SWIM_DNS_TYPE_ANY;
}

/* Whether the data of a record can be what it is said to be, as far as it is read here. */
static gboolean
has_right_size (const SwimDnsRecord *record, const guchar *message, gsize length)
{
  g_autofree char *name = NULL;
  gsize size = 0;

  switch (record->type)
    {
    case SWIM_DNS_TYPE_A:
      return record->size == 4;
    case SWIM_DNS_TYPE_AAAA:
      return record->size == 16;
    case SWIM_DNS_TYPE_CNAME:
      name = swim_dns_message_dup_name (message, length, record->data, &size);
      return name != NULL && size == record->size;
    default:
      return TRUE;
    }
}

static gboolean
have_name (GPtrArray *names, const char *name)
{
  for (guint i = 0; name != NULL && i < names->len; i++)
    if (g_ascii_strcasecmp (names->pdata[i], name) == 0)
      return TRUE;
  return FALSE;
}

/* Adds the target of a record that says whose alias one of the names is. */
static void
add_alias (GPtrArray *names, const SwimDnsRecord *record, const guchar *message, gsize length)
{
  g_autofree char *owner = NULL;
  g_autofree char *target = NULL;
  gsize size;

  if (record->type != SWIM_DNS_TYPE_CNAME || record->class != SWIM_DNS_CLASS_IN)
    return;
  owner = swim_dns_message_dup_name (message, length, record->owner, &size);
  target = swim_dns_message_dup_name (message, length, record->data, &size);
  if (have_name (names, owner) && target != NULL && !have_name (names, target))
    g_ptr_array_add (names, g_steal_pointer (&target));
}

/* The names that an answer may be about: the one asked for, and those that it is an alias of. A
 * chain may stand in any order. */
static GPtrArray *
follow_aliases (const guchar *message, gsize length)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  gsize first = swim_dns_message_find_records (message, length);
  guint known;
  gsize size;
  char *name = swim_dns_message_dup_name (message, length, SWIM_DNS_HEADER_SIZE, &size);

  if (name != NULL)
    g_ptr_array_add (names, name);
  do
    {
      guint n = swim_dns_message_get_count (message, SWIM_DNS_SECTION_ANSWER);
      SwimDnsRecord record = { .next = first };

      known = names->len;
      while (n-- > 0 && names->len <= MOST_ALIASES
             && swim_dns_record_read (&record, message, length, record.next))
        add_alias (names, &record, message, length);
    }
  while (names->len > known && names->len <= MOST_ALIASES);
  return names;
}

/* Whether a record is about the name that was asked for, or about one that it is an alias of. The
 * names are found when they are first needed: most owners are a pointer to the question. */
static gboolean
is_about (const SwimDnsRecord *record, const guchar *message, gsize length, GPtrArray **names)
{
  g_autofree char *owner = NULL;
  gsize size;

  if (swim_dns_record_is_of_question (record, message))
    return TRUE;
  if (*names == NULL)
    *names = follow_aliases (message, length);
  owner = swim_dns_message_dup_name (message, length, record->owner, &size);
  return have_name (*names, owner);
}

static void
add_record (SwimDnsAnswer *answer, const SwimDnsRecord *record, guint type, const guchar *message)
{
  if (answer->ttl < 0 || record->ttl < answer->ttl)
    answer->ttl = record->ttl;
  if (!is_wanted (record->type, type))
    return;
  answer->n_records++;
  if (record->type == SWIM_DNS_TYPE_A || record->type == SWIM_DNS_TYPE_AAAA)
    swim_dns_answer_add (answer, record->type == SWIM_DNS_TYPE_A ? AF_INET : AF_INET6,
                         message + record->data);
}

/* Whether the sections from an offset on have the records that they are said to have. Newer
 * versions of c-ares refuse others before we see them. */
static gboolean
is_whole (const guchar *message, gsize length, SwimDnsRecord record)
{
  for (SwimDnsSection s = SWIM_DNS_SECTION_AUTHORITY; s <= SWIM_DNS_SECTION_ADDITIONAL; s++)
    for (guint n = swim_dns_message_get_count (message, s); n > 0; n--)
      if (!swim_dns_record_read (&record, message, length, record.next))
        return FALSE;
  return TRUE;
}

static gboolean
read_answers (const guchar *message, gsize length, guint type, SwimDnsAnswer *answer)
{
  g_autoptr (GPtrArray) names = NULL;
  SwimDnsRecord record = { .next = swim_dns_message_find_records (message, length) };
  guint before = answer->n_records;

  if (record.next == 0)
    return FALSE;
  for (guint n = swim_dns_message_get_count (message, SWIM_DNS_SECTION_ANSWER); n > 0; n--)
    {
      if (!swim_dns_record_read (&record, message, length, record.next))
        return FALSE;
      if (record.class != SWIM_DNS_CLASS_IN
          || !(is_wanted (record.type, type) || record.type == SWIM_DNS_TYPE_CNAME))
        continue;
      if (!has_right_size (&record, message, length))
        return FALSE;
      if (is_about (&record, message, length, &names))
        add_record (answer, &record, type, message);
    }
  if (!is_whole (message, length, record))
    return FALSE;
  /* What a chain that was given up ends in is not known: it may be an address. */
  return answer->n_records > before || names == NULL || names->len <= MOST_ALIASES;
}

gboolean
swim_dns_message_read (const guchar *message, gsize length, int type, SwimDnsAnswer *answer)
{
  guint n_before = answer->n_addresses;
  guint records_before = answer->n_records;
  gint64 ttl_before = answer->ttl;
  gboolean read = read_answers (message, length, (guint) type, answer);

  if (!read)
    {
      answer->n_addresses = n_before;
      answer->n_records = records_before;
    }
  /* Aliases that lead nowhere have no time to live to report. */
  if (answer->n_records == records_before)
    answer->ttl = ttl_before;
  return read;
}

gboolean
swim_dns_message_is_response (const guchar *message, gsize length)
{
  return length >= SWIM_DNS_HEADER_SIZE
         && (message[2] & (RESPONSE_BIT | OPCODE_MASK)) == RESPONSE_BIT;
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

  if (length > 0 && !swim_dns_message_is_response (datagram, (gsize) length))
    return 0;
  if (length <= 0 || can_be_read (datagram, (gsize) length))
    return length;
  end = swim_dns_message_find_records (datagram, (gsize) length);
  if (end == 0)
    return 0;
  memset (datagram + COUNTS, 0, SWIM_DNS_HEADER_SIZE - COUNTS);
  datagram[3] = (guchar) ((datagram[3] & ~RCODE_MASK) | SWIM_DNS_RCODE_UNREADABLE);
  return can_be_read (datagram, end) ? (gssize) end : 0;
}

#else

gssize
swim_dns_message_sanitize (guchar *datagram, gssize length)
{
  if (length > 0 && !swim_dns_message_is_response (datagram, (gsize) length))
    return 0;
  return length;
}

#endif
