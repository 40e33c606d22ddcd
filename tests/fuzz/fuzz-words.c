/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The short words of the command line and the like: durations, name servers, faults, names. */
#include "config.h"

#include "base/duration.h"
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
  g_auto (GStrv) servers = swim_dns_servers_settle (nameservers, &error);
  gint64 duration = 0;
  SwimFault fault;

  g_assert ((servers == NULL) == (error != NULL));
  if (swim_duration_parse (text, &duration))
    g_assert (duration >= 0 && duration <= SWIM_DURATION_LONGEST_SECONDS * (gint64) G_USEC_PER_SEC);
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
