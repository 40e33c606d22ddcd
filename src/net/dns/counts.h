/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was asked and answered in all, by every engine that shares the counter. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_DNS_N_RCODES 16

/* queries: sent, retries included
 * rcodes: answers with each response code */
typedef struct
{
  guint64 queries;
  guint64 retries;
  guint64 rcodes[SWIM_DNS_N_RCODES];
} SwimDnsCounts;

/* May be used by any thread. Reference-counted: g_atomic_rc_box_acquire(). */
typedef struct _SwimDnsCounter SwimDnsCounter;

SwimDnsCounter *swim_dns_counter_new (void);
void swim_dns_counter_unref (SwimDnsCounter *counter);
/* Adds the counts, and sets them to 0. */
void swim_dns_counter_add (SwimDnsCounter *counter, SwimDnsCounts *counts);
SwimDnsCounts swim_dns_counter_get (SwimDnsCounter *counter);

/* The name of a response code. */
const char *swim_dns_rcode_to_string (guint rcode);

G_END_DECLS
