/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SIGINT, SIGTERM and SIGHUP end a command early but in order: finished work is written and
 * reported. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Called in a thread of its own when a second after the signal the process is still there: has to
 * end it where the loop does not come back by itself. */
typedef void (*SwimStuckFunc) (gpointer data);

void swim_interrupt_watch (GCancellable *cancellable);
void swim_interrupt_set_stuck (SwimStuckFunc stuck, gpointer data);
int swim_interrupt_exit_status (int otherwise);

G_END_DECLS
