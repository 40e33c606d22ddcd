/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/live.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/quantity.h"
#include "loop/clock.h"

/* At most twice a second. */
#define PERIOD_NS (G_GINT64_CONSTANT (1000000000) / 2)
#define ERASE "\r\033[K"

struct _SwimLive
{
  double stall; /* seconds from which on a turn is one */
  gint64 shown_at;
  gboolean redraws; /* one line of a terminal; else a line for each change */
  char *last;
};

SwimLive *
swim_live_new (double stall)
{
  SwimLive *self = g_new0 (SwimLive, 1);

  self->stall = stall;
  self->redraws = isatty (STDERR_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
  return self;
}

void
swim_live_free (SwimLive *self)
{
  if (self == NULL)
    return;
  if (self->redraws && self->last != NULL)
    fputs (ERASE, stderr);
  g_free (self->last);
  g_free (self);
}

/* What is said of a stall that goes on. */
static char *
describe_busy (const SwimLive *self, double busy)
{
  g_autofree char *shown = swim_format_seconds (busy);

  return busy >= self->stall ? g_strdup_printf (", stalled for %s so far", shown) : g_strdup ("");
}

/* NULL: no loop runs. */
static char *
make_line (const SwimLive *self, const SwimCollector *collector)
{
  SwimCollectorPeek peek;
  g_autofree char *p99 = NULL;
  g_autofree char *max = NULL;
  g_autofree char *busy = NULL;

  swim_collector_peek (collector, &peek);
  if (peek.threads == 0)
    return NULL;
  p99 = swim_format_seconds (peek.delay_p99);
  max = swim_format_seconds (peek.delay_max);
  busy = describe_busy (self, peek.busy);
  return g_strdup_printf ("swimlane: delay p99 %s, worst %s, %" G_GUINT64_FORMAT " stall%s%s", p99,
                          max, peek.stalls, peek.stalls == 1 ? "" : "s", busy);
}

/* Shows what has changed, if it is time. */
void
swim_live_show (SwimLive *self, const SwimCollector *collector)
{
  gint64 now = swim_clock_ns ();
  g_autofree char *line = NULL;

  if (now - self->shown_at < PERIOD_NS)
    return;
  self->shown_at = now;
  line = make_line (self, collector);
  if (line == NULL || g_strcmp0 (line, self->last) == 0)
    return;
  if (self->redraws)
    fprintf (stderr, ERASE "%s", line);
  else
    fprintf (stderr, "%s\n", line);
  g_free (self->last);
  self->last = g_steal_pointer (&line);
}
