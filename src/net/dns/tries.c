/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* When a question is sent again, and how long each try may take. */
#include "config.h"

#include <errno.h>

#include "base/hash.h"
#include "net/dns/message.h"
#include "net/dns/upstream.h"

/* The backoff before the same server is asked again, in µs. It doubles with each, and up to half as
 * much is added at random, so that questions that failed together are not sent again together. */
#define FIRST_BACKOFF (200 * 1000)
#define RCODE_REFUSED 5

/* At most this part of the time that is left for the name. */
#define BACKOFF_SHARE 6

void
swim_dns_try_free (SwimDnsTry *try)
{
  if (try != &try->question->first)
    g_free (try);
}

/* Whether another try has begun since, or is to. */
gboolean
swim_dns_try_is_late (const SwimDnsTry *try)
{
  const SwimDnsQuestion *question = try->question;

  return question->backing_off || question->waiting != NULL || try->number != question->tries;
}

/* Whether it is an answer, also to an earlier try. */
gboolean
swim_dns_status_is_final (int status)
{
  return status == ARES_SUCCESS || status == ARES_ENOTFOUND || status == ARES_ENODATA;
}

/* When the next timer of a lookup expires. */
gint64
swim_dns_lookup_get_due (const SwimDnsLookup *lookup)
{
  gint64 due = G_MAXINT64;

  for (guint i = 0; i < lookup->n_questions; i++)
    if (!lookup->questions[i].done && lookup->questions[i].timer.queue != NULL)
      due = MIN (due, lookup->questions[i].timer.due);
  return due;
}

/* Whether the socket failed since the server is not there, and not for lack of something here. */
static gboolean
is_unreached (const SwimDnsServer *server)
{
  static const int causes[] = { ECONNREFUSED, ENETUNREACH,  EHOSTUNREACH, EPERM,
                                EACCES,       EAFNOSUPPORT, EADDRNOTAVAIL };

  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    if (causes[i] == server->last_errno)
      return TRUE;
  return FALSE;
}

/* How a try ended that c-ares reports. */
SwimDnsEnd
swim_dns_try_get_end (const SwimDnsTry *try, int status, const unsigned char *message, int length)
{
  if (status == ARES_EREFUSED
      || (message != NULL && swim_dns_message_get_rcode (message, (gsize) length) == RCODE_REFUSED))
    return SWIM_DNS_REFUSED;
  if (message != NULL)
    return SWIM_DNS_ANSWERED;
  return status == ARES_ECONNREFUSED && is_unreached (try->server) ? SWIM_DNS_UNREACHED
                                                                   : SWIM_DNS_WITHDRAWN;
}

/* What the end of a try means for the question: a refusal sends it to another server, and a loss or
 * refusal by an overloaded one is not counted against the name. */
void
swim_dns_question_note_end (SwimDnsQuestion *question,
                            SwimDnsUpstream *upstream,
                            SwimDnsEnd end,
                            gint64 now)
{
  gboolean refused = end == SWIM_DNS_REFUSED || end == SWIM_DNS_UNREACHED;

  if (refused && swim_dns_question_note_refusal (question, upstream->index))
    return;
  if ((end == SWIM_DNS_LOST || end == SWIM_DNS_REFUSED)
      && swim_dns_limiter_is_overloaded (upstream->limiter, upstream->index, now))
    swim_dns_question_forgive (question);
}

/* Whether no try has begun but those that servers refused while others are left: the wait for a
 * permit is then that of a first try, which takes no time of the name. */
gboolean
swim_dns_question_waits_for_its_first (const SwimDnsQuestion *question)
{
  return question->tries == question->n_refused
         && question->n_refused < question->lookup->policy->n_servers;
}

static guint
count_tries (const SwimDnsQuestion *question)
{
  return question->tries - question->uncounted;
}

gboolean
swim_dns_question_is_last_try (const SwimDnsQuestion *question)
{
  return count_tries (question) >= question->lookup->policy->tries;
}

/* The servers that did not answer, in words (transfer full): not those that refused the
 * question, unless all have. */
static char *
name_silent (const SwimDnsQuestion *question)
{
  const SwimDnsPolicy *policy = question->lookup->policy;
  guint refused = MIN (question->n_refused, policy->n_servers - 1);
  guint more = CLAMP (question->tries, refused + 1, policy->n_servers) - refused - 1;
  guint first = question->lookup->first_server;

  for (guint i = 0; i < refused && question->refused[first]; i++)
    first = (first + 1) % policy->n_servers;
  return more > 0 ? g_strdup_printf ("%s and %u more", policy->servers[first], more)
                  : g_strdup (policy->servers[first]);
}

/* Sets the result where the time is over. What a server said before tells more than that none
 * answered since; but where some refused, or cannot be reached, the others that did not answer are
 * to blame, or the class would depend on which was asked first. */
static void
time_out (SwimDnsQuestion *question)
{
  const SwimDnsPolicy *policy = question->lookup->policy;
  gboolean refused =
      question->status == SWIM_STATUS_REFUSED && question->n_refused < policy->n_servers;
  g_autofree char *silent = NULL;

  if (question->detail != NULL && !refused)
    return;
  silent = name_silent (question);
  swim_dns_question_set (question, SWIM_STATUS_TIMEOUT,
                         g_strdup_printf ("no answer from %s in %g s (%u %s)%s%s", silent,
                                          (double) policy->timeout / G_USEC_PER_SEC,
                                          question->tries, question->tries == 1 ? "try" : "tries",
                                          refused ? "; " : "", refused ? question->detail : ""));
}

/* Whether the time for the name is over after a backoff, which may be 0; then the result is set.
 * Where the timer of a try or a backoff was due before the deadline, a blocked loop kept the name
 * from another try, or from going on over TCP: that time does not count, or a name would be lost
 * that the server would have answered. */
gboolean
swim_dns_question_times_out (SwimDnsQuestion *question, gint64 now, gint64 backoff)
{
  SwimDnsLookup *lookup = question->lookup;
  gint64 due = question->timer.due;

  if (now + backoff < lookup->deadline)
    return FALSE;
  if (due < MIN (now, lookup->deadline))
    lookup->deadline += now - due;
  if (now + backoff < lookup->deadline)
    return FALSE;
  time_out (question);
  return TRUE;
}

/* The time for a try: each try gets twice as long as the one before, up to eight times the
 * first, and all together what is left; but none more than the policy's. */
static gint64
get_share (const SwimDnsQuestion *question, gint64 left)
{
  const SwimDnsPolicy *policy = question->lookup->policy;
  guint tries = policy->tries;
  guint number = count_tries (question);
  guint weight = 1u << MIN (number - 1, 3);
  gint64 sum = 0, share;

  for (guint i = number; i <= tries; i++)
    sum += 1u << MIN (i - 1, 3);
  share = left * weight / MAX (sum, 1);
  return policy->try_timeout > 0 ? MIN (share, policy->try_timeout) : share;
}

/* How long to wait for an answer before another try: at most the share of this try, and less
 * where the server is known to answer sooner. */
gint64
swim_dns_question_get_retransmit_timeout (SwimDnsQuestion *question,
                                          SwimDnsUpstream *upstream,
                                          gint64 now)
{
  SwimDnsLookup *lookup = question->lookup;
  gint64 share = get_share (question, lookup->deadline - now);
  gint64 retransmit_timeout =
      swim_dns_limiter_get_retransmit_timeout (upstream->limiter, upstream->index);

  return retransmit_timeout > 0 ? MIN (share, retransmit_timeout << MIN (question->tries - 1, 3))
                                : share;
}

/* How long to wait before a question that failed is sent again, in µs; 0 where another server is
 * asked next. The random part depends on the seed, the question and the try alone, so that every
 * mode waits for the same time. */
gint64
swim_dns_question_get_backoff (SwimDnsQuestion *question)
{
  SwimDnsLookup *lookup = question->lookup;
  guint servers = lookup->policy->n_servers;
  guint round = question->tries / servers; /* how often all servers were asked */
  gint64 left = lookup->deadline - g_get_monotonic_time ();
  gint64 backoff;
  guint64 hash;

  if (round == 0 || question->tries % servers != 0)
    return 0;
  backoff = CLAMP (left / BACKOFF_SHARE, 1000, FIRST_BACKOFF << MIN (round - 1, 6));
  hash = swim_hash_string (lookup->name, lookup->policy->seed + (guint64) question->type);
  hash = swim_hash_number (question->tries, hash);
  return backoff + (gint64) (swim_hash_to_unit (hash) * (double) backoff / 2);
}
