/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A worker loop: a thread of its own with a main context, on which a share of the window's slots
 * lives. It has a job of its own, so that sessions, channels and files belong to one loop. */
#pragma once

#include "base/mailbox.h"
#include "loop/ledger.h"
#include "mode/window-config.h"

G_BEGIN_DECLS

/* How long one turn of a loop may launch items before it serves others, in µs. Beginning a request
 * takes some 50 µs and each of its next steps as much again; launched all at once, a window of 64
 * goes through every step in lockstep, the first waits for the last, and a turn of the loop takes
 * milliseconds. Names, which take 2 µs, still come by the dozen. */
#define SWIM_TURN_US 100

typedef struct _SwimWorkerLoop SwimWorkerLoop;

/* Called on the loop with each message posted to it. TRUE when that blocked the loop. */
typedef gboolean (*SwimWorkerLoopFunc) (SwimWorkerLoop *loop, gpointer message, gpointer data);

SwimWorkerLoop *swim_worker_loop_new (const SwimWindowConfig *config,
                                      guint slots,
                                      SwimWorkerLoopFunc func,
                                      gpointer data,
                                      SwimMailbox *back,
                                      GError **error);
void swim_worker_loop_begin (SwimWorkerLoop *loop);
void swim_worker_loop_end (SwimWorkerLoop *loop, SwimSpans *spans);
void swim_worker_loop_free (SwimWorkerLoop *loop);

void swim_worker_loop_post (SwimWorkerLoop *loop, GList *link);
void swim_worker_loop_post_back (SwimWorkerLoop *loop, GList *link);
SwimJob *swim_worker_loop_get_job (SwimWorkerLoop *loop);
GMainContext *swim_worker_loop_get_context (SwimWorkerLoop *loop);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimWorkerLoop, swim_worker_loop_free)

G_END_DECLS
