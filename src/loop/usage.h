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
} SwimUsageFigures;

void swim_usage_begin (SwimUsage *usage);
void swim_usage_end (const SwimUsage *usage, SwimUsageFigures *figures);

G_END_DECLS
