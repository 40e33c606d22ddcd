/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A turn of a loop that is not inside another one's: its calls are added up, and if it is a stall,
 * a cause is found. */
#pragma once

#include "preload/region.h"
#include "watch/looks.h"
#include "watch/sampler.h"
#include "watch/sites.h"
#include "watch/stalls.h"

G_BEGIN_DECLS

/* What the threads of an image share. */
typedef struct
{
  guint image; /* its index */
  int pid;
  gint64 started; /* when the watch began: moments are told from then on */
  gint64 stall_ns;
  guint64 long_call_ns; /* shorter calls are only told with their turn; 0: none is timed */
  SwimSites *sites;
  SwimStallList *stalls;
  GPtrArray *tracks;    /* of SwimTrack, of all images */
  guint64 *rule_uses;   /* how many calls each rule left away */
  GHashTable *notes;    /* of char *: sentences about what could not be seen */
  SwimSampler *sampler; /* NULL: none looks at stalls */
} SwimHome;

typedef struct
{
  gint64 start;
  gint64 end;
  gboolean nested;
  gboolean unended;         /* what it was about lasted until the program ended */
  const GArray *calls;      /* of SwimWatchCalls */
  const GArray *long_calls; /* of SwimWatchCall; not all are in this turn */
  const SwimLooks *looks;
  int tid;
} SwimTurn;

void swim_turn_account (const SwimTurn *turn, const SwimHome *home, SwimTrack *track);

G_END_DECLS
