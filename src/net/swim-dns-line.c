/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/swim-dns-line.h"

/* A line to a server, which it owns from now on; the waiter says how the engine is woken. */
SwimDnsLine *
swim_dns_line_new (SwimDnsServer *server,
                   SwimDnsTraffic *traffic,
                   guint index,
                   SwimDnsWaiter waiter)
{
  SwimDnsLine *line = g_new0 (SwimDnsLine, 1);

  line->server = server;
  line->traffic = traffic;
  line->index = index;
  line->waiter = waiter;
  line->due = G_MAXINT64;
  return line;
}

/* Calls back what c-ares still holds. Nobody may be in line. */
void
swim_dns_line_free (SwimDnsLine *line)
{
  swim_dns_server_free (line->server);
  g_free (line);
}

static gboolean
is_empty (const SwimDnsLine *line)
{
  return line->again.length + line->fresh.length == 0;
}

/* Whether the traffic lets a question in; if so it has a place until it leaves. */
static gboolean
let_in (SwimDnsLine *line, SwimDnsQuestion *question, gint64 now)
{
  line->due = swim_dns_traffic_enter (line->traffic, line->index, &line->waiter, now);
  if (line->due != 0)
    return FALSE;
  line->due = G_MAXINT64;
  question->place = line;
  question->entered = now;
  return TRUE;
}

/* Takes a place for a question, unless others wait already or there is none. It then has to wait:
 * the engine is in the traffic's queue. */
gboolean
swim_dns_line_enter (SwimDnsLine *line, SwimDnsQuestion *question, gint64 now)
{
  return is_empty (line) && let_in (line, question, now);
}

/* Gives the question's place back. */
void
swim_dns_line_leave (SwimDnsQuestion *question, SwimDnsEnd end, gint64 now)
{
  SwimDnsLine *line = question->place;

  question->place = NULL;
  swim_dns_traffic_leave (line->traffic, line->index, &line->waiter, end, question->entered, now);
}

void
swim_dns_line_wait (SwimDnsLine *line, SwimDnsQuestion *question)
{
  question->waits = line;
  g_queue_push_tail_link (question->tries > 0 ? &line->again : &line->fresh, &question->link);
}

/* Takes the question out of the line in which it waits, if it does. */
void
swim_dns_line_quit (SwimDnsQuestion *question)
{
  SwimDnsLine *line = question->waits;

  if (line == NULL)
    return;
  question->waits = NULL;
  g_queue_unlink (question->tries > 0 ? &line->again : &line->fresh, &question->link);
  if (!is_empty (line))
    return;
  line->due = G_MAXINT64;
  swim_dns_traffic_stop_waiting (line->traffic, line->index, &line->waiter);
}

/* The next question that waits, taken out of line and with a place; NULL if none waits or may be
 * sent now. */
SwimDnsQuestion *
swim_dns_line_next (SwimDnsLine *line, gint64 now)
{
  GQueue *queue = line->again.length > 0 ? &line->again : &line->fresh;
  SwimDnsQuestion *question;

  if (is_empty (line))
    return NULL;
  question = queue->head->data;
  if (!let_in (line, question, now))
    return NULL;
  g_queue_unlink (queue, &question->link);
  question->waits = NULL;
  return question;
}
