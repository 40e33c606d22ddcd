/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ldns builds every answer from the zone, for UDP and TCP alike. A datagram that comes out too long
 * is built again, truncated. */
#include "config.h"

#include "lab/dns-reply.h"

#include "lab/dns-zone.h"

#include <ldns/ldns.h>
#include <string.h>

#define HEADER_LENGTH 12
#define SOA_TEXT ". 300 IN SOA ns.lab. hostmaster.lab. 1 3600 600 86400 300"
#define DATAGRAM_MAX 512       /* without EDNS */
#define EDNS_DATAGRAM_MAX 4096 /* with it: the size that we offer, and the most that we send */
#define RCODE_BADVERS_HIGH 1   /* of 16: the upper bits, which are in the OPT record */

struct _SwimDnsReplier
{
  const SwimScenario *scenario;
  ldns_buffer *buffer;
  ldns_rr *soa; /* copied for each zone, with another owner: ldns reads text slowly */
  GString *name;
  GString *question; /* name and type */
  SwimDnsFaults *faults;
};

/* A replier that delays by scenario, which must outlive it. The caller owns it. */
SwimDnsReplier *
swim_dns_replier_new (const SwimScenario *scenario)
{
  SwimDnsReplier *self = g_new0 (SwimDnsReplier, 1);

  self->scenario = scenario;
  self->buffer = ldns_buffer_new (LDNS_MAX_PACKETLEN);
  self->name = g_string_new (NULL);
  self->question = g_string_new (NULL);
  self->faults = swim_dns_faults_new (scenario->dns_limit);
  if (ldns_rr_new_frm_str (&self->soa, SOA_TEXT, 0, NULL, NULL) != LDNS_STATUS_OK)
    g_assert_not_reached ();
  return self;
}

void
swim_dns_replier_free (SwimDnsReplier *self)
{
  ldns_buffer_free (self->buffer);
  ldns_rr_free (self->soa);
  g_string_free (self->name, TRUE);
  g_string_free (self->question, TRUE);
  swim_dns_faults_free (self->faults);
  g_free (self);
}

/* Writes the name in lower case, without the dot at the end. Unusual bytes are escaped, so that
 * different names have different texts. */
static void
spell_name (GString *text, const ldns_rdf *name)
{
  const guint8 *wire = ldns_rdf_data (name);
  gsize end = ldns_rdf_size (name);

  g_string_truncate (text, 0);
  for (gsize at = 0; at < end && wire[at] != 0; at += 1u + wire[at])
    {
      if (text->len > 0)
        g_string_append_c (text, '.');
      for (gsize i = at + 1; i <= at + wire[at] && i < end; i++)
        if (g_ascii_isgraph (wire[i]) && wire[i] != '.' && wire[i] != '\\')
          g_string_append_c (text, g_ascii_tolower ((char) wire[i]));
        else
          g_string_append_printf (text, "\\%03u", wire[i]);
    }
}

/* A negative answer carries the SOA of its zone. The last label serves as the zone. */
static void
push_soa (SwimDnsReplier *self, ldns_pkt *reply, const char *name)
{
  const char *zone = strrchr (name, '.') != NULL ? strrchr (name, '.') + 1 : name;
  ldns_rr *soa = ldns_rr_clone (self->soa);

  ldns_rdf_deep_free (ldns_rr_owner (soa));
  ldns_rr_set_owner (soa, ldns_dname_new_frm_str (*zone != '\0' ? zone : "."));
  ldns_pkt_push_rr (reply, LDNS_SECTION_AUTHORITY, soa);
}

/* A record of a type other than an address; NULL where the zone has none (transfer full). It is
 * read as text, which is slow, but few ask for it. */
static ldns_rr *
make_record (const char *name, ldns_rr_type type)
{
  static const struct
  {
    ldns_rr_type type;
    const char *before; /* the name, which is without a dot at its end */
    const char *after;
  } kinds[] = {
    { LDNS_RR_TYPE_MX, ". 300 IN MX 10 mail.", "." },
    { LDNS_RR_TYPE_TXT, ". 300 IN TXT \"the lab has ", "\"" },
    { LDNS_RR_TYPE_PTR, ". 300 IN PTR ptr.", "." },
  };
  ldns_rr *record = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *text =
          type == kinds[i].type ? g_strconcat (kinds[i].before, name, kinds[i].after, NULL) : NULL;

      if (text != NULL)
        ldns_rr_new_frm_str (&record, text, 0, NULL, NULL);
    }
  return record;
}

/* FALSE where there is no such record. */
static gboolean
push_record (ldns_pkt *reply, const ldns_rr *question, const char *name)
{
  ldns_rr *record = make_record (name, ldns_rr_get_type (question));

  if (record == NULL)
    return FALSE;
  ldns_rdf_deep_free (ldns_rr_owner (record));
  ldns_rr_set_owner (record, ldns_rdf_clone (ldns_rr_owner (question)));
  ldns_pkt_push_rr (reply, LDNS_SECTION_ANSWER, record);
  return TRUE;
}

static void
fill_in (SwimDnsReplier *self, ldns_pkt *reply, const ldns_rr *question, SwimZoneEntry entry)
{
  const char *name = self->name->str;
  ldns_rr_type type = ldns_rr_get_type (question);
  guint n_addresses = 0;

  if (type == LDNS_RR_TYPE_A)
    n_addresses = entry.n_v4;
  else if (type == LDNS_RR_TYPE_AAAA)
    n_addresses = entry.n_v6;

  ldns_pkt_set_aa (reply, true);
  if (!entry.exists)
    ldns_pkt_set_rcode (reply, LDNS_RCODE_NXDOMAIN);
  for (guint i = 0; i < n_addresses; i++)
    swim_dns_add_answer (reply, ldns_rr_owner (question), type,
                         swim_zone_get_address (name, type, i));
  if (n_addresses == 0 && !(entry.n_v6 > 0 && push_record (reply, question, name)))
    push_soa (self, reply, name);
}

/* A reply without records yet. */
static ldns_pkt *
reply_new (const ldns_pkt *query)
{
  ldns_pkt *reply = ldns_pkt_new ();
  ldns_rr_list *questions = ldns_pkt_question (query);

  ldns_pkt_set_id (reply, ldns_pkt_id (query));
  ldns_pkt_set_opcode (reply, ldns_pkt_get_opcode (query));
  ldns_pkt_set_qr (reply, true);
  ldns_pkt_set_rd (reply, ldns_pkt_rd (query));
  ldns_pkt_set_ra (reply, true);
  for (size_t i = 0; i < ldns_rr_list_rr_count (questions); i++)
    ldns_pkt_push_rr (reply, LDNS_SECTION_QUESTION, ldns_rr_clone (ldns_rr_list_rr (questions, i)));
  if (ldns_pkt_edns (query))
    ldns_pkt_set_edns_udp_size (reply, EDNS_DATAGRAM_MAX);
  return reply;
}

/* The error of a query that cannot be answered; LDNS_RCODE_NOERROR: none. */
static ldns_pkt_rcode
find_fault (const ldns_pkt *query)
{
  if (ldns_pkt_get_opcode (query) != LDNS_PACKET_QUERY)
    return LDNS_RCODE_NOTIMPL;
  if (ldns_pkt_qdcount (query) != 1)
    return LDNS_RCODE_FORMERR;
  if (ldns_rr_get_class (ldns_rr_list_rr (ldns_pkt_question (query), 0)) != LDNS_RR_CLASS_IN)
    return LDNS_RCODE_REFUSED;
  return LDNS_RCODE_NOERROR;
}

/* Fills the reply in, and returns the fate of the name. */
static SwimFate
answer_query (SwimDnsReplier *self, const ldns_pkt *query, ldns_pkt *reply)
{
  ldns_pkt_rcode fault = find_fault (query);
  const SwimFate nothing = { 0 };
  const ldns_rr *question;
  SwimZoneEntry entry;
  SwimFate fate;

  ldns_pkt_set_rcode (reply, fault);
  if (fault != LDNS_RCODE_NOERROR)
    return nothing;
  if (ldns_pkt_edns (query) && ldns_pkt_edns_version (query) != 0)
    {
      ldns_pkt_set_edns_extended_rcode (reply, RCODE_BADVERS_HIGH);
      return nothing;
    }

  question = ldns_rr_list_rr (ldns_pkt_question (query), 0);
  spell_name (self->name, ldns_rr_owner (question));
  entry = swim_zone_find (self->name->str);
  fill_in (self, reply, question, entry);
  if (entry.at_once)
    return nothing;
  /* The fate does not depend on the type: A and AAAA of a name are one item. */
  fate = swim_scenario_fate (self->scenario, SWIM_LAB_DNS, self->name->str);
  if (swim_dns_faults_is_over_limit (self->faults))
    fate.fault.id =
        self->scenario->dns_limit.drops ? SWIM_DNS_FAULT_SILENT : SWIM_DNS_FAULT_REFUSED;
  if (fate.fault.id != SWIM_FAULT_NONE)
    {
      g_string_printf (self->question, "%s %d", self->name->str, ldns_rr_get_type (question));
      swim_dns_faults_change (self->faults, fate.fault, self->name->str, reply);
    }
  return fate;
}

static gboolean
write_wire (SwimDnsReplier *self, const ldns_pkt *reply)
{
  ldns_buffer_clear (self->buffer);
  return ldns_pkt2buffer_wire (self->buffer, reply) == LDNS_STATUS_OK;
}

static gsize
get_limit (const ldns_pkt *query, gboolean is_datagram)
{
  if (!is_datagram)
    return LDNS_MAX_PACKETLEN;
  if (!ldns_pkt_edns (query))
    return DATAGRAM_MAX;
  return CLAMP (ldns_pkt_edns_udp_size (query), DATAGRAM_MAX, EDNS_DATAGRAM_MAX);
}

/* Replaces the reply by one without records, marked as truncated: the client asks again over TCP.
 */
static void
cut (const ldns_pkt *query, ldns_pkt **reply)
{
  ldns_pkt *short_reply = reply_new (query);

  ldns_pkt_set_aa (short_reply, true);
  ldns_pkt_set_tc (short_reply, true);
  ldns_pkt_set_rcode (short_reply, ldns_pkt_get_rcode (*reply));
  ldns_pkt_free (*reply);
  *reply = short_reply;
}

/* The reply to a query that ldns cannot read: FORMERR, with the id from its first bytes. */
static ldns_pkt *
make_unreadable (const guint8 *query)
{
  ldns_pkt *reply = ldns_pkt_new ();

  ldns_pkt_set_id (reply, (guint16) (query[0] << 8 | query[1]));
  ldns_pkt_set_qr (reply, true);
  ldns_pkt_set_rcode (reply, LDNS_RCODE_FORMERR);
  return reply;
}

static gboolean
is_too_long (SwimDnsReplier *self, const ldns_pkt *query, SwimFate fate, gboolean is_datagram)
{
  return ldns_buffer_position (self->buffer) > get_limit (query, is_datagram)
         || (is_datagram && fate.fault.id == SWIM_DNS_FAULT_CUT);
}

/* Answers a query. FALSE: there is nothing to send, because the message is too short, or because it
 * is a reply: answering replies could keep two servers busy for ever. */
gboolean
swim_dns_replier_answer (SwimDnsReplier *self,
                         const guint8 *query,
                         gsize length,
                         gboolean is_datagram,
                         SwimDnsReply *reply)
{
  ldns_pkt *asked = NULL;
  ldns_pkt *answer;
  SwimFate fate = { 0 };
  gboolean is_written;

  if (length < HEADER_LENGTH || (query[2] & 0x80) != 0)
    return FALSE;
  if (ldns_wire2pkt (&asked, query, length) != LDNS_STATUS_OK)
    {
      answer = make_unreadable (query);
      is_written = write_wire (self, answer);
    }
  else
    {
      answer = reply_new (asked);
      fate = answer_query (self, asked, answer);
      is_written = write_wire (self, answer);
      if (is_too_long (self, asked, fate, is_datagram))
        {
          cut (asked, &answer);
          is_written = write_wire (self, answer);
        }
      ldns_pkt_free (asked);
    }
  ldns_pkt_free (answer);
  *reply = (SwimDnsReply){ .wire = ldns_buffer_begin (self->buffer),
                           .length = ldns_buffer_position (self->buffer),
                           .delay_us = fate.delay_us };
  if (fate.fault.id != SWIM_FAULT_NONE)
    swim_dns_faults_send (self->faults, fate.fault, self->question->str, reply);
  return is_written;
}
