/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/counts.h"

struct _SwimDnsCounter
{
  GMutex lock;
  SwimDnsCounts counts; /* guarded by lock */
};

SwimDnsCounter *
swim_dns_counter_new (void)
{
  SwimDnsCounter *counter = g_atomic_rc_box_new0 (SwimDnsCounter);

  g_mutex_init (&counter->lock);
  return counter;
}

static void
clear_counter (gpointer data)
{
  g_mutex_clear (&((SwimDnsCounter *) data)->lock);
}

void
swim_dns_counter_unref (SwimDnsCounter *counter)
{
  g_atomic_rc_box_release_full (counter, clear_counter);
}

void
swim_dns_counter_add (SwimDnsCounter *counter, SwimDnsCounts *counts)
{
  g_mutex_lock (&counter->lock);
  counter->counts.queries += counts->queries;
  counter->counts.retries += counts->retries;
  for (guint i = 0; i < SWIM_DNS_N_RCODES; i++)
    counter->counts.rcodes[i] += counts->rcodes[i];
  g_mutex_unlock (&counter->lock);
  *counts = (SwimDnsCounts){ 0 };
}

SwimDnsCounts
swim_dns_counter_get (SwimDnsCounter *counter)
{
  SwimDnsCounts counts;

  g_mutex_lock (&counter->lock);
  counts = counter->counts;
  g_mutex_unlock (&counter->lock);
  return counts;
}

/* That of NOTZONE stands for what could not be read; see message.h. */
const char *
swim_dns_rcode_to_string (guint rcode)
{
  static const char *const names[] = { "NOERROR", "FORMERR", "SERVFAIL",  "NXDOMAIN",
                                       "NOTIMP",  "REFUSED", "YXDOMAIN",  "YXRRSET",
                                       "NXRRSET", "NOTAUTH", "unreadable" };

  return rcode < G_N_ELEMENTS (names) ? names[rcode] : "an unknown code";
}
