/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The short words of the command line and the like: quantities, name servers, faults, names. */
#include "config.h"

#include "base/quantity.h"
#include "lab/fault.h"
#include "net/dns/dns.h"
#include "net/dns/servers.h"
#include "swim-fuzz.h"

#include <string.h>

void
swim_fuzz_words (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  const char *const nameservers[] = { text, NULL };
  g_autoptr (GError) error = NULL;
  SwimDnsResolvOptions options;
  g_auto (GStrv) servers = swim_dns_servers_settle (nameservers, &options, &error);
  gint64 delay = 0;
  double value;
  double again;
  SwimFault fault;

  g_assert ((servers == NULL) == (error != NULL));
  if (swim_delay_parse (text, &delay))
    g_assert (delay >= 0 && delay <= SWIM_LONGEST_DELAY_SECONDS * (gint64) G_USEC_PER_SEC);
  for (guint kind = SWIM_QUANTITY_COUNT; kind <= SWIM_QUANTITY_RATIO; kind++)
    if (swim_quantity_parse (kind, text, &value))
      {
        g_autofree char *shown = swim_quantity_to_text (kind, value);

        g_assert (value >= 0);
        g_assert (swim_quantity_parse (kind, shown, &again) && again == value);
      }
  for (guint side = 0; side < SWIM_N_LAB_SIDES; side++)
    {
      if (swim_fault_parse (side, text, strlen (text), &fault))
        g_assert (swim_fault_get_info (fault.id)->side == (SwimLabSide) side);
      if (swim_fault_find (side, text, &fault))
        g_assert (swim_fault_get_info (fault.id)->side == (SwimLabSide) side);
    }
  if (swim_dns_name_problem (text) == NULL)
    g_assert (strlen (text) <= 254);
}
