/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The machine that figures come from: what it is, and how much of it other programs use. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *swim_context_describe (void);
double swim_others_get_cpu_seconds (void);

G_END_DECLS
