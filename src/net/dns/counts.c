/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/counts.h"

/* A server is worth a word where at least one in so many of its answers is lame. */
#define WORTH_A_WORD 10

struct _SwimDnsCounter
{
  GMutex lock; /* guards all below */
  SwimDnsCounts counts;
  GTree *shares; /* of SwimDnsShare, by the address of its server */
};

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  return g_strcmp0 (a, b);
}

void
swim_dns_counts_add_rcode (SwimDnsCounts *counts, guint rcode)
{
  counts->rcodes[MIN (rcode, SWIM_DNS_N_RCODES - 1)]++;
}

SwimDnsCounter *
swim_dns_counter_new (void)
{
  SwimDnsCounter *counter = g_atomic_rc_box_new0 (SwimDnsCounter);

  g_mutex_init (&counter->lock);
  counter->shares = g_tree_new_full (compare, NULL, g_free, g_free);
  return counter;
}

static void
clear_counter (gpointer data)
{
  SwimDnsCounter *counter = data;

  g_tree_unref (counter->shares);
  g_mutex_clear (&counter->lock);
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

static SwimDnsShare *
ensure_share (SwimDnsCounter *counter, const char *address)
{
  SwimDnsShare *sum = g_tree_lookup (counter->shares, address);

  if (sum == NULL)
    {
      sum = g_new0 (SwimDnsShare, 1);
      g_tree_insert (counter->shares, g_strdup (address), sum);
    }
  return sum;
}

void
swim_dns_counter_add_share (SwimDnsCounter *counter, const char *address, SwimDnsShare *share)
{
  SwimDnsShare *sum;

  g_mutex_lock (&counter->lock);
  sum = ensure_share (counter, address);
  sum->answers += share->answers;
  sum->lame += share->lame;
  g_mutex_unlock (&counter->lock);
  *share = (SwimDnsShare){ 0 };
}

static gboolean
describe (gpointer address, gpointer data, gpointer sentences)
{
  const SwimDnsShare *share = data;

  if (share->lame > 0 && share->lame * WORTH_A_WORD >= share->answers)
    g_ptr_array_add (sentences,
                     g_strdup_printf ("%s is lame: %" G_GUINT64_FORMAT " of its %" G_GUINT64_FORMAT
                                      " answers know nothing of the name; leave it out",
                                      (const char *) address, share->lame, share->answers));
  return FALSE;
}

char **
swim_dns_counter_describe_lame (SwimDnsCounter *counter)
{
  GPtrArray *sentences = g_ptr_array_new ();

  g_mutex_lock (&counter->lock);
  g_tree_foreach (counter->shares, describe, sentences);
  g_mutex_unlock (&counter->lock);
  g_ptr_array_add (sentences, NULL);
  return (char **) g_ptr_array_free (sentences, FALSE);
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
static const char *const rcode_names[SWIM_DNS_N_RCODES] = {
  "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN",   "NOTIMP",         "REFUSED",          "YXDOMAIN",
  "YXRRSET", "NXRRSET", "NOTAUTH",  "unreadable", [16] = "BADVERS", [23] = "BADCOOKIE",
};

gboolean
swim_dns_rcode_has_name (guint rcode)
{
  return rcode < SWIM_DNS_N_RCODES && rcode_names[rcode] != NULL;
}

const char *
swim_dns_rcode_to_string (guint rcode)
{
  return swim_dns_rcode_has_name (rcode) ? rcode_names[rcode] : "an unknown code";
}
