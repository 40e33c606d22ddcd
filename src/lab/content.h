/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the HTTP server sends as a body: of known length, in memory or read piece by piece. Apart
 * from where it comes from, so that a fault can send part of it, or slowly. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_CONTENT_BLOCK (64 * 1024)
#define SWIM_CONTENT_ENDLESS G_MAXINT64

typedef struct _SwimContent SwimContent;

SwimContent *swim_content_new (const char *type, GBytes *block, guint64 length);
SwimContent *swim_content_new_file (const char *type, int fd, guint64 length, guint64 version);
SwimContent *swim_content_new_status (guint status);
const char *swim_status_phrase (guint status);

const char *swim_content_get_type (SwimContent *self);
guint64 swim_content_get_length (SwimContent *self);
guint64 swim_content_get_version (SwimContent *self);
gint64 swim_content_get_pause (SwimContent *self);

void swim_content_seek (SwimContent *self, guint64 from);
void swim_content_cut (SwimContent *self, guint64 at);
void swim_content_slow_down (SwimContent *self, gsize piece, gint64 pause_us);

GBytes *swim_content_next (SwimContent *self);
gboolean swim_content_is_complete (SwimContent *self);
void swim_content_free (SwimContent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimContent, swim_content_free)

G_END_DECLS
