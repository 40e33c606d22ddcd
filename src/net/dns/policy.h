/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The settings of a SwimDns that its engines share. */
#pragma once

#include "net/dns/limiter.h"

G_BEGIN_DECLS

/* Whom to ask and how, settled; owned by SwimDns.
 * servers: as swim_dns_servers_settle() gives them
 * timeout: µs that a name may take
 * tries: at least 1
 * seed: of the random part of backoffs
 * limiter: shared by all who ask these servers */
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
