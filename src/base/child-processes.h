/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The processes whose parent is the first thread of another, as ints (transfer full); NULL: the
 * kernel does not list them. Orphans become children of their reaper's first thread. */
GArray *swim_child_processes_list (int pid);

G_END_DECLS
