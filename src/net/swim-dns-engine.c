/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>

#include "net/swim-dns-engine.h"
#include "net/swim-dns-lookup.h"
#include "net/swim-dns-wheel.h"

/* Questions that c-ares may hold at once. It looks for a free id among 65,536 until it finds one,
 * so far fewer than that; the rest waits here. A window for each server will come in its place. */
#define MOST_PENDING 8192

/* The rest before the same server is asked again after a failure that came at once, in µs; doubled
 * with each, with up to half as much by chance, so that what failed together does not return
 * together. */
#define FIRST_REST (100 * 1000)

/* Sockets are full for a moment only. */
#define SEND_REST (10 * 1000)

struct _SwimDnsEngine
{
  const SwimDnsPolicy *policy;
  GPtrArray *servers; /* of SwimDnsServer */
  SwimDnsWheel wheel;
  GQueue lookups; /* of SwimDnsLookup: those that are not over */
  GQueue waiting; /* of SwimDnsQuestion: those that wait for room */
  guint pending;  /* tries that c-ares holds */
  gboolean ends;  /* nothing is started any more */
};

static void ask_or_wait (SwimDnsQuestion *question, gint64 now);
static void send_question (SwimDnsQuestion *question, gint64 now);

/* An engine for a policy, which must outlive it. */
SwimDnsEngine *
swim_dns_engine_new (const SwimDnsPolicy *policy, SwimDnsWatch watch, gpointer data, GError **error)
{
  SwimDnsEngine *engine = g_new0 (SwimDnsEngine, 1);
  double lifetime = (double) policy->timeout / G_USEC_PER_SEC + 1;

  engine->policy = policy;
  engine->servers = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_dns_server_free);
  swim_dns_wheel_init (&engine->wheel, g_get_monotonic_time ());
  for (guint i = 0; policy->servers[i] != NULL; i++)
    {
      SwimDnsServer *server
        = swim_dns_server_new (policy->servers[i], lifetime, watch, data, error);

      if (server == NULL)
        {
          swim_dns_engine_free (engine);
          return NULL;
        }
      g_ptr_array_add (engine->servers, server);
    }
  return engine;
}

/* Lookups that are not over are cancelled, which calls their functions. */
void
swim_dns_engine_free (SwimDnsEngine *engine)
{
  engine->ends = TRUE;
  swim_dns_engine_cancel (engine, NULL);
  g_ptr_array_unref (engine->servers); /* calls back what c-ares still holds */
  g_free (engine);
}

static void
free_if_unused (SwimDnsLookup *lookup)
{
  if (lookup->over && lookup->pending == 0)
    swim_dns_lookup_free (lookup);
}

/* Hands the answer over. The lookup may be gone afterwards. */
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
  if (question->waits)
    g_queue_unlink (&lookup->engine->waiting, &question->link);
  if (--lookup->open == 0)
    finish_lookup (lookup);
}

/* Servers take turns, beginning with the first. */
static SwimDnsServer *
choose_server (SwimDnsEngine *engine, guint number)
{
  return g_ptr_array_index (engine->servers, (number - 1) % engine->servers->len);
}

static void
set_timed_out (SwimDnsQuestion *question)
{
  SwimDnsEngine *engine = question->lookup->engine;
  double seconds = (double) engine->policy->timeout / G_USEC_PER_SEC;
  guint n = MIN (engine->servers->len, MAX (question->tries, 1));
  g_autofree char *others = n > 1 ? g_strdup_printf (" and %u more", n - 1) : NULL;
  g_autofree char *detail = g_strdup_printf (
    "no answer from %s%s in %g s (%u %s)", swim_dns_server_get_address (choose_server (engine, 1)),
    others != NULL ? others : "", seconds, question->tries, question->tries == 1 ? "try" : "tries");

  swim_dns_question_set (question, SWIM_STATUS_TIMEOUT, detail);
}

/* What a try may take: each twice as long as the one before, up to eight times the first, and all
 * together what is left. */
static gint64
get_share (SwimDnsEngine *engine, guint number, gint64 left)
{
  guint weight = 1u << MIN (number - 1, 3);
  gint64 sum = 0;

  for (guint i = number; i <= engine->policy->tries; i++)
    sum += 1u << MIN (i - 1, 3);
  return left * weight / MAX (sum, 1);
}

/* After a failure that came at once: another server at once, the same one after a rest; the end
 * where there is no try or no time left. */
static void
try_later (SwimDnsQuestion *question, gint64 rest)
{
  SwimDnsLookup *lookup = question->lookup;
  gint64 now = g_get_monotonic_time ();

  if (question->tries >= lookup->engine->policy->tries || now + rest >= lookup->deadline)
    {
      finish_question (question);
      return;
    }
  if (rest == 0)
    {
      ask_or_wait (question, now);
      return;
    }
  question->resting = TRUE;
  swim_dns_wheel_set (&lookup->engine->wheel, &question->timer, now + rest);
}

static gint64
get_rest (SwimDnsQuestion *question)
{
  SwimDnsEngine *engine = question->lookup->engine;
  guint round = question->tries / engine->servers->len; /* times that all were asked */
  gint64 rest;

  if (round == 0 || question->tries % engine->servers->len != 0)
    return 0;
  rest = FIRST_REST << MIN (round - 1, 6);
  return rest + g_random_int_range (0, (gint32) rest / 2);
}

static void
free_try (SwimDnsTry *answered)
{
  if (answered != &answered->question->first)
    g_free (answered);
}

/* A full socket is no try: the question never left. */
static void
on_not_sent (SwimDnsQuestion *question)
{
  question->tries--;
  try_later (question, SEND_REST);
}

static void
on_answered (SwimDnsTry *answered, int status, const unsigned char *message, int length)
{
  SwimDnsQuestion *question = answered->question;
  SwimDnsAnswer *answer = &question->lookup->answer;
  int reason = swim_dns_server_get_errno (answered->server);
  gint64 now;

  if (status == ARES_ETIMEOUT)
    {
      /* Ours is the clock. From 1.32 c-ares gives up after five times the usual time of a server,
       * and forgets the question: it is put again, within the same try. */
      send_question (question, g_get_monotonic_time ());
      return;
    }
  if (status == ARES_ECONNREFUSED && (reason == EAGAIN || reason == ENOBUFS))
    {
      on_not_sent (question);
      return;
    }
  if (message != NULL)
    {
      now = g_get_monotonic_time ();
      answer->rtt = MAX (answer->rtt, now - answered->sent);
      if (answer->server == NULL)
        answer->server = g_strdup (swim_dns_server_get_address (answered->server));
    }
  if (swim_dns_question_read (question, answered, status, message, length))
    finish_question (question);
  else
    try_later (question, get_rest (question));
}

static gboolean
is_final (int status)
{
  return status == ARES_SUCCESS || status == ARES_ENOTFOUND || status == ARES_ENODATA;
}

/* What c-ares calls for each try, once. Only the try that is waited for may fail; a late answer to
 * an earlier one is as good as any. */
static void
on_ares_answer (void *data, int status, int timeouts, unsigned char *message, int length)
{
  SwimDnsTry *answered = data;
  SwimDnsQuestion *question = answered->question;
  SwimDnsLookup *lookup = question->lookup;
  gboolean late
    = question->resting || question->waits || answered->number != question->tries;

  lookup->engine->pending--;
  if (!question->done && (!late || is_final (status)))
    on_answered (answered, status, message, length);
  free_try (answered);
  lookup->pending--;
  free_if_unused (lookup);
}

static void
send_question (SwimDnsQuestion *question, gint64 now)
{
  SwimDnsLookup *lookup = question->lookup;
  SwimDnsTry *try = question->first.question == NULL ? &question->first : g_new (SwimDnsTry, 1);

  try->question = question;
  try->number = question->tries;
  try->server = choose_server (lookup->engine, try->number);
  try->sent = now;
  lookup->engine->pending++;
  lookup->pending++;
  swim_dns_server_ask (try->server, lookup->name, question->type, on_ares_answer, try);
}

/* Tries the question once more. It may be done when this returns. */
static void
ask (SwimDnsQuestion *question, gint64 now)
{
  SwimDnsLookup *lookup = question->lookup;

  question->tries++;
  question->resting = FALSE;
  swim_dns_wheel_set (&lookup->engine->wheel, &question->timer,
                      now + get_share (lookup->engine, question->tries, lookup->deadline - now));
  send_question (question, now);
}

static void
ask_or_wait (SwimDnsQuestion *question, gint64 now)
{
  SwimDnsEngine *engine = question->lookup->engine;

  if (engine->pending < MOST_PENDING)
    {
      ask (question, now);
      return;
    }
  question->waits = TRUE;
  g_queue_push_tail_link (&engine->waiting, &question->link);
  swim_dns_wheel_set (&engine->wheel, &question->timer, question->lookup->deadline);
}

/* Sends what waits, as far as there is room. */
void
swim_dns_engine_pump (SwimDnsEngine *engine)
{
  gint64 now = engine->waiting.length > 0 ? g_get_monotonic_time () : 0;

  while (engine->waiting.length > 0 && engine->pending < MOST_PENDING)
    {
      SwimDnsQuestion *question = g_queue_pop_head_link (&engine->waiting)->data;

      question->waits = FALSE;
      ask (question, now);
    }
}

/* A try is over without an answer, or a rest is. */
static void
on_timer (SwimDnsTimer *timer, gint64 now, gpointer data)
{
  SwimDnsQuestion *question = (SwimDnsQuestion *) timer;
  SwimDnsEngine *engine = data;
  gboolean last = question->tries >= engine->policy->tries && !question->resting;

  if (last || question->waits || now >= question->lookup->deadline)
    {
      set_timed_out (question);
      finish_question (question);
      return;
    }
  ask_or_wait (question, now);
}

/* Sees to everything that time alone brings about. To be called every SWIM_DNS_TICK while lookups
 * are active. */
void
swim_dns_engine_turn (SwimDnsEngine *engine, gint64 now)
{
  swim_dns_wheel_turn (&engine->wheel, now, on_timer, engine);
  for (guint i = 0; i < engine->servers->len; i++)
    swim_dns_server_expire (g_ptr_array_index (engine->servers, i));
  swim_dns_engine_pump (engine);
}

static void
fail_at_once (SwimStatus status, const char *detail, SwimDnsFunc func, gpointer data)
{
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  swim_dns_answer_set (&answer, status, detail);
  func (&answer, data);
}

/* Looks a name up. group may be NULL; it is counted up now and down when the lookup is over, and
 * names the lookup for swim_dns_engine_cancel(). The function may be called before this returns. */
void
swim_dns_engine_start (SwimDnsEngine *engine,
                       const char *name,
                       SwimDnsTypes types,
                       guint *group,
                       SwimDnsFunc func,
                       gpointer data)
{
  const char *problem = swim_dns_name_problem (name);
  gint64 now = g_get_monotonic_time ();
  SwimDnsLookup *lookup;
  guint n_questions;

  if (problem != NULL || engine->ends)
    {
      fail_at_once (problem != NULL ? SWIM_STATUS_INVALID : SWIM_STATUS_CANCELLED, problem, func,
                    data);
      return;
    }
  lookup = swim_dns_lookup_new (name, types);
  lookup->engine = engine;
  lookup->deadline = now + engine->policy->timeout;
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
swim_dns_engine_forget (SwimDnsEngine *engine)
{
  for (guint i = 0; engine->pending > 0 && i < engine->servers->len; i++)
    swim_dns_server_cancel (g_ptr_array_index (engine->servers, i));
}

/* Lookups that are not over. */
guint
swim_dns_engine_get_active (SwimDnsEngine *engine)
{
  return engine->lookups.length;
}

/* When swim_dns_engine_turn() will have something to do: for few lookups, since it asks each. */
gint64
swim_dns_engine_get_due (SwimDnsEngine *engine)
{
  gint64 due = G_MAXINT64;

  for (GList *l = engine->lookups.head; l != NULL; l = l->next)
    {
      SwimDnsLookup *lookup = l->data;

      for (guint i = 0; i < lookup->n_questions; i++)
        if (!lookup->questions[i].done)
          due = MIN (due, lookup->questions[i].timer.due);
    }
  return due == G_MAXINT64 ? due : (due / SWIM_DNS_TICK + 1) * SWIM_DNS_TICK;
}
