/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The probe job, for its own files. */
#pragma once

#include "jobs/probe/probe-cache.h"
#include "jobs/probe/swim-probe.h"
#include "net/dns/dns.h"
#include "net/dns/system-resolver.h"
#include "net/dns/types.h"

G_BEGIN_DECLS

/* What c-ares can receive, and what every server can send. */
#define SWIM_PROBE_LEAST_EDNS 512
#define SWIM_PROBE_MOST_EDNS 4096

struct _SwimProbe
{
  GObject parent;

  gboolean by_dns;
  char **nameservers;
  double timeout;
  guint tries;
  double rate;
  char **types;
  guint edns_size;
  gboolean keep_responses;
  gboolean wildcard;
  guint64 seed;
  SwimDnsCounter *counter;
  gboolean counted; /* the counts are of a run that is over */

  /* Until closed; a copy has them from the job which it is a copy of. */
  SwimProbeCache *cache;
  SwimDns *shared; /* of a copy only */

  /* While open: what is asked about a name, and about an address; and either the next two or the
   * last. */
  guint16 numbers[SWIM_DNS_MOST_TYPES];
  SwimDnsTypes family; /* of the system's resolver */
  SwimDnsQuery query;
  SwimDnsQuery reverse;
  SwimDns *dns;
  SwimDnsClient *client;
  SwimSystemResolver *system;
};

/* What was asked and answered, complete once the job is closed. Belongs to the job, which has
 * another one when it is opened again. */
SwimDnsCounter *swim_probe_get_counter (SwimProbe *self);

G_END_DECLS
