/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is sent to the lab's DNS server, by UDP and by TCP. */
#include "config.h"

#include "lab/dns-reply.h"
#include "swim-fuzz.h"

void
swim_fuzz_lab_dns (const guint8 *data, gsize size)
{
  static SwimScenario scenario = { .status.delay.min_us = -1 };
  static SwimDnsReplier *replier;
  SwimDnsReply reply;

  if (replier == NULL)
    replier = swim_dns_replier_new (&scenario);
  for (guint is_datagram = 0; is_datagram < 2; is_datagram++)
    if (swim_dns_replier_answer (replier, data, size, is_datagram, &reply))
      g_assert (reply.length <= 65535);
}
