/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean swim_lab_namespace_enter (GError **error);

G_END_DECLS
