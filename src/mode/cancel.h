/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of a run that is cancelled. The job, which has the same cancellable, ends what is in
 * flight; what it does not end in time is delivered as cancelled, and is detached: a blocking call
 * that nothing can interrupt, or an item that the job never completes. */
#pragma once

#include "mode/window-config.h"

G_BEGIN_DECLS

void swim_cancel_watch (SwimWindow *window);
/* Ends items that are in flight as cancelled, at once: all, or those on other threads. */
void swim_cancel_flights (SwimWindow *window, gboolean only_elsewhere);

G_END_DECLS
