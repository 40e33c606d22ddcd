/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/stopping.h"

#include <math.h>

#include "base/json-fields.h"
#include "base/swim-error.h"

/* As it stands in JSON; null where none did, since a signal or an error came first. */
static const char *const stop_names[SWIM_N_STOPS] = { NULL, "precision", "time", "rounds" };

typedef struct
{
  const char *job;
  double precision;
  double max_seconds;
  const char *ended_by;
} Written;

static const SwimField fields[] = { SWIM_FIELD (WORD, Written, job),
                                    SWIM_FIELD (DOUBLE, Written, precision),
                                    SWIM_FIELD (DOUBLE, Written, max_seconds),
                                    SWIM_FIELD (TEXT, Written, ended_by), SWIM_FIELD_END };

gboolean
swim_stopping_is_auto (const SwimStopping *self)
{
  return self->precision > 0;
}

/* As a JSON object (transfer full), with the job that it is about. */
JsonObject *
swim_stopping_to_json (const SwimStopping *self, const char *job)
{
  const Written written = { job, self->precision, self->max_seconds, stop_names[self->stop] };
  JsonObject *object = json_object_new ();

  swim_fields_write (fields, &written, object);
  return object;
}

gboolean
swim_stopping_from_json (SwimStopping *self, JsonObject *object, GError **error)
{
  Written written = { 0 };
  SwimStop stop = SWIM_STOP_NONE;

  if (!swim_fields_read (fields, &written, object, error))
    return FALSE;
  while (stop < SWIM_N_STOPS && g_strcmp0 (stop_names[stop], written.ended_by) != 0)
    stop++;
  if (stop < SWIM_N_STOPS && written.precision > 0 && isfinite (written.precision)
      && isfinite (written.max_seconds))
    {
      *self = (SwimStopping){ written.precision, written.max_seconds, stop };
      return TRUE;
    }
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
               "it does not say by what precision or time the rounds ended");
  return FALSE;
}
