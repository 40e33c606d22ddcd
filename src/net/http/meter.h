/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How far transfers have come, in numbers that any thread may read at any time: atomic, and each by
 * itself, so that counting costs next to nothing. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 received;  /* bytes of bodies */
  guint64 announced; /* bytes of those bodies whose length is known, past ones included */
  guint64 known;     /* items whose length is known */
  guint64 parts;     /* files of which a part is kept */
  gint64 touched;    /* monotonic time of the last byte, 0 for none */
} SwimHttpMeter;

/* What one item has added. Embedded in it, zeroed. */
typedef struct
{
  guint64 received;
  guint64 announced;
  gboolean known;
} SwimHttpMetered;

static inline void
swim_http_meter_receive (SwimHttpMeter *meter, SwimHttpMetered *item, gsize length, gint64 now)
{
  item->received += length;
  __atomic_fetch_add (&meter->received, length, __ATOMIC_RELAXED);
  __atomic_store_n (&meter->touched, now, __ATOMIC_RELAXED);
}

/* The item will have received so many bytes in all. */
static inline void
swim_http_meter_announce (SwimHttpMeter *meter, SwimHttpMetered *item, guint64 bytes)
{
  __atomic_fetch_add (&meter->announced, bytes - item->announced, __ATOMIC_RELAXED);
  item->announced = bytes;
  if (!item->known)
    __atomic_fetch_add (&meter->known, 1, __ATOMIC_RELAXED);
  item->known = TRUE;
}

/* The body begins anew. */
static inline void
swim_http_meter_restart (SwimHttpMeter *meter, SwimHttpMetered *item)
{
  __atomic_fetch_sub (&meter->received, item->received, __ATOMIC_RELAXED);
  item->received = 0;
}

static inline void
swim_http_meter_finish (SwimHttpMeter *meter, SwimHttpMetered *item)
{
  swim_http_meter_announce (meter, item, item->received);
}

static inline guint64
swim_http_meter_read (const guint64 *number)
{
  return __atomic_load_n (number, __ATOMIC_RELAXED);
}

G_END_DECLS
