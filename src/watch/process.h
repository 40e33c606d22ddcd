/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A process that is watched, from its start, fork or exec on until its end or its next exec: its
 * region, read again and again. Whatever is in there, this comes back. */
#pragma once

#include "watch/thread.h"

G_BEGIN_DECLS

typedef struct _SwimProcess SwimProcess;

/* What all processes share; it outlives them. */
typedef struct
{
  gint64 started; /* when the watch began */
  gint64 stall_ns;
  guint64 long_call_ns; /* as in SwimHome */
  SwimSiteRules rules;
  SwimStallList *stalls;
  GPtrArray *tracks; /* of SwimTrack */
  guint64 *rule_uses;
  GHashTable *notes; /* of char * */
  gboolean looks;    /* at the threads themselves, while they stall */
  gboolean shares;   /* without these: still how much of a stall they were on a CPU */
} SwimWatchHome;

/* What could not be seen. */
typedef struct
{
  guint64 turns;
  guint64 calls;
  guint64 damaged; /* records, or rings */
} SwimLosses;

SwimProcess *swim_process_new (guint8 *bytes, guint index, const SwimWatchHome *home);
void swim_process_free (SwimProcess *process);
gboolean swim_process_drain (SwimProcess *process);
void swim_process_note_death (SwimProcess *process, gint64 at);
void swim_process_end (SwimProcess *process, gint64 now);
gboolean swim_process_has_module (const SwimProcess *process, const char *part);
void swim_process_get (const SwimProcess *process, SwimWatchImage *image);
guint swim_process_count_threads (const SwimProcess *process);
gint64 swim_process_get_busy (const SwimProcess *process, gint64 now);
int swim_process_get_pid (const SwimProcess *process);
gint64 swim_process_get_death (const SwimProcess *process);
SwimSites *swim_process_get_sites (SwimProcess *process);
const SwimLosses *swim_process_get_losses (const SwimProcess *process);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimProcess, swim_process_free)

G_END_DECLS
