/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The status classes: one word for what came of an item, the same in every job, mode and format. */
#pragma once

#include "base/swim-macros.h"

G_BEGIN_DECLS

/**
 * SwimStatus:
 *
 * What came of an item. %SWIM_STATUS_OK is the only success.
 *
 * Since: 0.1
 */
typedef enum
{
#define SWIM_STATUS(id, name, words) SWIM_STATUS_##id,
#include "base/statuses.def"
#undef SWIM_STATUS
} SwimStatus;

#define SWIM_N_STATUSES (SWIM_STATUS_INVALID + 1)

SWIM_API const char *swim_status_to_string (SwimStatus status);
SWIM_API const char *swim_status_in_words (SwimStatus status);
SWIM_API gboolean swim_status_from_string (const char *name, SwimStatus *status);
SWIM_API SwimStatus swim_status_from_error (const GError *error);

G_END_DECLS
