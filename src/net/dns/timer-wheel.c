/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/timer-wheel.h"

static void
list_init (SwimDnsTimer *head)
{
  head->next = head->previous = head;
}

static void
list_append (SwimDnsTimer *head, SwimDnsTimer *timer)
{
  timer->next = head;
  timer->previous = head->previous;
  head->previous->next = timer;
  head->previous = timer;
}

void
swim_dns_timer_wheel_init (SwimDnsTimerWheel *wheel, gint64 now)
{
  for (guint i = 0; i < SWIM_DNS_TIMER_SLOTS; i++)
    list_init (&wheel->slots[i]);
  wheel->last_tick = now / SWIM_DNS_TICK;
}

/* Starts or restarts a timer. */
void
swim_dns_timer_start (SwimDnsTimerWheel *wheel, SwimDnsTimer *timer, gint64 due)
{
  gint64 tick = (due + SWIM_DNS_TICK - 1) / SWIM_DNS_TICK;

  swim_dns_timer_stop (timer);
  timer->due = due;
  tick = MAX (tick, wheel->last_tick + 1);
  list_append (&wheel->slots[tick % SWIM_DNS_TIMER_SLOTS], timer);
}

void
swim_dns_timer_stop (SwimDnsTimer *timer)
{
  if (timer->next == NULL)
    return;
  timer->next->previous = timer->previous;
  timer->previous->next = timer->next;
  timer->next = timer->previous = NULL;
}

/* Calls back the expired timers of one slot. They are moved to a list of their own first, since
 * the function may start timers in this slot. */
static void
expire_slot (SwimDnsTimer *head, gint64 now, SwimDnsTimerFunc func, gpointer data)
{
  SwimDnsTimer due;
  SwimDnsTimer *next;

  list_init (&due);
  for (SwimDnsTimer *timer = head->next; timer != head; timer = next)
    {
      next = timer->next;
      if (timer->due > now)
        continue;
      swim_dns_timer_stop (timer);
      list_append (&due, timer);
    }
  while (due.next != &due)
    {
      SwimDnsTimer *timer = due.next;

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
