/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The resources that this process used, as the kernel counts them. */
#pragma once

#include <glib.h>
#include <sys/resource.h>

G_BEGIN_DECLS

typedef struct
{
  struct rusage before;
} SwimUsage;

/* CPU times in seconds, memory in bytes. A figure that the kernel did not give is -1. */
typedef struct
{
  double cpu_user_seconds;
  double cpu_system_seconds;
  gint64 rss_max_bytes;
  gint64 threads_max;
  gint64 context_switches_voluntary;
  gint64 context_switches_involuntary;
  gint64 faults_minor; /* of pages: without a disk */
  gint64 faults_major;
  gint64 io_read_bytes; /* by read() and its like, whatever it was of */
  gint64 io_written_bytes;
} SwimUsageFigures;

void swim_usage_figures_init (SwimUsageFigures *figures);

void swim_usage_begin (SwimUsage *usage);
void swim_usage_end (const SwimUsage *usage, SwimUsageFigures *figures);

G_END_DECLS
