/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean swim_limits_raise (guint jobs, GError **error);

G_END_DECLS
