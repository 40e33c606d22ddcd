/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>

#include "net/dns/engine.h"
#include "net/dns/message.h"
#include "net/dns/upstream.h"
#include "net/dns/timer-wheel.h"

/* Questions that c-ares may hold at once, including those that nobody waits for any more. It
 * picks ids at random among 65,536 until one is free, so this must be far below that. */
#define MOST_PENDING 16384

/* A full socket drains within this time. */
#define FULL_SOCKET_BACKOFF (10 * 1000)

#define DNS_CLASS_IN 1

struct _SwimDnsEngine
{
  const SwimDnsPolicy *policy;
  GPtrArray *upstreams; /* of SwimDnsUpstream, one for each server */
  SwimDnsTimerWheel timers;
  GQueue lookups; /* of SwimDnsLookup: the active ones */
  guint pending;  /* tries that c-ares holds */
  SwimDnsCounts counts;
  guint next_server; /* the server that the next lookup asks first */
  gboolean closing;  /* no lookup is started any more */
};

static void ask_or_wait (SwimDnsQuestion *question, gint64 now);
static void send_question (SwimDnsQuestion *question, SwimDnsUpstream *upstream, gint64 now);

/* Makes an engine for a policy, which must outlive it. The waiter is woken, by any thread, when
 * swim_dns_engine_send_waiting() has something to do; watch is given its data too. */
SwimDnsEngine *
swim_dns_engine_new (const SwimDnsPolicy *policy,
                     SwimDnsWatch watch,
                     SwimDnsWaiter waiter,
                     GError **error)
{
  SwimDnsEngine *engine = g_new0 (SwimDnsEngine, 1);

  engine->policy = policy;
  engine->upstreams = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_dns_upstream_free);
  engine->timers.last_tick = g_get_monotonic_time () / SWIM_DNS_TICK;
  for (guint i = 0; policy->servers[i] != NULL; i++)
    {
      SwimDnsUpstream *upstream = swim_dns_upstream_new (policy, i, watch, waiter, error);

      if (upstream == NULL)
        {
          swim_dns_engine_free (engine);
          return NULL;
        }
      g_ptr_array_add (engine->upstreams, upstream);
    }
  return engine;
}

/* Cancels the active lookups, which calls their functions. */
void
swim_dns_engine_free (SwimDnsEngine *engine)
{
  engine->closing = TRUE;
  swim_dns_engine_cancel (engine, NULL);
  swim_dns_engine_hand_in_counts (engine);
  g_ptr_array_unref (engine->upstreams); /* calls back what c-ares still holds */
  g_free (engine);
}

static void
free_if_unused (SwimDnsLookup *lookup)
{
  if (lookup->over && lookup->pending == 0)
    swim_dns_lookup_free (lookup);
}

/* Delivers the answer. The lookup may be freed afterwards. */
static void
finish_lookup (SwimDnsLookup *lookup)
{
  g_queue_unlink (&lookup->engine->lookups, &lookup->link);
  lookup->over = TRUE;
  if (lookup->group != NULL)
    (*lookup->group)--;
  swim_dns_lookup_settle (lookup);
  lookup->func (&lookup->answer, lookup->data);
  free_if_unused (lookup);
}

static void
finish_question (SwimDnsQuestion *question)
{
  SwimDnsLookup *lookup = question->lookup;

  question->done = TRUE;
  swim_dns_timer_stop (&question->timer);
  swim_dns_upstream_dequeue (question);
  if (question->in_flight != NULL)
    swim_dns_upstream_release (question, SWIM_DNS_WITHDRAWN, g_get_monotonic_time ());
  if (--lookup->open == 0)
    finish_lookup (lookup);
}

/* The servers are asked in rotation, try by try; those that do not answer, or have refused the
 * question, are skipped. */
static SwimDnsUpstream *
choose_upstream (SwimDnsQuestion *question, gint64 now)
{
  SwimDnsEngine *engine = question->lookup->engine;
  guint preferred = question->lookup->first_server + question->tries;
  gboolean others = question->n_refused < engine->upstreams->len;

  return engine->upstreams->pdata[swim_dns_limiter_choose (engine->policy->limiter, preferred,
                                                           others ? question->refused : NULL, now)];
}

/* Asks another server at once, or the same one after a backoff. An answer to an earlier try is
 * still accepted. */
static void
ask_after (SwimDnsQuestion *question, gint64 backoff, gint64 now)
{
  if (backoff == 0)
    {
      ask_or_wait (question, now);
      return;
    }
  question->backing_off = TRUE;
  swim_dns_timer_start (&question->lookup->engine->timers, &question->timer, now + backoff);
}

/* After a failure: finishes where no try or no time is left. */
static void
try_later (SwimDnsQuestion *question, gint64 backoff)
{
  gint64 now = g_get_monotonic_time ();

  if (swim_dns_question_is_last_try (question)
      || swim_dns_question_times_out (question, now, backoff))
    finish_question (question);
  else
    ask_after (question, backoff, now);
}

static void
count_query (const SwimDnsQuestion *question, int added)
{
  SwimDnsCounts *counts = &question->lookup->engine->counts;

  counts->queries += (guint64) added;
  if (question->tries > 1)
    counts->retries += (guint64) added;
}

/* A full socket does not count as a try, since nothing was sent, nor one that others use. */
static void
on_not_sent (SwimDnsQuestion *question)
{
  count_query (question, -1);
  question->tries--;
  try_later (question, FULL_SOCKET_BACKOFF);
}

/* Releases the permit of the try. */
static void
release_permit (SwimDnsQuestion *question, SwimDnsEnd end, gint64 now)
{
  SwimDnsUpstream *upstream = question->in_flight;

  swim_dns_upstream_release (question, end, now);
  swim_dns_question_note_end (question, upstream, end, now);
}

/* Reports the result of a try to the limiter, and notes who answered. */
static void
note_answer (SwimDnsTry *answered, int status, const unsigned char *message, int length)
{
  SwimDnsQuestion *question = answered->question;
  SwimDnsAnswer *answer = &question->lookup->answer;
  SwimDnsUpstream *upstream = answered->upstream;
  gint64 now = g_get_monotonic_time ();

  if (question->in_flight != NULL && answered->number == question->tries)
    release_permit (question, swim_dns_try_get_end (answered, status, message, length), now);
  else if (message != NULL)
    swim_dns_limiter_note_late (upstream->limiter, upstream->index, answered->sent, now);
  if (message == NULL)
    return;
  swim_dns_counts_add_rcode (&question->lookup->engine->counts,
                             swim_dns_message_get_rcode (message, (gsize) length));
  answer->rtt = MAX (answer->rtt, now - answered->sent);
  if (answer->server == NULL)
    answer->server = g_strdup (upstream->server->address);
}

/* Where what is late does not answer the question, that goes on with what it does now. */
static void
on_answered (SwimDnsTry *answered, int status, const unsigned char *message, int length)
{
  const gboolean late = swim_dns_try_is_late (answered);
  SwimDnsQuestion *question = answered->question;
  SwimDnsServer *server = answered->server;
  int reason = server->last_errno;

  note_answer (answered, status, message, length);
  if (status == ARES_ECONNREFUSED && (reason == EAGAIN || reason == ENOBUFS))
    on_not_sent (question);
  else if (swim_dns_question_read (question, server, status, message, length))
    finish_question (question);
  else if (!late)
    try_later (question, swim_dns_question_get_backoff (question));
}

/* c-ares calls this once for each try. Only the current try may fail the question; a late answer
 * to an earlier one is as good as any. */
static void
on_ares_answer (void *data, int status, int timeouts, unsigned char *message, int length)
{
  SwimDnsTry *answered = data;
  SwimDnsQuestion *question = answered->question;
  SwimDnsLookup *lookup = question->lookup;
  const gboolean late = swim_dns_try_is_late (answered);

  lookup->engine->pending--;
  answered->server->n_open--;
  if (!question->done && (!late || swim_dns_status_is_final (status)))
    {
      if (!swim_dns_try_goes_on (answered, status, message, length))
        on_answered (answered, status, message, length);
      else if (!late)
        send_question (question, answered->upstream, answered->sent);
    }
  swim_dns_try_free (answered);
  lookup->pending--;
  free_if_unused (lookup);
}

/* There is no connection for it, or for now none is free: waiting for others takes no time of it.
 */
static void
on_no_server (SwimDnsQuestion *question, const GError *error)
{
  if (question->in_flight != NULL)
    release_permit (question, SWIM_DNS_WITHDRAWN, g_get_monotonic_time ());
  if (error == NULL)
    {
      question->lookup->deadline += FULL_SOCKET_BACKOFF;
      on_not_sent (question);
      return;
    }
  swim_dns_question_set (question, SWIM_STATUS_IO_ERROR, g_strdup (error->message));
  try_later (question, swim_dns_question_get_backoff (question));
}

/* Sends a try, or goes on with one that began before. */
static void
send_question (SwimDnsQuestion *question, SwimDnsUpstream *upstream, gint64 begun)
{
  SwimDnsLookup *lookup = question->lookup;
  g_autoptr (GError) error = NULL;
  SwimDnsServer *server = swim_dns_upstream_choose_server (upstream, question, &error);
  SwimDnsTry *try;

  if (server == NULL)
    {
      on_no_server (question, error);
      return;
    }
  try = question->first.question == NULL ? &question->first : g_new (SwimDnsTry, 1);
  *try = (SwimDnsTry){ question, upstream, server, begun, question->tries };
  lookup->engine->pending++;
  lookup->pending++;
  server->n_open++;
  /* The callback may come before this returns. */
  ares_query (server->channel, lookup->name, DNS_CLASS_IN, question->type, on_ares_answer, try);
}

/* Sends the question with the permit that it holds. It may be done when this returns. */
static void
ask (SwimDnsQuestion *question, gint64 now)
{
  SwimDnsLookup *lookup = question->lookup;
  SwimDnsUpstream *upstream = question->in_flight;

  if (lookup->deadline == 0)
    lookup->deadline = now + lookup->engine->policy->timeout;
  question->tries++;
  count_query (question, 1);
  question->backing_off = FALSE;
  swim_dns_timer_start (&lookup->engine->timers, &question->timer,
                        now + swim_dns_question_get_retransmit_timeout (question, upstream, now));
  send_question (question, upstream, now);
}

static void
ask_or_wait (SwimDnsQuestion *question, gint64 now)
{
  SwimDnsEngine *engine = question->lookup->engine;
  SwimDnsUpstream *upstream = choose_upstream (question, now);

  if (engine->pending < MOST_PENDING && swim_dns_upstream_acquire (upstream, question, now))
    {
      ask (question, now);
      return;
    }
  question->backing_off = FALSE;
  swim_dns_upstream_enqueue (upstream, question, now);
  swim_dns_timer_stop (&question->timer);
  if (!swim_dns_question_waits_for_its_first (question))
    swim_dns_timer_start (&engine->timers, &question->timer,
                          question->lookup->deadline + engine->policy->timeout);
}

/* Sends waiting questions as far as the limiter permits. */
void
swim_dns_engine_send_waiting (SwimDnsEngine *engine)
{
  for (guint i = 0; i < engine->upstreams->len; i++)
    {
      SwimDnsUpstream *upstream = engine->upstreams->pdata[i];
      gint64 now = g_get_monotonic_time ();
      SwimDnsQuestion *question;

      while (engine->pending < MOST_PENDING
             && (question = swim_dns_upstream_next (upstream, now)) != NULL)
        ask (question, now);
    }
}

/* A try was not answered in time, or a backoff is over. After the last try an answer is accepted
 * until the deadline of the name. */
static void
on_timer (SwimDnsTimer *timer, gint64 now, gpointer data)
{
  SwimDnsQuestion *question = (SwimDnsQuestion *) timer;

  if (question->in_flight != NULL)
    release_permit (question, SWIM_DNS_LOST, now);
  if (swim_dns_question_times_out (question, now, 0))
    finish_question (question);
  else if (question->backing_off)
    ask_or_wait (question, now);
  else if (swim_dns_question_is_last_try (question))
    swim_dns_timer_start (&question->lookup->engine->timers, &question->timer,
                          question->lookup->deadline);
  else
    ask_after (question, swim_dns_question_get_backoff (question), now);
}

static void
foreach_server (SwimDnsEngine *engine, GFunc func, gpointer data)
{
  for (guint i = 0; i < engine->upstreams->len; i++)
    swim_dns_upstream_foreach_server (engine->upstreams->pdata[i], func, data);
}

/* Runs expired timers. Call it every SWIM_DNS_TICK while lookups are active. */
void
swim_dns_engine_run_timers (SwimDnsEngine *engine, gint64 now)
{
  swim_dns_timer_wheel_advance (&engine->timers, now, on_timer, engine);
  foreach_server (engine, swim_dns_server_drop_old, NULL);
  swim_dns_engine_send_waiting (engine);
}

/* Sends what was asked. To be called before waiting. */
void
swim_dns_engine_flush (SwimDnsEngine *engine)
{
  for (guint i = 0; i < engine->upstreams->len; i++)
    swim_dns_server_flush (((SwimDnsUpstream *) engine->upstreams->pdata[i])->server);
}

/* Looks a name up. group may be NULL; it is counted up now and down when the lookup is over, and
 * names the lookup for swim_dns_engine_cancel(). The function may be called before this returns. */
void
swim_dns_engine_start (SwimDnsEngine *engine,
                       const char *name,
                       const SwimDnsQuery *query,
                       guint *group,
                       SwimDnsFunc func,
                       gpointer data)
{
  const char *problem = swim_dns_name_problem (name);
  gint64 now = g_get_monotonic_time ();
  SwimDnsLookup *lookup;
  guint n_questions;

  if (problem != NULL || engine->closing)
    {
      swim_dns_answer_fail (problem != NULL ? SWIM_STATUS_INVALID : SWIM_STATUS_CANCELLED, problem,
                            func, data);
      return;
    }
  lookup = swim_dns_lookup_new (name, query);
  lookup->engine = engine;
  lookup->policy = engine->policy;
  lookup->first_server = engine->next_server++ % engine->upstreams->len;
  lookup->func = func;
  lookup->data = data;
  lookup->group = group;
  if (group != NULL)
    (*group)++;
  g_queue_push_tail_link (&engine->lookups, &lookup->link);

  /* The last may end the lookup, and with it this list. */
  n_questions = lookup->n_questions;
  for (guint i = 0; i < n_questions; i++)
    ask_or_wait (&lookup->questions[i], now);
}

static void
cancel_lookup (SwimDnsLookup *lookup)
{
  guint n_questions = lookup->n_questions;

  for (guint i = 0; i < n_questions; i++)
    {
      SwimDnsQuestion *question = &lookup->questions[i];
      gboolean last = lookup->open == 1;

      if (question->done)
        continue;
      swim_dns_question_set (question, SWIM_STATUS_CANCELLED, NULL);
      finish_question (question);
      if (last)
        return;
    }
}

/* Ends the lookups of a group as cancelled; of all groups if it is NULL. What their functions start
 * meanwhile is left alone. */
void
swim_dns_engine_cancel (SwimDnsEngine *engine, guint *group)
{
  GPtrArray *doomed = g_ptr_array_new ();

  for (GList *l = engine->lookups.head; l != NULL; l = l->next)
    {
      SwimDnsLookup *lookup = l->data;

      if (group == NULL || lookup->group == group)
        g_ptr_array_add (doomed, lookup);
    }
  for (guint i = 0; i < doomed->len; i++)
    cancel_lookup (g_ptr_array_index (doomed, i));
  g_ptr_array_unref (doomed);
}

/* Drops the tries that c-ares still holds of lookups that are over. No lookup may be active. */
void
swim_dns_engine_drop_pending (SwimDnsEngine *engine)
{
  if (engine->pending > 0)
    foreach_server (engine, swim_dns_server_cancel, NULL);
}

/* Adds what was asked and answered since the last time to the policy's counter. */
void
swim_dns_engine_hand_in_counts (SwimDnsEngine *engine)
{
  if (engine->policy->counter == NULL || engine->counts.queries == 0)
    return;
  swim_dns_counter_add (engine->policy->counter, &engine->counts);
  foreach_server (engine, swim_dns_server_hand_in, engine->policy->counter);
}

/* Lookups that are not over. */
guint
swim_dns_engine_get_active (SwimDnsEngine *engine)
{
  return engine->lookups.length;
}

/* When swim_dns_engine_run_timers() will have something to do; asks each lookup. */
gint64
swim_dns_engine_get_timer_due (SwimDnsEngine *engine)
{
  gint64 due = G_MAXINT64;

  for (GList *l = engine->lookups.head; l != NULL; l = l->next)
    due = MIN (due, swim_dns_lookup_get_due (l->data));
  return due == G_MAXINT64 ? due : (due / SWIM_DNS_TICK + 1) * SWIM_DNS_TICK;
}

/* When swim_dns_engine_send_waiting() will have something to do, unless it is woken before. */
gint64
swim_dns_engine_get_send_due (SwimDnsEngine *engine)
{
  gint64 due = G_MAXINT64;

  for (guint i = 0; i < engine->upstreams->len && engine->pending < MOST_PENDING; i++)
    due = MIN (due, ((SwimDnsUpstream *) engine->upstreams->pdata[i])->due);
  return due;
}
