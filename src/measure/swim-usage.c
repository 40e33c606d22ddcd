/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CPU time and context switches are differences of getrusage(); peak memory is the kernel's own
 * high-water mark. Only the peak number of threads is nowhere kept, so a thread of ours counts
 * them a hundred times a second; it does not count itself. A file call on the measured loop would
 * be one of the things that this project warns of. */
#include "config.h"

#include "measure/swim-usage.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define SAMPLE_US 10000

struct _SwimUsage
{
  struct rusage before;
  GThread *counter;
  GMutex lock;
  GCond stop;
  gboolean stopping;
  gint64 threads_max;
};

/* The threads of this process without the counting one: each is a folder below /proc/self/task,
 * and a folder has a link for each folder in it and two of its own. */
static gint64
count_threads (void)
{
  struct stat info;

  return stat ("/proc/self/task", &info) == 0 ? (gint64) info.st_nlink - 3 : -1;
}

static gpointer
count_until_stopped (gpointer data)
{
  SwimUsage *self = data;
  gint64 next = g_get_monotonic_time ();

  g_mutex_lock (&self->lock);
  do
    {
      self->threads_max = MAX (self->threads_max, count_threads ());
      next += SAMPLE_US;
      while (!self->stopping && g_cond_wait_until (&self->stop, &self->lock, next))
        ;
    }
  while (!self->stopping);
  self->threads_max = MAX (self->threads_max, count_threads ());
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* Begins to count; ended by swim_usage_end(). */
SwimUsage *
swim_usage_begin (void)
{
  SwimUsage *self = g_new0 (SwimUsage, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->stop);
  self->threads_max = -1;
  self->counter = g_thread_new ("usage", count_until_stopped, self);
  getrusage (RUSAGE_SELF, &self->before);
  return self;
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

/* Ends the counting, fills in the figures and frees. Called after the run, off the clock. */
void
swim_usage_end (SwimUsage *self, SwimUsageFigures *figures)
{
  struct rusage after;

  getrusage (RUSAGE_SELF, &after);
  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_cond_signal (&self->stop);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->counter);

  figures->cpu_user_seconds = seconds_between (&self->before.ru_utime, &after.ru_utime);
  figures->cpu_system_seconds = seconds_between (&self->before.ru_stime, &after.ru_stime);
  figures->rss_max_bytes = read_peak_memory ();
  figures->threads_max = self->threads_max;
  figures->context_switches_voluntary = after.ru_nvcsw - self->before.ru_nvcsw;
  figures->context_switches_involuntary = after.ru_nivcsw - self->before.ru_nivcsw;
  g_cond_clear (&self->stop);
  g_mutex_clear (&self->lock);
  g_free (self);
}
