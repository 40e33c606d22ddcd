/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The settings of a SwimDns that its engines share. */
#pragma once

#include "net/dns/limiter.h"

G_BEGIN_DECLS

/* Which servers to ask and how; owned by SwimDns.
 * servers: as swim_dns_servers_settle() gives them
 * limiter: shared by all engines
 * timeout: µs for a name
 * tries: at least 1
 * seed: of the random part of backoffs */
typedef struct
{
  char **servers;
  guint n_servers;
  SwimDnsLimiter *limiter;
  gint64 timeout;
  guint tries;
  guint64 seed;
} SwimDnsPolicy;

G_END_DECLS
