/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The status classes and their names. The list itself is statuses.def. */
#include "config.h"

#include "base/swim-status.h"

#include <gio/gio.h>
#include <string.h>

static const struct
{
  const char *name;
  const char *words;
} statuses[] = {
#define SWIM_STATUS(id, name, words) [SWIM_STATUS_##id] = { name, words },
#include "base/statuses.def"
#undef SWIM_STATUS
};

/**
 * swim_status_to_string:
 * @status: a class
 *
 * Returns: (transfer none): the class's name as records and reports spell it, such as `not-found`
 *
 * Since: 0.1
 */
const char *
swim_status_to_string (SwimStatus status)
{
  g_return_val_if_fail ((guint) status < SWIM_N_STATUSES, "invalid");
  return statuses[status].name;
}

/**
 * swim_status_in_words:
 * @status: a class
 *
 * Returns: (transfer none): the class as a person would say it after a count: `3 not found`
 *
 * Since: 0.1
 */
const char *
swim_status_in_words (SwimStatus status)
{
  g_return_val_if_fail ((guint) status < SWIM_N_STATUSES, "invalid input");
  return statuses[status].words;
}

/**
 * swim_status_from_string:
 * @name: a class's name
 * @status: (out): where the class goes
 *
 * Returns: %FALSE if no class has that name; @status is then left alone
 *
 * Since: 0.1
 */
gboolean
swim_status_from_string (const char *name, SwimStatus *status)
{
  g_return_val_if_fail (name != NULL && status != NULL, FALSE);
  for (guint i = 0; i < SWIM_N_STATUSES; i++)
    if (strcmp (name, statuses[i].name) == 0)
      {
        *status = (SwimStatus) i;
        return TRUE;
      }
  return FALSE;
}

static SwimStatus
status_from_io_error (int code)
{
  switch (code)
    {
    case G_IO_ERROR_CANCELLED:
      return SWIM_STATUS_CANCELLED;
    case G_IO_ERROR_TIMED_OUT:
      return SWIM_STATUS_TIMEOUT;
    case G_IO_ERROR_CONNECTION_REFUSED:
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return SWIM_STATUS_REFUSED;
    case G_IO_ERROR_HOST_NOT_FOUND:
      return SWIM_STATUS_NOT_FOUND;
    case G_IO_ERROR_CONNECTION_CLOSED: /* the same code as BROKEN_PIPE */
    case G_IO_ERROR_PARTIAL_INPUT:
      return SWIM_STATUS_TRUNCATED;
    case G_IO_ERROR_INVALID_ARGUMENT:
      return SWIM_STATUS_INVALID;
    default:
      return SWIM_STATUS_IO_ERROR;
    }
}

/**
 * swim_status_from_error:
 * @error: what went wrong
 *
 * The class of an error by its domain and code, never by its message. Errors of GIO, its resolver
 * and its TLS are known; anything else is %SWIM_STATUS_IO_ERROR.
 *
 * Returns: the class
 *
 * Since: 0.1
 */
SwimStatus
swim_status_from_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, SWIM_STATUS_IO_ERROR);
  if (error->domain == G_IO_ERROR)
    return status_from_io_error (error->code);
  if (error->domain == G_TLS_ERROR)
    return SWIM_STATUS_TLS_ERROR;
  if (error->domain == G_RESOLVER_ERROR)
    return error->code == G_RESOLVER_ERROR_NOT_FOUND ? SWIM_STATUS_NOT_FOUND
                                                     : SWIM_STATUS_SERVER_ERROR;
  return SWIM_STATUS_IO_ERROR;
}
