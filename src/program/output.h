/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a command prints while it runs: text on standard output, a progress bar on standard
 * error. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SwimOutput SwimOutput;

SwimOutput *swim_output_new (gboolean progress, GCancellable *cancel_on_error);
gboolean swim_output_write (SwimOutput *output, const char *text, gsize length);
gboolean swim_output_write_aside (SwimOutput *output, const char *text);
void swim_output_note (SwimOutput *output, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean swim_output_append_to (SwimOutput *output, const char *path, GError **error);
gboolean swim_output_write_to (SwimOutput *output, const char *path, GError **error);
void swim_output_set_drained (SwimOutput *output, GSourceFunc drained, gpointer data);
void swim_output_set_progress (SwimOutput *output, gint64 done, gint64 total);
/* Sets bytes to how many were received, and all_bytes to how many will be, or to -1, of so many
 * items. Called in the thread that draws the bar. */
typedef void (*SwimOutputBytesFunc) (gint64 items, gint64 *bytes, gint64 *all_bytes, gpointer data);
void swim_output_set_bytes (SwimOutput *output, SwimOutputBytesFunc func, gpointer data);
void swim_output_set_label (SwimOutput *output, const char *label);
gboolean swim_output_close (SwimOutput *output, GError **error);

guint swim_output_get_width (int fd);

G_END_DECLS
