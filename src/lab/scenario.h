/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A scenario: what the lab does to each name, by a seed. Both servers use it. A name meets the same
 * fate in every process. */
#pragma once

#include "lab/fault.h"

G_BEGIN_DECLS

#define SWIM_SCENARIO_DEFAULT "quick"

/* What happens to one name. */
typedef struct
{
  gint64 delay_us;   /* before the answer */
  guint http_status; /* instead of the usual answer; 0: the usual answer */
  SwimFault fault;   /* on the wire */
} SwimFate;

/* From the shortest to the longest, bell-shaped between them, in microseconds. */
typedef struct
{
  gint64 min_us;
  gint64 max_us;
} SwimDelayRange;

/* The limit of the DNS server: a bucket from which each question takes a token.
 * rate: tokens per second; 0: no limit
 * burst: how many the bucket holds; 0: those of a second
 * drops: a question without a token is dropped rather than refused */
typedef struct
{
  double rate;
  guint64 burst;
  gboolean drops;
} SwimDnsLimit;

typedef struct
{
  char *name;
  char *description; /* NULL: none was given */
  guint64 seed;
  SwimDelayRange delay[SWIM_N_LAB_SIDES];
  struct
  {
    double share; /* of HTTP items, 0 to 1 */
    guint64 code;
    SwimDelayRange delay; /* min_us < 0: that of other items */
  } status;
  double fault_share[SWIM_N_LAB_SIDES]; /* of the names that meet a random fault, 0 to 1 */
  GHashTable *faults[SWIM_N_LAB_SIDES]; /* name → SwimFault; NULL: no name was given one */
  SwimDnsLimit dns_limit;
} SwimScenario;

SwimScenario *swim_scenario_load (const char *name_or_path, GError **error);
void swim_scenario_free (SwimScenario *self);
SwimFate swim_scenario_fate (const SwimScenario *self, SwimLabSide side, const char *name);
char **swim_scenario_list (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimScenario, swim_scenario_free)

G_END_DECLS
