/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CPU time and context switches are differences of getrusage(); peak memory is the kernel's own
 * high-water mark. The kernel keeps no peak number of threads: the watchdog counts them. */
#include "config.h"

#include "loop/usage.h"

#include <math.h>
#include <stdio.h>
#include <sys/resource.h>

/* Nothing is known yet. */
void
swim_usage_figures_init (SwimUsageFigures *figures)
{
  *figures = (SwimUsageFigures){ NAN, NAN, -1, -1, -1, -1, -1, -1, -1, -1 };
}

/* Notes where the counters of this process stand. */
void
swim_usage_begin (SwimUsage *self)
{
  getrusage (RUSAGE_SELF, &self->before);
}

static double
seconds_between (const struct timeval *from, const struct timeval *to)
{
  return (double) (to->tv_sec - from->tv_sec) + (double) (to->tv_usec - from->tv_usec) / 1e6;
}

/* VmHWM rather than ru_maxrss: the latter is inherited over fork() and exec() and so may be the
 * parent's. */
static gint64
read_peak_memory (void)
{
  FILE *file = fopen ("/proc/self/status", "re");
  char line[256];
  long kib = -1;

  if (file == NULL)
    return -1;
  while (fgets (line, sizeof line, file) != NULL)
    if (sscanf (line, "VmHWM: %ld kB", &kib) == 1)
      break;
  fclose (file);
  return kib < 0 ? -1 : (gint64) kib * 1024;
}

/* What the process took since; all but the threads. Reads a file: not for a measured loop. */
void
swim_usage_end (const SwimUsage *self, SwimUsageFigures *figures)
{
  struct rusage after;

  swim_usage_figures_init (figures);
  getrusage (RUSAGE_SELF, &after);
  figures->cpu_user_seconds = seconds_between (&self->before.ru_utime, &after.ru_utime);
  figures->cpu_system_seconds = seconds_between (&self->before.ru_stime, &after.ru_stime);
  figures->rss_max_bytes = read_peak_memory ();
  figures->context_switches_voluntary = after.ru_nvcsw - self->before.ru_nvcsw;
  figures->context_switches_involuntary = after.ru_nivcsw - self->before.ru_nivcsw;
  figures->faults_minor = after.ru_minflt - self->before.ru_minflt;
  figures->faults_major = after.ru_majflt - self->before.ru_majflt;
}
