/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ldns reads the records: it knows the data of every type, and prints those that it does not know
 * as RFC 3597 says. */
#include "config.h"

#include "net/dns/response.h"

#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

#include "net/dns/counts.h"
#include "net/dns/message.h"
#include "net/dns/types.h"

#define HEADER_SIZE 12
#define N_TABS 4 /* between owner, time to live, class, type and data */
#define FLAGS \
  (SWIM_DNS_FLAG_AA | SWIM_DNS_FLAG_TC | SWIM_DNS_FLAG_RD | SWIM_DNS_FLAG_RA | SWIM_DNS_FLAG_AD \
   | SWIM_DNS_FLAG_CD)

G_DEFINE_BOXED_TYPE (SwimDnsResponse,
                     swim_dns_response,
                     swim_dns_response_ref,
                     swim_dns_response_unref)

SwimDnsResponse *
swim_dns_response_new (const char *name, guint16 type)
{
  SwimDnsResponse *response = g_atomic_rc_box_new0 (SwimDnsResponse);

  response->name = g_strdup (name);
  response->type = swim_dns_type_to_string (type);
  return response;
}

/**
 * swim_dns_response_ref:
 * @response: a response
 *
 * Returns: (transfer full): @response, with its reference count increased
 *
 * Since: 0.1
 */
SwimDnsResponse *
swim_dns_response_ref (SwimDnsResponse *response)
{
  g_return_val_if_fail (response != NULL, NULL);
  return g_atomic_rc_box_acquire (response);
}

static void
clear_response (gpointer data)
{
  SwimDnsResponse *response = data;

  g_free (response->name);
  g_free (response->type);
  g_free (response->detail);
  g_free (response->rcode);
  g_strfreev (response->records);
}

/**
 * swim_dns_response_unref:
 * @response: (transfer full): a response
 *
 * Releases a reference; with the last one, the response is freed.
 *
 * Since: 0.1
 */
void
swim_dns_response_unref (SwimDnsResponse *response)
{
  g_return_if_fail (response != NULL);
  g_atomic_rc_box_release_full (response, clear_response);
}

/* The data in the line of a record, behind four tabs; NULL where there is none. */
static const char *
find_data (const char *line)
{
  for (guint i = 0; i < N_TABS && line != NULL; i++)
    {
      line = strchr (line, '\t');
      if (line != NULL)
        line++;
    }
  return line;
}

/* The line of a record. ldns leaves a tab in its data as it is; other tools escape it. */
static char *
format_record (const ldns_rr *record)
{
  g_autofree char *text = ldns_rr2str_fmt (ldns_output_format_nocomments, record);
  const char *data = text != NULL ? find_data (g_strchomp (text)) : NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *escaped = NULL;

  if (data == NULL || strchr (data, '\t') == NULL)
    return g_steal_pointer (&text);
  parts = g_strsplit (data, "\t", -1);
  escaped = g_strjoinv ("\\009", parts);
  return g_strdup_printf ("%.*s%s", (int) (data - text), text, escaped);
}

/* The records of a section as text: (transfer full); NULL where there are none. Those whose data
 * ldns cannot print, which it reads late for some types, are left out, and detail says so. */
static char **
format_records (const ldns_rr_list *list, char **detail)
{
  gsize n = ldns_rr_list_rr_count (list);
  char **records = n > 0 ? g_new0 (char *, n + 1) : NULL;
  gsize kept = 0;

  for (gsize i = 0; i < n; i++)
    {
      char *text = format_record (ldns_rr_list_rr (list, i));

      if (text != NULL)
        records[kept++] = text;
    }
  if (kept < n)
    *detail = g_strdup_printf ("%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT
                               " records of the answer cannot be read",
                               n - kept, n);
  return records;
}

/* Without one, the message stands for what could not be read. */
static char *
format_rcode (guint rcode)
{
  if (rcode == SWIM_DNS_RCODE_UNREADABLE)
    return NULL;
  return swim_dns_rcode_has_name (rcode) ? g_strdup (swim_dns_rcode_to_string (rcode))
                                         : g_strdup_printf ("RCODE%u", rcode);
}

void
swim_dns_response_read (SwimDnsResponse *response, const guchar *message, gsize length)
{
  ldns_pkt *packet = NULL;

  g_clear_pointer (&response->rcode, g_free);
  g_clear_pointer (&response->records, g_strfreev);
  g_clear_pointer (&response->detail, g_free);
  response->flags = 0;
  if (length < HEADER_SIZE)
    return;
  response->flags = (message[2] << 8 | message[3]) & FLAGS;
  response->rcode = format_rcode (swim_dns_message_get_rcode (message, length));
  if (ldns_wire2pkt (&packet, message, length) != LDNS_STATUS_OK)
    {
      response->detail = g_strdup ("the records of the answer cannot be read");
      return;
    }
  response->records = format_records (ldns_pkt_answer (packet), &response->detail);
  ldns_pkt_free (packet);
}
