/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Hundreds of thousands of timers: a hashed timer wheel, one slot a tick. Starting and stopping
 * one changes a few pointers, whatever their number; a GSource each would cost far more. Times
 * are rounded up to whole ticks. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_DNS_TICK (20 * 1000) /* µs */
#define SWIM_DNS_TIMER_SLOTS 512  /* about ten seconds; a longer timer stays for several rounds */

/* Embedded; zeroed while it does not run. */
typedef struct _SwimDnsTimer SwimDnsTimer;
struct _SwimDnsTimer
{
  GList link;
  GQueue *queue; /* NULL: it does not run */
  gint64 due;    /* monotonic, in µs */
};

/* Called with the timer stopped; it may set any timer. */
typedef void (*SwimDnsTimerFunc) (SwimDnsTimer *timer, gint64 now, gpointer data);

/* Zeroed but for last_tick at first. */
typedef struct
{
  GQueue slots[SWIM_DNS_TIMER_SLOTS]; /* of SwimDnsTimer */
  gint64 last_tick;                   /* the last tick that was handled */
} SwimDnsTimerWheel;

void swim_dns_timer_start (SwimDnsTimerWheel *wheel, SwimDnsTimer *timer, gint64 due);
void swim_dns_timer_stop (SwimDnsTimer *timer);
void swim_dns_timer_wheel_advance (SwimDnsTimerWheel *wheel,
                                   gint64 now,
                                   SwimDnsTimerFunc func,
                                   gpointer data);

G_END_DECLS
