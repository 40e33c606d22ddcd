/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A lookup of one name: its questions, their results, and how these are merged into one answer.
 * No socket and no clock here. */
#pragma once

#include "net/dns/answer.h"
#include "net/dns/policy.h"
#include "net/dns/server.h"
#include "net/dns/swim-dns-response.h"
#include "net/dns/timer-wheel.h"

G_BEGIN_DECLS

typedef struct _SwimDnsEngine SwimDnsEngine;
typedef struct _SwimDnsLookup SwimDnsLookup;
typedef struct _SwimDnsQuestion SwimDnsQuestion;
typedef struct _SwimDnsUpstream SwimDnsUpstream;

/* A question as sent to a server, once. c-ares holds it until it is answered or given up, which
 * may be long after the lookup is over: the last try frees the lookup.
 * server: of the upstream, the one that was asked
 * number: which try of its question, from 1 */
typedef struct
{
  SwimDnsQuestion *question;
  SwimDnsUpstream *upstream;
  SwimDnsServer *server;
  gint64 sent;
  guint number;
} SwimDnsTry;

/* A question for one record type.
 * timer: expires when the try is over, or when the next may begin
 * tries, uncounted: how often it was sent, and how many of those do not count, since the server
 * was overloaded, or since another had not refused yet
 * refused, n_refused: by server, whether it refused or cannot be reached, and how many; NULL: none
 * link: in the queue of the upstream in which it waits
 * waiting, left: that upstream, and how much time the name had when the wait began, which does not
 * count; NULL where it does not wait to be sent
 * in_flight, acquired_at: the upstream for which its latest try holds a permit, and since when;
 * NULL before the try, after it, and when it counts as lost
 * cut_by: that upstream is asked over TCP, since its answer was too long for UDP; NULL for none
 * alone: over a connection of its own, since a shared one broke
 * status, detail: its result; the result of a failed try, while another follows
 * response: what the server said; NULL where the query does not keep it */
struct _SwimDnsQuestion
{
  SwimDnsTimer timer; /* first, so that a timer is its question */
  SwimDnsLookup *lookup;
  GList link;
  int type;
  guint tries;
  guint uncounted;
  gboolean *refused;
  guint n_refused;
  SwimDnsUpstream *waiting;
  gint64 left;
  SwimDnsUpstream *in_flight;
  gint64 acquired_at;
  gboolean backing_off;
  SwimDnsUpstream *cut_by;
  gboolean alone;
  gboolean done;
  SwimStatus status;
  char *detail;
  SwimDnsResponse *response;
  SwimDnsTry first;
};

/* pending: tries that c-ares holds
 * open: questions that are not done
 * first_server: asked first; later tries go on from there
 * deadline: monotonic, µs; 0 until the first question is sent: time spent waiting for a permit
 * does not count, but a try that is not the first, refusals aside, waits no longer than the
 * policy's timeout
 * group: counts the lookups of a cancellable; see swim_dns_engine_cancel() */
struct _SwimDnsLookup
{
  SwimDnsEngine *engine;
  const SwimDnsPolicy *policy;
  GList link;
  guint n_questions;
  guint open;
  guint pending;
  gboolean over;
  guint first_server;
  gint64 deadline;
  guint *group;
  SwimDnsFunc func;
  gpointer data;
  SwimDnsAnswer answer;
  char *name; /* behind the questions */
  SwimDnsQuestion questions[];
};

SwimDnsLookup *swim_dns_lookup_new (const char *name, const SwimDnsQuery *query);
void swim_dns_lookup_free (SwimDnsLookup *lookup);
void swim_dns_lookup_settle (SwimDnsLookup *lookup);

void swim_dns_question_set (SwimDnsQuestion *question, SwimStatus status, char *detail);
void swim_dns_question_forgive (SwimDnsQuestion *question);
gboolean swim_dns_question_note_refusal (SwimDnsQuestion *question, guint server);
gboolean swim_dns_question_read (SwimDnsQuestion *question,
                                 SwimDnsServer *server,
                                 int status,
                                 const unsigned char *message,
                                 int length);

G_END_DECLS
