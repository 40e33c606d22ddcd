/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Walks through the records of a DNS message in wire format. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_DNS_HEADER_SIZE 12
#define SWIM_DNS_CLASS_IN 1
#define SWIM_DNS_TYPE_NS 2
#define SWIM_DNS_TYPE_CNAME 5
#define SWIM_DNS_TYPE_SOA 6
#define SWIM_DNS_TYPE_OPT 41

/* The sections of records, by their index. */
typedef enum
{
  SWIM_DNS_SECTION_ANSWER,
  SWIM_DNS_SECTION_AUTHORITY,
  SWIM_DNS_SECTION_ADDITIONAL,
} SwimDnsSection;

/* A record; owner, data and next are offsets within the message, and size is that of the data. */
typedef struct
{
  gsize owner;
  guint type;
  guint class;
  guint32 ttl;
  gsize data;
  gsize size;
  gsize next;
} SwimDnsRecord;

guint swim_dns_message_get_count (const guchar *message, SwimDnsSection section);
gsize swim_dns_message_find_records (const guchar *message, gsize length);
gboolean swim_dns_record_read (SwimDnsRecord *record,
                               const guchar *message,
                               gsize length,
                               gsize at);
gboolean swim_dns_record_is_of_question (const SwimDnsRecord *record, const guchar *message);
gboolean swim_dns_record_is_sound (const SwimDnsRecord *record,
                                   const guchar *message,
                                   gsize length);
char *swim_dns_message_dup_name (const guchar *message, gsize length, gsize at, gsize *size);

G_END_DECLS
