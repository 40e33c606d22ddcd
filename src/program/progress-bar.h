/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of a progress bar. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* items, total: those that are done, and -1 where it is not known how many there are
 * seconds: since the begin
 * bytes, all_bytes: that were received, -1 where items have none; and -1 where it is not known how
 *   many will be
 * speed: bytes a second of late
 * label: (nullable): at the end */
typedef struct
{
  gint64 items;
  gint64 total;
  double seconds;
  gint64 bytes;
  gint64 all_bytes;
  double speed;
  const char *label;
} SwimProgress;

void swim_progress_bar_draw (GString *text, guint width, const SwimProgress *progress);

G_END_DECLS
