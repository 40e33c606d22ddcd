/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a DNS server answers, read as the client does once c-ares found it to belong to a
 * question. */
#include "config.h"

#include "net/dns/lookup.h"
#include "swim-fuzz.h"

#define HEADER_LENGTH 12

/* What ares_query () makes of a message with ARES_FLAG_NOCHECKRESP. */
static int
get_status (const guint8 *message)
{
  static const int codes[] = { ARES_SUCCESS,   ARES_EFORMERR, ARES_ESERVFAIL,
                               ARES_ENOTFOUND, ARES_ENOTIMP,  ARES_EREFUSED };
  guint code = message[3] & 0x0f;
  gboolean has_answers = (message[6] | message[7]) != 0;

  if (code == 0 && !has_answers)
    return ARES_ENODATA;
  return code < G_N_ELEMENTS (codes) ? codes[code] : ARES_SUCCESS;
}

static void
on_watch (SwimDnsServer *server, int fd, GIOCondition condition, gpointer data)
{
}

void
swim_fuzz_dns_answer (const guint8 *data, gsize size)
{
  static const guint16 types[] = { SWIM_DNS_TYPE_A, SWIM_DNS_TYPE_AAAA, 15, SWIM_DNS_TYPE_ANY };
  static const SwimDnsQuery query = { types, G_N_ELEMENTS (types), TRUE };
  static SwimDnsServer *server;
  SwimDnsLookup *lookup;

  if (server == NULL)
    server = swim_dns_server_new ("127.0.0.1:53", 10, 0, on_watch, NULL, NULL);
  if (size < HEADER_LENGTH || size > G_MAXUINT16)
    return;
  lookup = swim_dns_lookup_new ("as.dev", &query);
  for (guint i = 0; i < lookup->n_questions; i++)
    swim_dns_question_read (&lookup->questions[i], server, get_status (data), data, (int) size);
  swim_dns_lookup_settle (lookup);
  g_assert (lookup->answer.status != SWIM_STATUS_OK || lookup->answer.n_records > 0);
  swim_dns_lookup_free (lookup);
}
