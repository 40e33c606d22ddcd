/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A thread with loops, as its ring tells of it. */
#pragma once

#include "watch/turn.h"

G_BEGIN_DECLS

typedef struct _SwimThread SwimThread;

SwimThread *swim_thread_new (const SwimHome *home, const SwimWatchThread *from, guint64 tail);
void swim_thread_free (SwimThread *thread);
guint64 swim_thread_read (SwimThread *thread, const guint8 *ring, guint64 head, gint64 now);
int swim_thread_get_tid (const SwimThread *thread);
SwimLooks *swim_thread_get_looks (SwimThread *thread);
guint64 swim_thread_get_damaged (const SwimThread *thread);
gboolean swim_thread_is_broken (const SwimThread *thread);
void swim_thread_cut_turn (SwimThread *thread, const SwimWatchThread *last, gint64 now);
void swim_thread_end (SwimThread *thread, guint32 context, gint64 until);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimThread, swim_thread_free)

G_END_DECLS
