/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Comparisons of hand-made records, of which the answers are known. */
#pragma once

#include "compare/comparison.h"

/* A run of 18 names that took that long. */
static inline SwimRecord *
swim_hand_made_record (const char *job, const char *mode, const char *digest, double seconds)
{
  SwimRecord *record = swim_record_new ();

  record->job = g_strdup (job);
  record->mode = g_strdup (mode);
  record->jobs = 64;
  record->items = 18;
  record->statuses[SWIM_STATUS_OK] = 8;
  record->statuses[SWIM_STATUS_NOT_FOUND] = 10;
  record->digest = g_strdup (digest);
  record->wall_seconds = seconds;
  record->throughput_per_sec = 18 / seconds;
  return record;
}

/* A mode whose runs took these times; a negative time is a run that failed. */
static inline SwimContender *
swim_hand_made_add (SwimComparison *comparison,
                    const char *mode,
                    const char *digest,
                    const double *times,
                    guint n)
{
  SwimContender *contender = swim_comparison_add (comparison, mode);

  for (guint i = 0; i < n; i++)
    {
      int exit_code = times[i] < 0 ? -1 : 0;

      g_ptr_array_add (
          contender->records,
          times[i] < 0 ? NULL : swim_hand_made_record (comparison->job, mode, digest, times[i]));
      g_array_append_val (contender->exit_codes, exit_code);
    }
  comparison->rounds = n;
  return contender;
}

static inline GPtrArray *
swim_hand_made_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) swim_comparison_free);
}
