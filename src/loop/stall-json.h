/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A stall as members of a JSON object, both ways. Its object may have others. */
#pragma once

#include <json-glib/json-glib.h>

#include "loop/stall.h"

G_BEGIN_DECLS

void swim_stall_write (const SwimStall *stall, JsonObject *object);
SwimStall *swim_stall_read (JsonObject *object, GError **error);

G_END_DECLS
