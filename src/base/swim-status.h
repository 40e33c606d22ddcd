/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The status classes: one word for the outcome of an item, the same in every job, mode and format.
 */
#pragma once

#include "base/swim-macros.h"

G_BEGIN_DECLS

/**
 * SwimStatus:
 * @SWIM_STATUS_OK: `ok`: done
 * @SWIM_STATUS_NOT_FOUND: `not-found`: not found
 * @SWIM_STATUS_TIMEOUT: `timeout`: timed out
 * @SWIM_STATUS_REFUSED: `refused`: refused
 * @SWIM_STATUS_SERVER_ERROR: `server-error`: server error
 * @SWIM_STATUS_CLIENT_ERROR: `client-error`: client error
 * @SWIM_STATUS_TLS_ERROR: `tls-error`: TLS error
 * @SWIM_STATUS_TRUNCATED: `truncated`: truncated
 * @SWIM_STATUS_TOO_LARGE: `too-large`: too large
 * @SWIM_STATUS_REDIRECT_ERROR: `redirect-error`: redirect error
 * @SWIM_STATUS_PROTOCOL_ERROR: `protocol-error`: protocol error
 * @SWIM_STATUS_IO_ERROR: `io-error`: I/O error, such as on its disk
 * @SWIM_STATUS_CANCELLED: `cancelled`: cancelled
 * @SWIM_STATUS_INVALID: `invalid`: invalid input
 *
 * The class of an item's outcome. %SWIM_STATUS_OK is the only success.
 *
 * Since: 0.1
 */
typedef enum
{
#define SWIM_STATUS(id, name, words) SWIM_STATUS_##id,
#include "base/statuses.def"
#undef SWIM_STATUS
} SwimStatus;

/**
 * SWIM_N_STATUSES: (skip)
 *
 * How many classes there are.
 *
 * Since: 0.1
 */
#define SWIM_N_STATUSES (SWIM_STATUS_INVALID + 1)

SWIM_API const char *swim_status_to_string (SwimStatus status);
SWIM_API const char *swim_status_in_words (SwimStatus status);
SWIM_API gboolean swim_status_from_string (const char *name, SwimStatus *status);
SWIM_API SwimStatus swim_status_from_error (const GError *error);

G_END_DECLS
