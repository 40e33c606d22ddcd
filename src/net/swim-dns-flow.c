/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/swim-dns-flow.h"

#include <math.h>

/* What a fresh socket holds with Linux's defaults is about 270 questions. */
#define FIRST_WINDOW 128
/* More are in flight nowhere, and c-ares would be slow to find a free id. */
#define MOST_WINDOW 8192

/* A path may lose a little without anybody being overloaded. */
#define TOLERATED_LOSS 0.02
#define LOSS_MEMORY 256.0 /* tries that the share is taken over */

/* From this window down, the pace is what holds back. */
#define PACED_WINDOW 8
#define LOWEST_RATE 20.0
/* What is kept of the rate at which answers came. */
#define PACE_SHARE 0.95
/* Of time that was not used, so much may be: a loop that waits for whole milliseconds is late for
 * every question. */
#define BURST_US (4 * 1000)
/* The rate of answers is that of so long at least, and of twice as long at the most, so that it
 * spans both the rush and the rest where a server is asked in waves. */
#define RECENT_US (500 * 1000)
#define SHORT_US 1000
#define LONG_US (200 * 1000)
/* For so long after a cut a server is called overloaded. */
#define OVERLOAD_US (2 * G_USEC_PER_SEC)

/* How often the pace is raised, by how much at first after a cut, and at the most: gently near the
 * rate that was too much, faster when nothing happens. Below that rate by a share of what there is
 * between, and while none is known by much: a server that dropped a rush bears more than it
 * answered meanwhile. */
#define RAISE_US (100 * 1000)
#define FIRST_GROWTH 0.005
#define MOST_GROWTH 0.1
#define GROWTH_OF_GROWTH 1.15
#define APPROACH 0.1
#define SEARCH_GROWTH 0.3
/* A pace that held nothing back for so long is none. */
#define IDLE_PACE_US G_USEC_PER_SEC

/* Refusals that are as many after so long at a pace well below what was answered on the whole are
 * about names, not about the rate. */
#define FUTILE_US (3 * G_USEC_PER_SEC)
#define FUTILE_SHARE 0.25
#define FUTILE_REFUSALS 0.2

/* How long an answer is waited for at least: less, and a busy machine passes for a loss. */
#define LEAST_PATIENCE (100 * 1000)
#define QUEUED_US 1000
/* Questions in a row without an answer that make a server a silent one. */
#define SILENT 8

void
swim_dns_flow_init (SwimDnsFlow *flow)
{
  *flow = (SwimDnsFlow){ .window = FIRST_WINDOW, .rtt = -1, .rtt_min = -1 };
}

/* When a question may be sent: now, later, or never before something else has happened
 * (G_MAXINT64). */
gint64
swim_dns_flow_get_due (SwimDnsFlow *flow, gint64 now)
{
  if (flow->in_flight >= (guint) flow->window)
    return G_MAXINT64;
  if (flow->pace <= 0 || flow->next <= (double) now)
    return now;
  flow->limited_at = now;
  return (gint64) ceil (flow->next);
}

/* How long an answer is worth waiting for before it counts as lost, in µs; 0 where nothing is known
 * yet. */
gint64
swim_dns_flow_get_patience (const SwimDnsFlow *flow)
{
  return flow->rtt < 0 ? 0 : MAX (LEAST_PATIENCE, (gint64) (flow->rtt + 4 * flow->rtt_deviation));
}

/* Whether it was asked too much of late: that it refuses or does not answer says nothing about the
 * name. */
gboolean
swim_dns_flow_is_overloaded (const SwimDnsFlow *flow, gint64 now)
{
  return flow->cut_at != 0 && now - flow->cut_at < OVERLOAD_US && !flow->refuses_names;
}

/* Whether it has not answered lately: rather another is asked. */
gboolean
swim_dns_flow_is_silent (const SwimDnsFlow *flow)
{
  return flow->silent >= SILENT;
}

void
swim_dns_flow_sent (SwimDnsFlow *flow, gint64 now)
{
  flow->in_flight++;
  if (flow->begun == 0)
    flow->begun = flow->recent_since = now;
  if (flow->pace > 0)
    flow->next = MAX (flow->next, (double) now - BURST_US) + G_USEC_PER_SEC / flow->pace;
}

static void
note_rtt (SwimDnsFlow *flow, gint64 rtt)
{
  if (flow->rtt < 0)
    {
      flow->rtt = (double) rtt;
      flow->rtt_deviation = (double) rtt / 2;
      flow->rtt_min = rtt;
      return;
    }
  flow->rtt_deviation += (fabs ((double) rtt - flow->rtt) - flow->rtt_deviation) / 4;
  flow->rtt += ((double) rtt - flow->rtt) / 8;
  flow->rtt_min = MIN (flow->rtt_min, rtt);
}

static void
note_recent (SwimDnsFlow *flow, gint64 now)
{
  gint64 span = now - flow->recent_since;

  if (span >= RECENT_US)
    {
      flow->before_recent = span < 2 * RECENT_US ? flow->recent : 0;
      flow->recent = 0;
      flow->recent_since = now;
    }
  flow->recent++;
}

/* Answers a second, of late. */
static double
get_answer_rate (const SwimDnsFlow *flow, gint64 now)
{
  gint64 begun = MAX (flow->begun, flow->recent_since - RECENT_US);

  return (double) (flow->before_recent + flow->recent) * G_USEC_PER_SEC
         / (double) MAX (now - begun, SHORT_US);
}

static void
note_loss (SwimDnsFlow *flow, gboolean lost)
{
  flow->loss += ((lost ? 1 : 0) - flow->loss) / LOSS_MEMORY;
}

static void
end_pace (SwimDnsFlow *flow)
{
  flow->pace = 0;
}

static void
raise_pace (SwimDnsFlow *flow, gint64 now)
{
  double far = SEARCH_GROWTH;

  if (now - flow->limited_at >= IDLE_PACE_US)
    {
      end_pace (flow);
      return;
    }
  if (now - flow->raised_at < RAISE_US)
    return;
  if (flow->too_much > 0)
    far = MIN (far, APPROACH * (flow->too_much / flow->pace - 1));
  flow->raised_at = now;
  flow->pace *= 1 + MAX (flow->growth, far);
  flow->growth = MIN (MOST_GROWTH, flow->growth * GROWTH_OF_GROWTH);
}

/* Grows only where it was full: never above what the run has in flight. Before the first cut by one
 * an answer that did not stand in a queue, which doubles it each round trip; else by one a round
 * trip. */
static void
grow_window (SwimDnsFlow *flow, gint64 rtt)
{
  gboolean doubles = flow->cut_at == 0 && rtt <= 2 * flow->rtt_min + QUEUED_US;

  if (flow->in_flight < (guint) flow->window || flow->window >= MOST_WINDOW)
    return;
  flow->window += doubles ? 1 : 1 / flow->window;
}

void
swim_dns_flow_answered (SwimDnsFlow *flow, gint64 sent, gint64 now)
{
  note_rtt (flow, now - sent);
  note_recent (flow, now);
  note_loss (flow, FALSE);
  grow_window (flow, now - sent);
  flow->in_flight--;
  flow->answered++;
  flow->total++;
  flow->refusals -= flow->refusals / LOSS_MEMORY;
  flow->silent = 0;
  if (flow->pace > 0)
    raise_pace (flow, now);
}

/* Paces what is sent to somewhat less than what gets through. */
static void
cut_pace (SwimDnsFlow *flow, gint64 now)
{
  gint64 span = now - MAX (flow->cut_at, flow->begun);
  double rate = PACE_SHARE * get_answer_rate (flow, now);

  if (flow->pace > 0)
    rate = CLAMP (rate, flow->pace * (span >= LONG_US ? 0.1 : 0.5), flow->pace * PACE_SHARE);
  rate = MAX (rate, LOWEST_RATE);
  if (flow->pace <= 0)
    flow->paced_at = now;
  flow->too_much = flow->pace;
  flow->pace = rate;
  flow->next = (double) now + G_USEC_PER_SEC / rate;
  flow->growth = FIRST_GROWTH;
  flow->raised_at = flow->limited_at = now;
}

/* The server was asked too much. Tries of one flight count once: those sent before the last cut
 * tell nothing new. Nor does a server that answers nobody: asking it less helps no one. */
static void
cut (SwimDnsFlow *flow, gint64 sent, gboolean paced, gint64 now)
{
  if (sent < flow->cut_at || flow->answered == 0
      || (flow->pace <= 0 && flow->loss < TOLERATED_LOSS))
    return;
  flow->before_window = flow->window;
  flow->before_pace = flow->pace;
  flow->window = MAX (1, flow->window / 2);
  if (paced || flow->pace > 0 || flow->window <= PACED_WINDOW)
    cut_pace (flow, now);
  flow->cut_at = now;
  flow->answered = 0;
}

static gboolean
is_futile (const SwimDnsFlow *flow, gint64 now)
{
  double usual = (double) flow->total * G_USEC_PER_SEC / (double) MAX (now - flow->begun, 1);

  return flow->pace > 0 && now - flow->paced_at > FUTILE_US && flow->refusals > FUTILE_REFUSALS
         && flow->pace <= MAX (LOWEST_RATE, usual * FUTILE_SHARE);
}

/* It answered REFUSED, which is what many say to those who ask too much, and all to those whom
 * they do not serve. */
void
swim_dns_flow_refused (SwimDnsFlow *flow, gint64 sent, gint64 now)
{
  flow->in_flight--;
  flow->silent = 0;
  if (flow->refuses_names)
    return;
  flow->refusals += (1 - flow->refusals) / LOSS_MEMORY;
  if (is_futile (flow, now))
    {
      flow->refuses_names = TRUE;
      end_pace (flow);
      flow->window = FIRST_WINDOW;
      return;
    }
  note_loss (flow, TRUE);
  cut (flow, sent, TRUE, now);
}

/* No answer came in time. */
void
swim_dns_flow_lost (SwimDnsFlow *flow, gint64 sent, gint64 now)
{
  flow->in_flight--;
  flow->silent++;
  note_loss (flow, TRUE);
  cut (flow, sent, FALSE, now);
}

/* It is over for a reason that says nothing about the server. */
void
swim_dns_flow_withdrawn (SwimDnsFlow *flow)
{
  flow->in_flight--;
}

/* The answer to a question came after it counted as lost: the server is slow, and a cut for that
 * loss is taken back. */
void
swim_dns_flow_late (SwimDnsFlow *flow, gint64 sent, gint64 now)
{
  note_rtt (flow, now - sent);
  flow->silent = 0;
  if (flow->before_window <= 0 || sent >= flow->cut_at)
    return;
  flow->window = MAX (flow->window, flow->before_window);
  if (flow->before_pace <= 0)
    end_pace (flow);
  else if (flow->pace > 0)
    flow->pace = MAX (flow->pace, flow->before_pace);
  flow->before_window = 0;
}
