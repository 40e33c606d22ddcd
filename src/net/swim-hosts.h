/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who may ask a host: so many at once and no more, the others in line, and nobody while the host
 * has asked for a pause. A host is known by a number, such as a hash of its name and port. Any
 * thread; nothing here waits. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimHosts SwimHosts;
typedef struct _SwimHost SwimHost;
typedef struct _SwimPlace SwimPlace;

/* Someone's place at a host, embedded by its owner, who sets granted and clears the rest. */
struct _SwimPlace
{
  /* It was in line and is inside now. Called in any thread, with a lock held: may only wake. */
  void (*granted) (SwimPlace *place);

  /* Private. */
  SwimHost *host; /* NULL: nowhere */
  GList link;
  gboolean inside;
};

typedef enum
{
  SWIM_ENTRY_LAST,  /* the usual one: at the end of the line */
  SWIM_ENTRY_FIRST, /* for one whose time is running: at its head */
  SWIM_ENTRY_PASS,  /* for one whom nobody could let in as it waits: never waits */
} SwimEntry;

/* per_host is how many may be inside a host at once, 0 for no limit. */
SwimHosts *swim_hosts_new (guint per_host);
/* Nobody may be inside or in line. */
void swim_hosts_free (SwimHosts *hosts);

/* When the host may be asked, as by swim_hosts_get_due(). Where that is not known, granted is
 * called later. */
gint64 swim_hosts_enter (SwimHosts *hosts, SwimPlace *place, guint64 host, SwimEntry entry);
/* In µs of the monotonic clock: a time that is past, when a pause ends, or G_MAXINT64 while in
 * line. */
gint64 swim_hosts_get_due (SwimHosts *hosts, const SwimPlace *place);
/* From inside or from the line; granted is not called after it. Does nothing to one that is
 * nowhere. */
void swim_hosts_leave (SwimHosts *hosts, SwimPlace *place);

/* Nobody should ask the host before that time, in µs of the monotonic clock; an earlier one changes
 * nothing. */
void swim_hosts_pause (SwimHosts *hosts, SwimPlace *place, gint64 until);

/* How many hosts are remembered, for a test: those that nobody is at are forgotten. */
guint swim_hosts_count (SwimHosts *hosts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimHosts, swim_hosts_free)

G_END_DECLS
