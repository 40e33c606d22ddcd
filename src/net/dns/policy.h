/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The settings of a SwimDns that its engines share. */
#pragma once

#include "net/dns/counts.h"
#include "net/dns/limiter.h"

G_BEGIN_DECLS

/* Which servers to ask and how; owned by SwimDns.
 * servers: as swim_dns_servers_settle() gives them
 * limiter: shared by all engines
 * timeout: µs for a name
 * tries: at least 1
 * seed: of the random part of backoffs
 * counter: of what is asked and answered; NULL where nobody wants to know
 * edns_size: the longest datagram to offer with EDNS; 0: no EDNS
 * try_timeout: µs for a try, after which another server is asked; 0: what it is given
 * over_tcp: nothing is asked over UDP */
typedef struct
{
  char **servers;
  guint n_servers;
  SwimDnsLimiter *limiter;
  gint64 timeout;
  guint tries;
  guint64 seed;
  SwimDnsCounter *counter;
  guint edns_size;
  gint64 try_timeout;
  gboolean over_tcp;
} SwimDnsPolicy;

G_END_DECLS
