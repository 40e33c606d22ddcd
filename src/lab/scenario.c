/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fate that a scenario gives a name. Files are read in scenario-file.c. */
#include "config.h"

#include "lab/scenario.h"

#include "base/hash.h"

/* Each part of a fate has a hash of its own, so that for example the slow names are not also those
 * that fail. */
enum
{
  QUESTION_STATUS = 1,
  QUESTION_DELAY,
  QUESTION_FAULT,
  QUESTION_WHICH_FAULT,
};

void
swim_scenario_free (SwimScenario *self)
{
  for (guint side = 0; side < SWIM_N_LAB_SIDES; side++)
    g_clear_pointer (&self->faults[side], g_hash_table_unref);
  g_free (self->name);
  g_free (self->description);
  g_free (self);
}

/* The mean of four uniform random values: most delays lie near the middle, few at the ends. */
static gint64
draw_delay (SwimDelayRange range, guint64 hash)
{
  double sum = 0;

  for (guint i = 0; i < 4; i++)
    sum += swim_hash_to_unit (swim_hash_number (i, hash));
  return range.min_us + (gint64) ((double) (range.max_us - range.min_us) * sum / 4);
}

/* The fault of name: the one that it asks for, the one that the scenario gives it, or a random one,
 * in this order. */
static SwimFault
find_fault (const SwimScenario *self, SwimLabSide side, const char *name, guint64 hash)
{
  const SwimFault *given = NULL;
  SwimFault fault = { 0 };

  if (swim_fault_find (side, name, &fault))
    return fault;
  if (self->faults[side] != NULL)
    given = g_hash_table_lookup (self->faults[side], name);
  if (given != NULL)
    return *given;
  if (swim_hash_to_unit (swim_hash_number (QUESTION_FAULT, hash)) < self->fault_share[side])
    fault =
        swim_fault_draw (side, swim_hash_to_unit (swim_hash_number (QUESTION_WHICH_FAULT, hash)));
  return fault;
}

/* What happens to name: the same for the same seed and name, in every process and on every machine.
 * The two sides are independent: the fate of `cn` in one says nothing of that in the other. */
SwimFate
swim_scenario_fate (const SwimScenario *self, SwimLabSide side, const char *name)
{
  guint64 hash = swim_hash_string (name, swim_hash_number ((guint64) side, self->seed));
  double status_draw = swim_hash_to_unit (swim_hash_number (QUESTION_STATUS, hash));
  SwimDelayRange range = self->delay[side];
  SwimFate fate = { 0 };

  if (side == SWIM_LAB_HTTP && status_draw < self->status.share)
    {
      fate.http_status = (guint) self->status.code;
      if (self->status.delay.min_us >= 0)
        range = self->status.delay;
    }
  fate.fault = find_fault (self, side, name, hash);
  fate.delay_us = draw_delay (range, swim_hash_number (QUESTION_DELAY, hash));
  return fate;
}
