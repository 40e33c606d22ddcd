/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A further loop: a thread of its own with a main context, on which a share of the window's slots
 * lives. It has a job of its own, so that sessions, channels and files belong to one loop. */
#pragma once

#include "job/swim-job.h"
#include "measure/swim-ledger.h"

G_BEGIN_DECLS

typedef struct _SwimLoop SwimLoop;

/* Called on the loop with each letter posted to it. TRUE when that held the loop up. */
typedef gboolean (*SwimLoopFunc) (SwimLoop *loop, gpointer letter, gpointer data);

SwimLoop *swim_loop_new (SwimJob *job,
                         guint slots,
                         double stall_seconds,
                         SwimLoopFunc func,
                         gpointer data,
                         GError **error);
void swim_loop_begin (SwimLoop *loop);
void swim_loop_end (SwimLoop *loop, SwimLedger *ledger);
void swim_loop_free (SwimLoop *loop);

void swim_loop_post (SwimLoop *loop, GList *link);
SwimJob *swim_loop_get_job (SwimLoop *loop);
GMainContext *swim_loop_get_context (SwimLoop *loop);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimLoop, swim_loop_free)

G_END_DECLS
