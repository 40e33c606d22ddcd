/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options of resolv.conf(5) that are honoured. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* timeout: µs for a try, after which the next server is asked; 0: not given
 * over_tcp: use-vc
 * edns: edns0 */
typedef struct
{
  gint64 timeout;
  gboolean over_tcp;
  gboolean edns;
} SwimDnsResolvOptions;

void swim_dns_resolv_options_read (SwimDnsResolvOptions *options, const char *line);

G_END_DECLS
