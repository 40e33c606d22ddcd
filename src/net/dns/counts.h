/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was asked and answered in all, by every engine that shares the counter. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_DNS_N_RCODES 24 /* BADCOOKIE is the last that DNS servers use */

/* queries: sent, retries included
 * rcodes: answers with each response code */
typedef struct
{
  guint64 queries;
  guint64 retries;
  guint64 rcodes[SWIM_DNS_N_RCODES];
} SwimDnsCounts;

/* Counts a response code. */
void swim_dns_counts_add_rcode (SwimDnsCounts *counts, guint rcode);

/* Answers of a server, and those in which it says that it is not responsible for the name, nor asks
 * others: it is lame for so many. */
typedef struct
{
  guint64 answers;
  guint64 lame;
} SwimDnsShare;

/* May be used by any thread. Reference-counted: g_atomic_rc_box_acquire(). */
typedef struct _SwimDnsCounter SwimDnsCounter;

SwimDnsCounter *swim_dns_counter_new (void);
void swim_dns_counter_unref (SwimDnsCounter *counter);
/* Adds the counts, and sets them to 0. */
void swim_dns_counter_add (SwimDnsCounter *counter, SwimDnsCounts *counts);
/* Likewise for a server. */
void swim_dns_counter_add_share (SwimDnsCounter *counter, const char *address, SwimDnsShare *share);
/* A sentence for each server that is lame for a tenth of what it answered, or more (transfer full).
 */
char **swim_dns_counter_describe_lame (SwimDnsCounter *counter);
SwimDnsCounts swim_dns_counter_get (SwimDnsCounter *counter);

/* The name of a response code, of one that has none a word for it. */
const char *swim_dns_rcode_to_string (guint rcode);
gboolean swim_dns_rcode_has_name (guint rcode);

G_END_DECLS
