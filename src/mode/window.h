/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The window: the items in flight. It pulls items, gives each a slot, has the mode launch it, and
 * delivers the outcomes as they complete. What the modes share is here and in flight.h; what sets
 * them apart is in their own files. */
#pragma once

#include "loop/ledger.h"
#include "mode/window-config.h"

G_BEGIN_DECLS

SwimWindow *swim_window_new (const SwimWindowConfig *config);
void swim_window_free (SwimWindow *window);
gboolean swim_window_prepare (SwimWindow *window, GError **error);
void swim_window_begin (SwimWindow *window);
void swim_window_end (SwimWindow *window, SwimSpans *spans);
void swim_window_hold (SwimWindow *window, gboolean hold);
gboolean swim_window_abort_from_thread (SwimWindow *window);
gboolean swim_window_has_detached (SwimWindow *window);
guint swim_window_get_slots (const SwimWindowConfig *config);
guint swim_window_get_room (const SwimWindowConfig *config);
guint swim_window_get_loops (const SwimWindowConfig *config);
gboolean swim_window_pulled_all (const SwimWindow *window);
SwimJob *swim_window_get_job (SwimWindow *window, guint loop);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimWindow, swim_window_free)

G_END_DECLS
