/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files with the debugging information of others, as distributions ship them. */
#pragma once

#include <elfutils/libdwfl.h>
#include <glib.h>

G_BEGIN_DECLS

/* How /proc/…/maps calls what the kernel maps into every process. */
#define SWIM_DEBUG_FILE_VDSO "[vdso]"

/* What modules of libdwfl are made with. */
extern const Dwfl_Callbacks swim_debug_file_callbacks;

gboolean swim_debug_file_has_id (int fd, const guint8 *build_id, gsize n);
int swim_debug_file_open_vdso (void);

G_END_DECLS
