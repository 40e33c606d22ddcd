/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Congestion control for one server: a window of questions in flight that grows by one a round
 * trip and halves on loss, and below a small window a pace in questions a second, since a window
 * alone cannot hold back where the round trip is short.
 *
 * The caller passes the time, and does the locking. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Embedded; see swim_dns_congestion_init().
 * window, in_flight: how many questions may be, and are, in flight
 * answered, total: answers since the last cut, and in all
 * recent, before_recent, recent_since: answers since a time, and in the span of equal length
 * before it, for the rate of answers
 * loss, refusals: share of the latest tries that were lost or refused, and that were refused
 * first_sent, cut_at: when it was first asked, and when the window was last cut, µs; 0 for not
 * yet
 * before_window, before_pace: before the last cut, to undo it if there was no loss after all
 * pace: questions a second; 0 for none
 * next: when the pace allows the next question, µs
 * growth, raised_at, limited_at: by how much the pace is raised next, when it was last raised,
 * and when it last delayed a question
 * overload_pace: the pace at the last overload; 0 for not known
 * paced_at: when the pace began
 * rtt, rtt_deviation, rtt_min: of the answers, in µs; negative for not known
 * unanswered: questions without an answer, in a row */
typedef struct
{
  double window;
  guint in_flight;
  guint64 answered;
  guint64 total;
  guint64 recent;
  guint64 before_recent;
  gint64 recent_since;
  double loss;
  double refusals;
  gint64 first_sent;
  gint64 cut_at;
  double before_window;
  double before_pace;
  gint64 paced_at;
  double pace;
  double overload_pace;
  double next;
  double growth;
  gint64 raised_at;
  gint64 limited_at;
  double rtt;
  double rtt_deviation;
  gint64 rtt_min;
  guint unanswered;
  gboolean refuses_names; /* at any rate: not a sign of overload */
} SwimDnsCongestion;

void swim_dns_congestion_init (SwimDnsCongestion *congestion);
gint64 swim_dns_congestion_get_due (SwimDnsCongestion *congestion, gint64 now);
gint64 swim_dns_congestion_get_retransmit_timeout (const SwimDnsCongestion *congestion);
gboolean swim_dns_congestion_is_silent (const SwimDnsCongestion *congestion);
gboolean swim_dns_congestion_is_overloaded (const SwimDnsCongestion *congestion, gint64 now);

/* Events of a question, in this order: it is sent, then one of the next five; after a loss its
 * answer may be late. */
void swim_dns_congestion_sent (SwimDnsCongestion *congestion, gint64 now);
void swim_dns_congestion_answered (SwimDnsCongestion *congestion, gint64 sent, gint64 now);
void swim_dns_congestion_refused (SwimDnsCongestion *congestion, gint64 sent, gint64 now);
void swim_dns_congestion_lost (SwimDnsCongestion *congestion, gint64 sent, gint64 now);
void swim_dns_congestion_unreached (SwimDnsCongestion *congestion);
void swim_dns_congestion_withdrawn (SwimDnsCongestion *congestion);
void swim_dns_congestion_late (SwimDnsCongestion *congestion, gint64 sent, gint64 now);

G_END_DECLS
