/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SIGINT and SIGTERM end a command early but in order: what is finished is written and reported. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void swim_interrupt_watch (GCancellable *cancellable);
int swim_interrupt_get_signal (void);
int swim_interrupt_exit_status (int otherwise);

G_END_DECLS
