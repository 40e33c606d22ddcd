/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/looks.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "loop/clock.h"

/* Fewer ns between two looks tell nothing, since the kernel's counters may lag behind by a tick. */
#define LEAST_TIME 8000000

/* FALSE: the kernel does not say. */
gboolean
swim_look_read (int pid, int tid, SwimLook *look)
{
  char text[128];
  ssize_t length;
  int fd;

  g_snprintf (text, sizeof text, "/proc/%d/task/%d/schedstat", pid, tid);
  fd = open (text, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return FALSE;
  look->at = swim_clock_ns ();
  length = read (fd, text, sizeof text - 1);
  close (fd);
  if (length <= 0)
    return FALSE;
  text[length] = '\0';
  return sscanf (text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, &look->on_cpu, &look->waiting)
         == 2;
}

/* A look at a thread whose turn began at @busy_since; 0: it is in none. The first look after a turn
 * still belongs to it: only then has the kernel counted all of the time that it waited for a CPU.
 */
void
swim_looks_add (SwimLooks *looks, gint64 busy_since, const SwimLook *look)
{
  looks->now.last = *look;
  if (looks->now.busy_since == busy_since)
    return;
  if (looks->now.busy_since != 0)
    looks->before = looks->now;
  looks->now.busy_since = busy_since;
  looks->now.first = *look;
}

static double
get_share (gint64 from, gint64 to, gint64 time)
{
  return CLAMP ((double) (to - from) / (double) time, 0, 1);
}

/* What was seen of the turn from @start to @end. */
SwimShares
swim_looks_get (const SwimLooks *looks, gint64 start, gint64 end)
{
  const SwimLooked *both[] = { &looks->now, &looks->before };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      const SwimLooked *looked = both[i];
      gint64 time = MIN (looked->last.at, end) - looked->first.at;

      if (looked->busy_since >= start && looked->busy_since < end && time >= LEAST_TIME)
        return (SwimShares){ get_share (looked->first.on_cpu, looked->last.on_cpu, time),
                             get_share (looked->first.waiting, looked->last.waiting, time) };
    }
  return (SwimShares){ NAN, NAN };
}
