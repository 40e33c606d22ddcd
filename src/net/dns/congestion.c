/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/congestion.h"

#include <math.h>

/* A new socket holds about 270 questions with Linux's defaults. */
#define FIRST_WINDOW 128
/* With more in flight c-ares would be slow to find a free id. */
#define MOST_WINDOW 8192

/* A path may lose this share without a server being overloaded. */
#define TOLERATED_LOSS 0.02
#define LOSS_MEMORY 256.0 /* number of tries that the share is averaged over */

/* At this window and below, the pace limits the rate. */
#define PACED_WINDOW 8
#define LOWEST_RATE 20.0
/* Share of the rate of answers that a cut leaves. */
#define PACE_SHARE 0.95
/* How far the pace may catch up: a loop that waits in whole milliseconds is late for every
 * question. */
#define BURST_US (4 * 1000)
/* The rate of answers is taken over at least this time and at most twice as long, so that it
 * covers both the burst and the pause where a server is asked in waves. */
#define RECENT_US (500 * 1000)
#define SHORT_US 1000
#define LONG_US (200 * 1000)
/* For this long after a cut a server counts as overloaded. */
#define OVERLOAD_US (2 * G_USEC_PER_SEC)

/* How often the pace is raised, by how much at first after a cut, and at most: in small steps
 * near the pace of the last overload, faster when nothing is lost. Below that pace it is raised
 * by a share of the distance, and by a large step while none is known: a server that dropped a
 * burst can take more than it answered meanwhile. */
#define RAISE_US (100 * 1000)
#define FIRST_GROWTH 0.005
#define MOST_GROWTH 0.1
#define GROWTH_OF_GROWTH 1.15
#define APPROACH 0.1
#define SEARCH_GROWTH 0.3
/* A pace that delayed nothing for this long is dropped. */
#define IDLE_PACE_US G_USEC_PER_SEC

/* Refusals that stay as frequent for this long, at a pace well below the average rate of
 * answers, are about names and not about the rate. */
#define FUTILE_US (3 * G_USEC_PER_SEC)
#define FUTILE_SHARE 0.25
#define FUTILE_REFUSALS 0.2

/* The shortest retransmit timeout: with less, a busy machine would look like loss. */
#define LEAST_RETRANSMIT_TIMEOUT (100 * 1000)
#define QUEUED_US 1000
/* Questions in a row without an answer after which a server counts as silent. */
#define SILENT_AFTER 8

void
swim_dns_congestion_init (SwimDnsCongestion *congestion)
{
  *congestion = (SwimDnsCongestion){ .window = FIRST_WINDOW, .rtt = -1, .rtt_min = -1 };
}

/* When a question may be sent: now or later; G_MAXINT64: not before another is answered or lost. */
gint64
swim_dns_congestion_get_due (SwimDnsCongestion *congestion, gint64 now)
{
  if (congestion->in_flight >= (guint) congestion->window)
    return G_MAXINT64;
  if (congestion->pace <= 0 || congestion->next <= (double) now)
    return now;
  congestion->limited_at = now;
  return (gint64) ceil (congestion->next);
}

/* How long to wait for an answer before the try counts as lost, in µs; 0 where nothing is known
 * yet. */
gint64
swim_dns_congestion_get_retransmit_timeout (const SwimDnsCongestion *congestion)
{
  return congestion->rtt < 0 ? 0
                             : MAX (LEAST_RETRANSMIT_TIMEOUT,
                                    (gint64) (congestion->rtt + 4 * congestion->rtt_deviation));
}

/* Whether the server was overloaded lately: a refusal or a loss then says nothing about the
 * name. */
gboolean
swim_dns_congestion_is_overloaded (const SwimDnsCongestion *congestion, gint64 now)
{
  return congestion->cut_at != 0 && now - congestion->cut_at < OVERLOAD_US
         && !congestion->refuses_names;
}

/* Whether the server has stopped answering; another should be asked. */
gboolean
swim_dns_congestion_is_silent (const SwimDnsCongestion *congestion)
{
  return congestion->unanswered >= SILENT_AFTER;
}

void
swim_dns_congestion_sent (SwimDnsCongestion *congestion, gint64 now)
{
  congestion->in_flight++;
  if (congestion->first_sent == 0)
    congestion->first_sent = congestion->recent_since = now;
  if (congestion->pace > 0)
    congestion->next =
        MAX (congestion->next, (double) now - BURST_US) + G_USEC_PER_SEC / congestion->pace;
}

static void
note_rtt (SwimDnsCongestion *congestion, gint64 rtt)
{
  if (congestion->rtt < 0)
    {
      congestion->rtt = (double) rtt;
      congestion->rtt_deviation = (double) rtt / 2;
      congestion->rtt_min = rtt;
      return;
    }
  congestion->rtt_deviation +=
      (fabs ((double) rtt - congestion->rtt) - congestion->rtt_deviation) / 4;
  congestion->rtt += ((double) rtt - congestion->rtt) / 8;
  congestion->rtt_min = MIN (congestion->rtt_min, rtt);
}

static void
note_recent (SwimDnsCongestion *congestion, gint64 now)
{
  gint64 span = now - congestion->recent_since;

  if (span >= RECENT_US)
    {
      congestion->before_recent = span < 2 * RECENT_US ? congestion->recent : 0;
      congestion->recent = 0;
      congestion->recent_since = now;
    }
  congestion->recent++;
}

/* Recent answers a second. */
static double
get_answer_rate (const SwimDnsCongestion *congestion, gint64 now)
{
  gint64 start = MAX (congestion->first_sent, congestion->recent_since - RECENT_US);

  return (double) (congestion->before_recent + congestion->recent) * G_USEC_PER_SEC
         / (double) MAX (now - start, SHORT_US);
}

static void
note_loss (SwimDnsCongestion *congestion, gboolean lost)
{
  congestion->loss += ((lost ? 1 : 0) - congestion->loss) / LOSS_MEMORY;
}

static void
end_pace (SwimDnsCongestion *congestion)
{
  congestion->pace = 0;
}

static void
raise_pace (SwimDnsCongestion *congestion, gint64 now)
{
  double growth = SEARCH_GROWTH;

  if (now - congestion->limited_at >= IDLE_PACE_US)
    {
      end_pace (congestion);
      return;
    }
  if (now - congestion->raised_at < RAISE_US)
    return;
  if (congestion->overload_pace > 0)
    growth = MIN (growth, APPROACH * (congestion->overload_pace / congestion->pace - 1));
  congestion->raised_at = now;
  congestion->pace *= 1 + MAX (congestion->growth, growth);
  congestion->growth = MIN (MOST_GROWTH, congestion->growth * GROWTH_OF_GROWTH);
}

/* Grows the window only where it was full. Before the first cut it grows by one for each answer
 * that was not queued, which doubles it each round trip; then by one a round trip. */
static void
grow_window (SwimDnsCongestion *congestion, gint64 rtt)
{
  gboolean doubles = congestion->cut_at == 0 && rtt <= 2 * congestion->rtt_min + QUEUED_US;

  if (congestion->in_flight < (guint) congestion->window || congestion->window >= MOST_WINDOW)
    return;
  congestion->window += doubles ? 1 : 1 / congestion->window;
}

void
swim_dns_congestion_answered (SwimDnsCongestion *congestion, gint64 sent, gint64 now)
{
  note_rtt (congestion, now - sent);
  note_recent (congestion, now);
  note_loss (congestion, FALSE);
  grow_window (congestion, now - sent);
  congestion->in_flight--;
  congestion->answered++;
  congestion->total++;
  congestion->refusals -= congestion->refusals / LOSS_MEMORY;
  congestion->unanswered = 0;
  if (congestion->pace > 0)
    raise_pace (congestion, now);
}

/* Sets the pace to slightly less than the rate of answers. */
static void
cut_pace (SwimDnsCongestion *congestion, gint64 now)
{
  gint64 span = now - MAX (congestion->cut_at, congestion->first_sent);
  double rate = PACE_SHARE * get_answer_rate (congestion, now);

  if (congestion->pace > 0)
    rate = CLAMP (rate, congestion->pace * (span >= LONG_US ? 0.1 : 0.5),
                  congestion->pace * PACE_SHARE);
  rate = MAX (rate, LOWEST_RATE);
  if (congestion->pace <= 0)
    congestion->paced_at = now;
  congestion->overload_pace = congestion->pace;
  congestion->pace = rate;
  congestion->next = (double) now + G_USEC_PER_SEC / rate;
  congestion->growth = FIRST_GROWTH;
  congestion->raised_at = congestion->limited_at = now;
}

/* Reacts to an overload. Losses of tries that were sent before the last cut are not counted
 * again. A server that answers nobody is not cut, since a lower rate would not help. */
static void
cut (SwimDnsCongestion *congestion, gint64 sent, gboolean paced, gint64 now)
{
  if (sent < congestion->cut_at || congestion->answered == 0
      || (congestion->pace <= 0 && congestion->loss < TOLERATED_LOSS))
    return;
  congestion->before_window = congestion->window;
  congestion->before_pace = congestion->pace;
  congestion->window = MAX (1, congestion->window / 2);
  if (paced || congestion->pace > 0 || congestion->window <= PACED_WINDOW)
    cut_pace (congestion, now);
  congestion->cut_at = now;
  congestion->answered = 0;
}

static gboolean
is_refusing_names (const SwimDnsCongestion *congestion, gint64 now)
{
  double usual =
      (double) congestion->total * G_USEC_PER_SEC / (double) MAX (now - congestion->first_sent, 1);

  return congestion->pace > 0 && now - congestion->paced_at > FUTILE_US
         && congestion->refusals > FUTILE_REFUSALS
         && congestion->pace <= MAX (LOWEST_RATE, usual * FUTILE_SHARE);
}

/* The server answered REFUSED, as many servers do to clients that ask too much, and all to
 * clients that they do not serve. */
void
swim_dns_congestion_refused (SwimDnsCongestion *congestion, gint64 sent, gint64 now)
{
  congestion->in_flight--;
  congestion->unanswered = 0;
  if (congestion->refuses_names)
    return;
  congestion->refusals += (1 - congestion->refusals) / LOSS_MEMORY;
  if (is_refusing_names (congestion, now))
    {
      congestion->refuses_names = TRUE;
      end_pace (congestion);
      congestion->window = FIRST_WINDOW;
      return;
    }
  note_loss (congestion, TRUE);
  cut (congestion, sent, TRUE, now);
}

/* No answer came in time. */
void
swim_dns_congestion_lost (SwimDnsCongestion *congestion, gint64 sent, gint64 now)
{
  congestion->in_flight--;
  congestion->unanswered++;
  note_loss (congestion, TRUE);
  cut (congestion, sent, FALSE, now);
}

/* Nothing can be sent to the server, as where nobody listens on its port. A lower rate would not
 * help; after some in a row it is asked no more than a silent one. */
void
swim_dns_congestion_unreached (SwimDnsCongestion *congestion)
{
  congestion->in_flight--;
  congestion->unanswered++;
}

/* The try ended for a reason that says nothing about the server. */
void
swim_dns_congestion_withdrawn (SwimDnsCongestion *congestion)
{
  congestion->in_flight--;
}

/* An answer came after the try counted as lost: the server is slow, and a cut for that loss is
 * undone. */
void
swim_dns_congestion_late (SwimDnsCongestion *congestion, gint64 sent, gint64 now)
{
  note_rtt (congestion, now - sent);
  congestion->unanswered = 0;
  if (congestion->before_window <= 0 || sent >= congestion->cut_at)
    return;
  congestion->window = MAX (congestion->window, congestion->before_window);
  if (congestion->before_pace <= 0)
    end_pace (congestion);
  else if (congestion->pace > 0)
    congestion->pace = MAX (congestion->pace, congestion->before_pace);
  congestion->before_window = 0;
}
