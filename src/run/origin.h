/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a record comes from: which run of which share, what that took over from earlier ones, and
 * of which runs it was joined. */
#pragma once

#include <json-glib/json-glib.h>

#include "job/shard.h"
#include "job/taken-over.h"

G_BEGIN_DECLS

/* How the remarks of a record begin that say what is missing. */
#define SWIM_REMARK_INCOMPLETE "incomplete: "

/* Of a record of shares that were joined; all are 0 in others. Times in seconds. */
typedef struct
{
  guint64 shares;
  guint64 count; /* of shares that there are; 0 in files of earlier builds */
  guint64 runs;
  double wall_longest;
  double wall_sum;
} SwimJoined;

typedef struct
{
  char *run;           /* a UUID; NULL in files of earlier releases */
  gint64 started;      /* µs since 1970, by the clock of that machine; -1: not known */
  gboolean incomplete; /* it ended before its items did, or their list is not the whole one */
  SwimShard shard;
  SwimWholeList list;  /* that the share is of */
  gboolean resumed;    /* with --resume; else nothing was taken over */
  SwimTakenOver taken; /* not in what the record counts */
  SwimJoined joined;
} SwimOrigin;

void swim_origin_clear (SwimOrigin *origin);
void swim_origin_write (const SwimOrigin *origin, JsonObject *object);
gboolean swim_origin_read (SwimOrigin *origin, JsonObject *object, GError **error);

G_END_DECLS
