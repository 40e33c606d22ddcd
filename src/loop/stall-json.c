/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "loop/stall-json.h"

#include <math.h>

#include "base/json-fields.h"
#include "base/swim-error.h"

/* Longer times, in seconds, could not be told in ns. */
#define MOST_SECONDS 9e9

/* A stall as it is written. */
typedef struct
{
  double start;
  double seconds;
  const char *cause;
  const char *item;
  const char *call;
  int fd;
  const char *target;
} Written;

static const SwimField fields[] = {
  SWIM_FIELD (DOUBLE, Written, start), SWIM_FIELD (DOUBLE, Written, seconds),
  SWIM_FIELD (TEXT, Written, cause),   SWIM_FIELD (TEXT, Written, item),
  SWIM_FIELD (TEXT, Written, call),    SWIM_FIELD (INT, Written, fd),
  SWIM_FIELD (TEXT, Written, target),  SWIM_FIELD_END
};

/* Adds its members to the object. */
void
swim_stall_write (const SwimStall *stall, JsonObject *object)
{
  const Written written = { .start = (double) stall->start / 1e9,
                            .seconds = (double) stall->duration / 1e9,
                            .cause = swim_cause_to_string (stall->cause),
                            .item = stall->subject,
                            .call = stall->call,
                            .fd = stall->fd,
                            .target = stall->fd_target };

  swim_fields_write (fields, &written, object);
}

/* The stall whose members the object has (transfer full). */
SwimStall *
swim_stall_read (JsonObject *object, GError **error)
{
  Written written;
  SwimStall *stall;

  if (!swim_fields_read (fields, &written, object, error))
    return NULL;
  if (!(written.start <= MOST_SECONDS && written.seconds <= MOST_SECONDS))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                   "its start or its length is none that a stall can have");
      return NULL;
    }
  stall = swim_stall_new (llround (written.start * 1e9), llround (written.seconds * 1e9));
  /* A later release may know causes that this one does not. */
  swim_cause_from_string (written.cause, &stall->cause);
  stall->subject = g_strdup (written.item);
  stall->call = g_strdup (written.call);
  stall->fd = written.fd;
  stall->fd_target = g_strdup (written.target);
  return stall;
}
