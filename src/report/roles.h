/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which modes of a comparison a sentence is about. They are found by their traits and by what was
 * measured, not by their names. */
#pragma once

#include "compare/comparison.h"

G_BEGIN_DECLS

/* NULL: there is none. */
typedef struct
{
  const SwimComparison *comparison;
  guint n_compared; /* modes that were measured and did the same work */
  const SwimContender *baseline;
  const SwimContender *fastest;
  const SwimContender
      *choice;                /* as fast as any whose loop does not stall, with the least threads */
  const SwimContender *rival; /* as fast as that, with the most threads */
  const SwimContender *start; /* one blocking call after another */
  const SwimContender *reference;    /* no call blocks */
  const SwimContender *blocking;     /* the same with some calls that block the loop */
  const SwimContender *offloaded;    /* the same calls, given to threads */
  const SwimContender *full_pool;    /* every call in a pool with a thread for each slot */
  const SwimContender *growing_pool; /* the same calls in GLib's own pool, which grows */
} SwimRoles;

void swim_roles_assign (SwimRoles *roles, const SwimComparison *comparison);
gboolean swim_roles_tie (const SwimContender *contender, const SwimContender *with);
gboolean swim_roles_is_faster (const SwimRoles *roles, const SwimContender *contender);

/* Sentences of the summary. */
void swim_tell_advice (const SwimRoles *roles, GString *text);
void swim_tell_blocking (const SwimRoles *roles, GString *text);
void swim_tell_gain (const SwimRoles *roles, const SwimContender *contender, GString *text);
void swim_tell_fastest (const SwimRoles *roles, GString *text);
void swim_tell_commands (const SwimComparison *comparison, GString *text);
void swim_tell_pool (const SwimRoles *roles, GString *text);

G_END_DECLS
