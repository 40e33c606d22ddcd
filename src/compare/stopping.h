/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* When rounds end that are not a fixed number (--rounds=auto), and what ended them. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What ended the rounds. */
typedef enum
{
  SWIM_STOP_NONE,      /* they were a fixed number, or were broken off */
  SWIM_STOP_PRECISION, /* all intervals were narrow enough */
  SWIM_STOP_TIME,      /* the time was over */
  SWIM_STOP_MOST,      /* there were as many rounds as there may be */
  SWIM_N_STOPS
} SwimStop;

typedef struct
{
  double precision; /* the widest interval wanted, relative to its median; 0: a fixed number */
  double max_seconds;
  SwimStop stop;
} SwimStopping;

gboolean swim_stopping_is_auto (const SwimStopping *stopping);
JsonObject *swim_stopping_to_json (const SwimStopping *stopping, const char *job);
gboolean swim_stopping_from_json (SwimStopping *stopping, JsonObject *object, GError **error);

G_END_DECLS
