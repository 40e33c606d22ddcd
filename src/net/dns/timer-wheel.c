/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/timer-wheel.h"

static void
append (GQueue *queue, SwimDnsTimer *timer)
{
  timer->link.data = timer;
  timer->queue = queue;
  g_queue_push_tail_link (queue, &timer->link);
}

/* Starts or restarts a timer. */
void
swim_dns_timer_start (SwimDnsTimerWheel *wheel, SwimDnsTimer *timer, gint64 due)
{
  gint64 tick = (due + SWIM_DNS_TICK - 1) / SWIM_DNS_TICK;

  swim_dns_timer_stop (timer);
  timer->due = due;
  tick = MAX (tick, wheel->last_tick + 1);
  append (&wheel->slots[tick % SWIM_DNS_TIMER_SLOTS], timer);
}

void
swim_dns_timer_stop (SwimDnsTimer *timer)
{
  if (timer->queue != NULL)
    g_queue_unlink (timer->queue, &timer->link);
  timer->queue = NULL;
}

/* Calls back the expired timers of one slot. They are moved to a queue of their own first, since
 * the function may start timers in this slot. */
static void
expire_slot (GQueue *slot, gint64 now, SwimDnsTimerFunc func, gpointer data)
{
  GQueue due = G_QUEUE_INIT;
  GList *next;

  for (GList *link = slot->head; link != NULL; link = next)
    {
      SwimDnsTimer *timer = link->data;

      next = link->next;
      if (timer->due > now)
        continue;
      swim_dns_timer_stop (timer);
      append (&due, timer);
    }
  while (due.length > 0)
    {
      SwimDnsTimer *timer = due.head->data;

      swim_dns_timer_stop (timer);
      func (timer, now, data);
    }
}

/* Calls back the timers that expired until now. After a long pause each slot is visited once. */
void
swim_dns_timer_wheel_advance (SwimDnsTimerWheel *wheel,
                              gint64 now,
                              SwimDnsTimerFunc func,
                              gpointer data)
{
  gint64 tick = now / SWIM_DNS_TICK;
  gint64 from = MAX (wheel->last_tick + 1, tick - SWIM_DNS_TIMER_SLOTS + 1);

  wheel->last_tick = MAX (wheel->last_tick, tick);
  for (gint64 i = from; i <= tick; i++)
    expire_slot (&wheel->slots[i % SWIM_DNS_TIMER_SLOTS], now, func, data);
}
