/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The contents of the HTTP server by path. */
#pragma once

#include "lab/content.h"

G_BEGIN_DECLS

#define SWIM_CONTENT_MAX (G_GINT64_CONSTANT (1) << 30)

typedef struct _SwimLabFiles SwimLabFiles;

SwimLabFiles *swim_lab_files_new (const char *root, GError **error);
void swim_lab_files_free (SwimLabFiles *self);
SwimContent *swim_lab_files_open (SwimLabFiles *self, const char *path);

char *swim_lab_item_name (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimLabFiles, swim_lab_files_free)

G_END_DECLS
