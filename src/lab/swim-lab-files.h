/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the HTTP server sends: a content of known length, in memory or read piece by piece. Where
 * it comes from is known here only. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_CONTENT_BLOCK (64 * 1024)
#define SWIM_CONTENT_MAX (G_GINT64_CONSTANT (1) << 30)

typedef struct _SwimLabFiles SwimLabFiles;
typedef struct _SwimContent SwimContent;

SwimLabFiles *swim_lab_files_new (const char *root, GError **error);
void swim_lab_files_free (SwimLabFiles *self);
SwimContent *swim_lab_files_open (SwimLabFiles *self, const char *path);

SwimContent *swim_content_new_status (guint status);
const char *swim_content_get_type (SwimContent *self);
guint64 swim_content_get_length (SwimContent *self);
GBytes *swim_content_next (SwimContent *self);
gboolean swim_content_is_complete (SwimContent *self);
void swim_content_free (SwimContent *self);

char *swim_lab_item_name (const char *path);
const char *swim_lab_status_phrase (guint status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimLabFiles, swim_lab_files_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimContent, swim_content_free)

G_END_DECLS
