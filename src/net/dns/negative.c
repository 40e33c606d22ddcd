/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/negative.h"

#include "net/dns/record.h"

#define AUTHORITATIVE_BIT 0x04 /* in the third byte */
#define RECURSION_BIT 0x80     /* that it is available, in the fourth */
#define RCODE_MASK 0x0f

typedef struct
{
  gboolean alias; /* in the answer */
  gboolean soa;   /* in the authority section */
  gboolean ns;
} Found;

static void
note (Found *found, SwimDnsSection section, guint type)
{
  if (section == SWIM_DNS_SECTION_ANSWER)
    found->alias |= type == SWIM_DNS_TYPE_CNAME;
  else if (section == SWIM_DNS_SECTION_AUTHORITY)
    {
      found->soa |= type == SWIM_DNS_TYPE_SOA;
      found->ns |= type == SWIM_DNS_TYPE_NS;
    }
}

/* FALSE where the message cannot be read to its end. */
static gboolean
look (Found *found, const guchar *message, gsize length)
{
  SwimDnsRecord record = { .next = swim_dns_message_find_records (message, length) };

  if (record.next == 0)
    return FALSE;
  for (SwimDnsSection s = SWIM_DNS_SECTION_ANSWER; s <= SWIM_DNS_SECTION_ADDITIONAL; s++)
    for (guint n = swim_dns_message_get_count (message, s); n > 0; n--)
      {
        if (!swim_dns_record_read (&record, message, length, record.next)
            || (record.class == SWIM_DNS_CLASS_IN
                && !swim_dns_record_is_sound (&record, message, length)))
          return FALSE;
        note (found, s, record.type);
      }
  return TRUE;
}

/* Sets why a response without a record of what was asked does not say that there is none: a
 * constant that continues "SERVER …", or NULL where it does. A server that is not responsible for a
 * name, and asks no others, knows nothing of it; many such refer to others, or to the root. FALSE
 * where the response cannot be read to its end. */
gboolean
swim_dns_negative_read (const guchar *message, gsize length, const char **doubt)
{
  gboolean authoritative, recursive, error;
  Found found = { FALSE };

  *doubt = NULL;
  if (!look (&found, message, length))
    return FALSE;
  authoritative = (message[2] & AUTHORITATIVE_BIT) != 0;
  recursive = (message[3] & RECURSION_BIT) != 0;
  error = (message[3] & RCODE_MASK) != 0;
  if (found.soa)
    return TRUE;
  if (!error && found.ns && !authoritative)
    *doubt = "knows nothing of the name, and refers to other servers";
  else if (!authoritative && !recursive)
    *doubt = "knows nothing of the name: it is neither responsible for it nor does it ask others";
  else if (!error && found.alias && !recursive)
    *doubt = "does not know the name that this one is an alias of";
  return TRUE;
}
