/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/aliases.h"
#include "net/dns/message.h"

#include <ares.h>
#include <string.h>

#define RESPONSE_BIT 0x80
#define TRUNCATED_BIT 0x02
#define OPCODE_MASK 0x78
#define RCODE_MASK 0x0f
#define OPT_RCODE 6 /* how far in front of the data: the first byte of the time to live */
#define COUNTS 6    /* offset of the counts of answers, authorities and additional records */

static gboolean
is_wanted (guint found, guint type)
{
  return found == type || type == SWIM_DNS_TYPE_ANY;
}

/* Whether a record may be part of what was asked for. */
static gboolean
is_relevant (const SwimDnsRecord *record, guint type)
{
  return record->class == SWIM_DNS_CLASS_IN
         && (is_wanted (record->type, type) || record->type == SWIM_DNS_TYPE_CNAME);
}

/* ttl: -1 for none */
static void
note_ttl (SwimDnsAnswer *answer, gint64 ttl)
{
  if (ttl >= 0 && (answer->ttl < 0 || ttl < answer->ttl))
    answer->ttl = ttl;
}

static void
add_record (SwimDnsAnswer *answer, const SwimDnsRecord *record, const guchar *message)
{
  note_ttl (answer, record->ttl);
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

/* Reads all records, and notes those of other names than that of the question, and aliases: most
 * answers have neither, and then none are noted. FALSE where one cannot be read. */
static gboolean
look (const guchar *message, gsize length, guint type, SwimDnsAliases **aliases)
{
  SwimDnsRecord record = { .next = swim_dns_message_find_records (message, length) };
  gboolean plain = TRUE;

  if (record.next == 0)
    return FALSE;
  for (guint n = swim_dns_message_get_count (message, SWIM_DNS_SECTION_ANSWER); n > 0; n--)
    {
      if (!swim_dns_record_read (&record, message, length, record.next))
        return FALSE;
      if (!is_relevant (&record, type))
        continue;
      if (!swim_dns_record_is_sound (&record, message, length))
        return FALSE;
      plain &= is_wanted (record.type, type) && swim_dns_record_is_of_question (&record, message);
    }
  *aliases = plain ? NULL : swim_dns_aliases_new ();
  return is_whole (message, length, record);
}

static void
note_aliases (SwimDnsAliases *aliases, const guchar *message, gsize length, guint type)
{
  SwimDnsRecord record = { .next = swim_dns_message_find_records (message, length) };

  for (guint n = swim_dns_message_get_count (message, SWIM_DNS_SECTION_ANSWER); n > 0; n--)
    {
      swim_dns_record_read (&record, message, length, record.next);
      if (is_relevant (&record, type))
        swim_dns_aliases_add (aliases, &record, is_wanted (record.type, type), message, length);
    }
}

static void
add_records (SwimDnsAnswer *answer,
             SwimDnsAliases *aliases,
             const guchar *message,
             gsize length,
             guint type)
{
  SwimDnsRecord record = { .next = swim_dns_message_find_records (message, length) };

  for (guint n = swim_dns_message_get_count (message, SWIM_DNS_SECTION_ANSWER); n > 0; n--)
    {
      swim_dns_record_read (&record, message, length, record.next);
      if (record.class == SWIM_DNS_CLASS_IN && is_wanted (record.type, type)
          && (aliases == NULL || swim_dns_aliases_lead_to (aliases, &record, message, length)))
        add_record (answer, &record, message);
    }
}

gboolean
swim_dns_message_read (const guchar *message,
                       gsize length,
                       int type,
                       SwimDnsAnswer *answer,
                       const char **problem)
{
  g_autoptr (SwimDnsAliases) aliases = NULL;
  guint before = answer->n_records;
  gint64 ttl = -1;

  *problem = SWIM_DNS_UNREADABLE;
  if (!look (message, length, (guint) type, &aliases))
    return FALSE;
  *problem = NULL;
  if (aliases != NULL)
    {
      note_aliases (aliases, message, length, (guint) type);
      *problem = swim_dns_aliases_follow (aliases, message, length);
      if (*problem != NULL)
        return FALSE;
      ttl = swim_dns_aliases_get_ttl (aliases);
    }
  add_records (answer, aliases, message, length, (guint) type);
  /* Aliases that lead nowhere have no time to live to report. */
  if (answer->n_records > before)
    note_ttl (answer, ttl);
  return TRUE;
}

gboolean
swim_dns_message_is_response (const guchar *message, gsize length)
{
  return length >= SWIM_DNS_HEADER_SIZE
         && (message[2] & (RESPONSE_BIT | OPCODE_MASK)) == RESPONSE_BIT;
}

guint
swim_dns_message_get_rcode (const guchar *message, gsize length)
{
  SwimDnsRecord record = { .next = swim_dns_message_find_records (message, length) };
  guint rcode = length >= SWIM_DNS_HEADER_SIZE ? message[3] & RCODE_MASK : 0;

  if (record.next == 0 || swim_dns_message_get_count (message, SWIM_DNS_SECTION_ADDITIONAL) == 0)
    return rcode;
  for (SwimDnsSection s = SWIM_DNS_SECTION_ANSWER; s <= SWIM_DNS_SECTION_ADDITIONAL; s++)
    for (guint n = swim_dns_message_get_count (message, s); n > 0; n--)
      {
        if (!swim_dns_record_read (&record, message, length, record.next))
          return rcode;
        if (s == SWIM_DNS_SECTION_ADDITIONAL && record.type == SWIM_DNS_TYPE_OPT)
          return rcode | (guint) message[record.data - OPT_RCODE] << 4;
      }
  return rcode;
}

gboolean
swim_dns_message_is_truncated (const guchar *message, gsize length)
{
  return length >= SWIM_DNS_HEADER_SIZE && (message[2] & TRUNCATED_BIT) != 0;
}

#if ARES_VERSION >= 0x011c00

/* Whether the data of each answer and authority is as long as its type wants it. These versions of
 * c-ares hand out a response that they have read and written anew, without what was too much. */
static gboolean
is_sound (const guchar *message, gsize length)
{
  SwimDnsRecord record = { .next = swim_dns_message_find_records (message, length) };

  if (record.next == 0)
    return FALSE;
  for (SwimDnsSection s = SWIM_DNS_SECTION_ANSWER; s <= SWIM_DNS_SECTION_AUTHORITY; s++)
    for (guint n = swim_dns_message_get_count (message, s); n > 0; n--)
      if (!swim_dns_record_read (&record, message, length, record.next)
          || (record.class == SWIM_DNS_CLASS_IN
              && !swim_dns_record_is_sound (&record, message, length)))
        return FALSE;
  return TRUE;
}

static gboolean
can_be_read (const guchar *message, gsize length)
{
  ares_dns_record_t *record = NULL;
  gboolean good = ares_dns_parse (message, length, 0, &record) == ARES_SUCCESS;

  ares_dns_record_destroy (record);
  return good && is_sound (message, length);
}

/* What can be read of a response; the rest is marked as unreadable. */
static gssize
cut (guchar *datagram, gssize length)
{
  gsize end;

  if (can_be_read (datagram, (gsize) length))
    return length;
  end = swim_dns_message_find_records (datagram, (gsize) length);
  if (end == 0)
    return 0;
  memset (datagram + COUNTS, 0, SWIM_DNS_HEADER_SIZE - COUNTS);
  datagram[3] = (guchar) ((datagram[3] & ~RCODE_MASK) | SWIM_DNS_RCODE_UNREADABLE);
  return can_be_read (datagram, end) ? (gssize) end : 0;
}

#else

static gssize
cut (guchar *datagram, gssize length)
{
  return length;
}

#endif

gssize
swim_dns_message_sanitize (guchar *datagram, gssize length, gsize longest)
{
  if (length <= 0)
    return length;
  if (!swim_dns_message_is_response (datagram, (gsize) length))
    return 0;
  if ((gsize) length > longest)
    datagram[2] |= TRUNCATED_BIT;
  return cut (datagram, length);
}
