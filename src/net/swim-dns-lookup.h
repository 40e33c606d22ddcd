/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One name on its way through the engine: its questions, what each came to, and the rule by which
 * they make one answer. No socket and no clock here. */
#pragma once

#include <ares.h>

#include "net/swim-dns-engine.h"
#include "net/swim-dns-wheel.h"

G_BEGIN_DECLS

typedef struct _SwimDnsLookup SwimDnsLookup;
typedef struct _SwimDnsQuestion SwimDnsQuestion;

/* A question sent to a server, once. c-ares holds it until it has an answer or gives up, which may
 * be long after the lookup is over: the last one out frees the lookup.
 * number: which try of its question, from 1 */
typedef struct
{
  SwimDnsQuestion *question;
  SwimDnsServer *server;
  gint64 sent;
  guint number;
} SwimDnsTry;

/* What is asked of one record type.
 * timer: rings when the try is over, or when the next may begin
 * link: its place among those that wait for room, where it waits
 * status, detail: what it came to; of a failed try, while there will be another */
struct _SwimDnsQuestion
{
  SwimDnsTimer timer; /* first, so that a timer is its question */
  SwimDnsLookup *lookup;
  GList link;
  int type;
  guint tries;
  gboolean waits;
  gboolean resting;
  gboolean done;
  SwimStatus status;
  char *detail;
  SwimDnsTry first;
};

/* pending: tries that c-ares holds
 * open: questions that are not done
 * group: counts the lookups of a cancellable; see swim_dns_engine_cancel() */
struct _SwimDnsLookup
{
  SwimDnsEngine *engine;
  GList link;
  SwimDnsQuestion questions[2];
  guint n_questions;
  guint open;
  guint pending;
  gboolean over;
  gint64 deadline;
  guint *group;
  SwimDnsFunc func;
  gpointer data;
  SwimDnsAnswer answer;
  char name[];
};

SwimDnsLookup *swim_dns_lookup_new (const char *name, SwimDnsTypes types);
void swim_dns_lookup_free (SwimDnsLookup *lookup);
void swim_dns_lookup_settle (SwimDnsLookup *lookup);

void swim_dns_question_set (SwimDnsQuestion *question, SwimStatus status, const char *detail);
gboolean swim_dns_question_read (SwimDnsQuestion *question,
                                 SwimDnsTry *answered,
                                 int status,
                                 const unsigned char *message,
                                 int length);

G_END_DECLS
