/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ldns writes no broken answers: those are made here, from the bytes of a good one. */
#include "config.h"

#include "lab/dns-fault.h"

#include "base/hash.h"

#include <string.h>

#define HEADER_LENGTH 12
#define RECORD_LENGTH 16 /* of an A record, its name a pointer */
#define ANSWER_TTL 300
#define QUESTION_END 5 /* the root's label, type and class */
#define SHORT_LENGTH 5
#define RUBBISH_LENGTH 60000
#define DUPLICATE_US (100 * 1000)
#define ASKED_LATELY_US (50 * 1000)
#define ALIAS "alias.fault.dev"

struct _SwimDnsFaults
{
  SwimDnsLimit limit;
  double tokens;
  gint64 filled_at;
  GHashTable *lost;  /* questions that were lost the last time */
  GHashTable *asked; /* name → gint64: when it was asked last */
  GByteArray *wire;  /* what is sent instead of the answer; empty: the answer */
};

SwimDnsFaults *
swim_dns_faults_new (SwimDnsLimit limit)
{
  SwimDnsFaults *self = g_new0 (SwimDnsFaults, 1);

  self->limit = limit;
  if (limit.burst == 0)
    self->limit.burst = (guint64) limit.rate;
  self->lost = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->wire = g_byte_array_new ();
  return self;
}

void
swim_dns_faults_free (SwimDnsFaults *self)
{
  g_hash_table_unref (self->lost);
  g_hash_table_unref (self->asked);
  g_byte_array_unref (self->wire);
  g_free (self);
}

/* Whether no token is left for a question; otherwise takes one. */
gboolean
swim_dns_faults_is_over_limit (SwimDnsFaults *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->limit.rate == 0)
    return FALSE;
  self->tokens += (double) (now - self->filled_at) * self->limit.rate / G_USEC_PER_SEC;
  self->tokens = MIN (self->tokens, (double) self->limit.burst);
  self->filled_at = now;
  if (self->tokens < 1)
    return TRUE;
  self->tokens--;
  return FALSE;
}

static void
set_code (ldns_pkt *answer, ldns_pkt_rcode code)
{
  ldns_rr_list_deep_free (ldns_pkt_answer (answer));
  ldns_pkt_set_answer (answer, ldns_rr_list_new ());
  ldns_pkt_set_ancount (answer, 0);
  ldns_pkt_set_rcode (answer, code);
}

static gboolean
was_asked_lately (SwimDnsFaults *self, const char *name)
{
  gint64 now = g_get_monotonic_time ();
  const gint64 *last = g_hash_table_lookup (self->asked, name);
  gboolean lately = last != NULL && now - *last < ASKED_LATELY_US;

  g_hash_table_insert (self->asked, g_strdup (name), g_memdup2 (&now, sizeof now));
  return lately;
}

/* Adds a record to the answers; data becomes its own. */
void
swim_dns_add_answer (ldns_pkt *answer, const ldns_rdf *owner, ldns_rr_type type, ldns_rdf *data)
{
  ldns_rr *record = ldns_rr_new ();

  ldns_rr_set_owner (record, ldns_rdf_clone (owner));
  ldns_rr_set_type (record, type);
  ldns_rr_set_class (record, LDNS_RR_CLASS_IN);
  ldns_rr_set_ttl (record, ANSWER_TTL);
  ldns_rr_push_rdf (record, data);
  ldns_pkt_push_rr (answer, LDNS_SECTION_ANSWER, record);
}

static void
set_alias_loop (ldns_pkt *answer)
{
  const ldns_rdf *name = ldns_rr_owner (ldns_rr_list_rr (ldns_pkt_question (answer), 0));
  ldns_rdf *alias = ldns_dname_new_frm_str (ALIAS);

  set_code (answer, LDNS_RCODE_NOERROR);
  swim_dns_add_answer (answer, name, LDNS_RR_TYPE_CNAME, ldns_rdf_clone (alias));
  swim_dns_add_answer (answer, alias, LDNS_RR_TYPE_CNAME, ldns_rdf_clone (name));
  ldns_rdf_deep_free (alias);
}

static void
set_other_question (ldns_pkt *answer)
{
  ldns_rr *question = ldns_rr_list_rr (ldns_pkt_question (answer), 0);

  ldns_rdf_deep_free (ldns_rr_owner (question));
  ldns_rr_set_owner (question, ldns_dname_new_frm_str (ALIAS));
}

/* Changes the records of the answer. */
void
swim_dns_faults_change (SwimDnsFaults *self, SwimFault fault, const char *name, ldns_pkt *answer)
{
  switch (fault.id)
    {
    case SWIM_DNS_FAULT_NXDOMAIN:
      set_code (answer, LDNS_RCODE_NXDOMAIN);
      break;
    case SWIM_DNS_FAULT_NODATA:
      set_code (answer, LDNS_RCODE_NOERROR);
      break;
    case SWIM_DNS_FAULT_SERVFAIL:
      set_code (answer, LDNS_RCODE_SERVFAIL);
      break;
    case SWIM_DNS_FAULT_REFUSED:
      set_code (answer, LDNS_RCODE_REFUSED);
      break;
    case SWIM_DNS_FAULT_RATE:
      if (was_asked_lately (self, name))
        set_code (answer, LDNS_RCODE_REFUSED);
      break;
    case SWIM_DNS_FAULT_WRONG_ID:
      ldns_pkt_set_id (answer, ldns_pkt_id (answer) ^ 0x5555);
      break;
    case SWIM_DNS_FAULT_WRONG_QUESTION:
      set_other_question (answer);
      break;
    case SWIM_DNS_FAULT_CNAME_LOOP:
      set_alias_loop (answer);
      break;
    default:
      break;
    }
}

/* Copies header and question into wire, for one record to follow. FALSE: there is no question. */
static gboolean
keep_question (SwimDnsFaults *self, const SwimDnsReply *reply)
{
  static const guint8 one_record[] = { 0, 1, 0, 1, 0, 0, 0, 0 };
  gsize end = HEADER_LENGTH;

  while (end < reply->length && reply->wire[end] != 0)
    end += 1u + reply->wire[end];
  end += QUESTION_END;
  if (end > reply->length)
    return FALSE;
  g_byte_array_append (self->wire, reply->wire, (guint) end);
  self->wire->data[3] &= 0xf0; /* the code: no error */
  memcpy (self->wire->data + 4, one_record, sizeof one_record);
  return TRUE;
}

/* Appends the first bytes of a record of 192.0.2.1 whose name is a pointer. */
static void
append_record (GByteArray *wire, guint pointer, guint length)
{
  /* clang-format off */
  const guint8 record[RECORD_LENGTH] = {
    (guint8) (0xc0 | pointer >> 8), (guint8) pointer, 0, LDNS_RR_TYPE_A, 0, LDNS_RR_CLASS_IN,
    0, 0, 1, 44, 0, 4, 192, 0, 2, 1 };
  /* clang-format on */

  g_byte_array_append (wire, record, length);
}

static void
set_rubbish (GByteArray *wire)
{
  g_byte_array_set_size (wire, RUBBISH_LENGTH);
  for (guint i = 0; i < RUBBISH_LENGTH; i++)
    wire->data[i] = (guint8) swim_hash_number (i, 0);
}

static gboolean
loses (SwimDnsFaults *self, const char *question)
{
  if (g_hash_table_remove (self->lost, question))
    return FALSE;
  g_hash_table_add (self->lost, g_strdup (question));
  return TRUE;
}

/* Changes the bytes or how they are sent. question is the name with the type. */
void
swim_dns_faults_send (SwimDnsFaults *self,
                      SwimFault fault,
                      const char *question,
                      SwimDnsReply *reply)
{
  g_byte_array_set_size (self->wire, 0);
  switch (fault.id)
    {
    case SWIM_DNS_FAULT_SILENT:
      reply->length = 0;
      break;
    case SWIM_DNS_FAULT_LOST:
      if (loses (self, question))
        reply->length = 0;
      break;
    case SWIM_DNS_FAULT_DUPLICATE:
      reply->again_us = DUPLICATE_US;
      break;
    case SWIM_DNS_FAULT_OTHER_SOURCE:
      reply->from_elsewhere = TRUE;
      break;
    case SWIM_DNS_FAULT_SHORT:
      reply->length = MIN (reply->length, SHORT_LENGTH);
      break;
    case SWIM_DNS_FAULT_COMPRESSION_LOOP:
      if (keep_question (self, reply))
        append_record (self->wire, self->wire->len, RECORD_LENGTH); /* the name points to itself */
      break;
    case SWIM_DNS_FAULT_BROKEN:
      if (keep_question (self, reply))
        append_record (self->wire, HEADER_LENGTH, RECORD_LENGTH / 2);
      break;
    case SWIM_DNS_FAULT_RUBBISH:
      set_rubbish (self->wire);
      break;
    default:
      break;
    }
  if (self->wire->len > 0)
    {
      reply->wire = self->wire->data;
      reply->length = self->wire->len;
    }
}
