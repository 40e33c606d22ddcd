/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who may ask a host: so many at once and no more, the others in line, and nobody while the host
 * has asked for a pause. A host is known by a number, such as a hash of its name and port. Any
 * thread; nothing here waits. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimHosts SwimHostLimiter;
typedef struct _SwimHost SwimHost;
typedef struct _SwimPlace SwimPermit;

/* Someone's permit at a host, embedded by its owner, who sets acquired and clears the rest. */
struct _SwimPlace
{
  /* It was in line and is inside now. Called in any thread, with a lock held: may only wake. */
  void (*acquired) (SwimPermit *permit);

  /* Private. */
  SwimHost *host; /* NULL: nowhere */
  GList link;
  gboolean inside;
};

typedef enum
{
  SWIM_ENTRY_LAST,   /* the usual one: at the end of the line */
  SWIM_ENTRY_FIRST,  /* for one whose time is running: at its head */
  SWIM_ENTRY_BYPASS, /* for one whom nobody could let in as it waits: never waits */
} SwimEntry;

/* per_host is how many may be inside a host at once, 0 for no limit. */
SwimHostLimiter *swim_host_limiter_new (guint per_host);
/* Nobody may be inside or in line. */
void swim_host_limiter_free (SwimHostLimiter *hosts);

/* When the host may be asked, as by swim_host_limiter_get_due(). Where that is not known, acquired
 * is called later. */
gint64 swim_host_limiter_acquire (SwimHostLimiter *hosts,
                                  SwimPermit *permit,
                                  guint64 host,
                                  SwimEntry entry);
/* In µs of the monotonic clock: a time that is past, when a pause ends, or G_MAXINT64 while in
 * line. */
gint64 swim_host_limiter_get_due (SwimHostLimiter *hosts, const SwimPermit *permit);
/* From inside or from the line; acquired is not called after it. Does nothing to one that is
 * nowhere. */
void swim_host_limiter_release (SwimHostLimiter *hosts, SwimPermit *permit);

/* Nobody should ask the host before that time, in µs of the monotonic clock; an earlier one changes
 * nothing. */
void swim_host_limiter_pause (SwimHostLimiter *hosts, SwimPermit *permit, gint64 until);

/* How many hosts are remembered, for a test: those that nobody is at are forgotten. */
guint swim_host_limiter_count (SwimHostLimiter *hosts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimHostLimiter, swim_host_limiter_free)

G_END_DECLS
