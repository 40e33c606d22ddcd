/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a reader of figures must know of the machine that gave them. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *swim_context_describe (void);

G_END_DECLS
