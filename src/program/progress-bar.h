/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of a progress bar. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void swim_progress_bar_draw (GString *text,
                             guint width,
                             gint64 done,
                             gint64 total,
                             double seconds,
                             const char *label);

G_END_DECLS
