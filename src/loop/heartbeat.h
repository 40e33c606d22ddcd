/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The heartbeat: measures the delays of a loop a second time, by a timer, to check the ledger. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimHeartbeat SwimHeartbeat;

/* How late the ticks were. Times in seconds. */
typedef struct
{
  double period;
  guint64 ticks;
  double p50;
  double p99;
  double max;
} SwimHeartbeatFigures;

SwimHeartbeat *swim_heartbeat_new (GMainContext *context, GError **error);
void swim_heartbeat_free (SwimHeartbeat *heartbeat);
void swim_heartbeat_end (SwimHeartbeat *heartbeat);
void swim_heartbeat_get_figures (SwimHeartbeat *heartbeat, SwimHeartbeatFigures *figures);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimHeartbeat, swim_heartbeat_free)

G_END_DECLS
