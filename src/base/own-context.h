/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether this thread may iterate its main context. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean swim_own_context_check (const char *what, GError **error);

G_END_DECLS
