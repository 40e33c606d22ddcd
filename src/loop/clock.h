/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The clock that loops are measured with. */
#pragma once

#include <glib.h>
#include <time.h>

G_BEGIN_DECLS

/* g_get_monotonic_time () has the same clock, in µs: too coarse for a busy span. */
static inline gint64
swim_clock_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (gint64) now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

G_END_DECLS
