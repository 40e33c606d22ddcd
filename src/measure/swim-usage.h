/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a run takes from the machine, as the kernel counts it for this process. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimUsage SwimUsage;

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

SwimUsage *swim_usage_begin (void);
void swim_usage_end (SwimUsage *usage, SwimUsageFigures *figures);

G_END_DECLS
