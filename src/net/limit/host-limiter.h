/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Limits how many requests a host gets at once: each needs a permit, others wait in a queue, and
 * none is due while the host has asked for a pause. A host is known by a number, such as a hash of
 * its name and port. Any thread; nothing here blocks. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimHostLimiter SwimHostLimiter;
typedef struct _SwimHost SwimHost;
typedef struct _SwimPermit SwimPermit;

/* A permit for one request to a host, embedded by its owner, who sets acquired and zeroes the
 * rest. */
struct _SwimPermit
{
  /* It was queued and is acquired now. Called in any thread, with a lock held: may only wake. */
  void (*acquired) (SwimPermit *permit);

  /* Private. */
  SwimHost *host; /* NULL: neither queued nor acquired */
  GList link;
  gboolean held;
};

typedef enum
{
  SWIM_ENTRY_LAST,   /* at the end of the queue, as usual */
  SWIM_ENTRY_FIRST,  /* at its head: for an item whose deadline is running */
  SWIM_ENTRY_BYPASS, /* at once: for one whose own loop would have to release the permit */
} SwimEntry;

/* per_host: permits of a host at once, 0 for no limit. */
SwimHostLimiter *swim_host_limiter_new (guint per_host);
/* All permits must be released. */
void swim_host_limiter_free (SwimHostLimiter *limiter);

/* Returns when the host may be asked, as swim_host_limiter_get_due() does. For G_MAXINT64, acquired
 * is called later. */
gint64 swim_host_limiter_acquire (SwimHostLimiter *limiter,
                                  SwimPermit *permit,
                                  guint64 host,
                                  SwimEntry entry);
/* In µs of the monotonic clock: a time in the past, the end of a pause, or G_MAXINT64 while it is
 * queued. */
gint64 swim_host_limiter_get_due (SwimHostLimiter *limiter, const SwimPermit *permit);
/* Whether acquired or queued; acquired is not called after it. Does nothing to a permit that is
 * neither. */
void swim_host_limiter_release (SwimHostLimiter *limiter, SwimPermit *permit);

/* No permit of the host is due before that time, in µs of the monotonic clock; a time before that
 * of an earlier pause changes nothing. */
void swim_host_limiter_pause (SwimHostLimiter *limiter, SwimPermit *permit, gint64 until);

/* How many hosts are remembered, for a test. */
guint swim_host_limiter_count (SwimHostLimiter *limiter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimHostLimiter, swim_host_limiter_free)

G_END_DECLS
