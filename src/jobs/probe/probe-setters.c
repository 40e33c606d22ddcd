/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public setters of the job. */
#include "config.h"

#include "jobs/probe/probe-private.h"

/**
 * swim_probe_set_timeout:
 * @self: a job that is not open
 * @seconds: how long a name may take in all, from its first query on; default 10
 *
 * Since: 0.1
 */
void
swim_probe_set_timeout (SwimProbe *self, double seconds)
{
  g_return_if_fail (SWIM_IS_PROBE (self) && seconds >= 0);
  g_object_set (self, "timeout", seconds, NULL);
}

/**
 * swim_probe_set_tries:
 * @self: a job that is not open
 * @tries: how many times a query is sent at most; at least 1, default 3; above 1000 it is 1000. The
 *   system's resolver uses its own setting
 *
 * Since: 0.1
 */
void
swim_probe_set_tries (SwimProbe *self, guint tries)
{
  g_return_if_fail (SWIM_IS_PROBE (self) && tries >= 1);
  g_object_set (self, "tries", tries, NULL);
}

/**
 * swim_probe_set_rate:
 * @self: a job that is not open
 * @rate: queries per second to all servers together, retries included; 0, the default, for no
 *   limit
 *
 * Applies to DNS servers only, not to the system's resolver.
 *
 * Since: 0.1
 */
void
swim_probe_set_rate (SwimProbe *self, double rate)
{
  g_return_if_fail (SWIM_IS_PROBE (self) && rate >= 0);
  g_object_set (self, "rate", rate, NULL);
}

/**
 * swim_probe_set_wildcard:
 * @self: a job that is not open
 * @wildcard: whether to find out for each name that exists if it exists only through a wildcard
 *   record
 * @seed: random seed of the names that are tried for that, and of the backoff
 *
 * Since: 0.1
 */
void
swim_probe_set_wildcard (SwimProbe *self, gboolean wildcard, guint64 seed)
{
  g_return_if_fail (SWIM_IS_PROBE (self));
  g_object_set (self, "wildcard", wildcard, "seed", seed, NULL);
}

/**
 * swim_probe_set_types:
 * @self: a job that is not open
 * @types: (nullable) (array zero-terminated=1): the record types to ask for, such as `MX` or
 *   `TYPE123`; %NULL, the default, for `A` and `AAAA`
 *
 * A name counts as found if it has a record of one of the types. The system's resolver knows
 * addresses only. An item that is an address is asked for its `PTR` records, whatever the types
 * are, which the system's resolver cannot do either. Opening the job fails with %SWIM_ERROR_USAGE
 * where a type is not one.
 *
 * Since: 0.1
 */
void
swim_probe_set_types (SwimProbe *self, const char *const *types)
{
  g_return_if_fail (SWIM_IS_PROBE (self) && (types == NULL || types[0] != NULL));
  g_object_set (self, "types", types, NULL);
}

/**
 * swim_probe_set_edns_size:
 * @self: a job that is not open
 * @bytes: the longest datagram that a DNS server may send, from 512 to 4096; 0, the default, for
 *   no EDNS, without which an answer has at most 512 bytes
 *
 * Longer answers are fetched over TCP. 1232 is the size that passes every network in one piece.
 *
 * Since: 0.1
 */
void
swim_probe_set_edns_size (SwimProbe *self, guint bytes)
{
  g_return_if_fail (SWIM_IS_PROBE (self));
  g_return_if_fail (bytes == 0
                    || (bytes >= SWIM_PROBE_LEAST_EDNS && bytes <= SWIM_PROBE_MOST_EDNS));
  g_object_set (self, "edns-size", bytes, NULL);
}

/**
 * swim_probe_set_keep_responses:
 * @self: a job that is not open
 * @keep: whether the outcomes have the responses of the DNS servers, with every record; not by
 *   default, since it takes time
 *
 * Since: 0.1
 */
void
swim_probe_set_keep_responses (SwimProbe *self, gboolean keep)
{
  g_return_if_fail (SWIM_IS_PROBE (self));
  g_object_set (self, "keep-responses", keep, NULL);
}

/**
 * swim_probe_set_dns:
 * @self: a job that is not open
 * @nameservers: (nullable) (array zero-terminated=1): addresses, such as `192.0.2.1`,
 *   `192.0.2.1:5353` or `[2001:db8::1]:53`; %NULL for those of `resolv.conf`
 *
 * Asks DNS servers directly instead of the system's resolver. Opening the job fails with
 * %SWIM_ERROR_USAGE if one of the addresses is not valid.
 *
 * Since: 0.1
 */
void
swim_probe_set_dns (SwimProbe *self, const char *const *nameservers)
{
  g_return_if_fail (SWIM_IS_PROBE (self));
  g_object_set (self, "by-dns", TRUE, "nameservers", nameservers, NULL);
}
