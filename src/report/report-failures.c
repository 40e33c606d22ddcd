/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How many items failed in the runs of a comparison, whose exit status then says so, too. */
#include "config.h"

#include "jobs/jobs.h"
#include "report/report.h"

/* Sums over all runs. */
typedef struct
{
  guint64 items;
  guint64 by_status[SWIM_N_STATUSES];
} Failures;

static void
add_record (Failures *self, const SwimRecord *record, guint tolerated)
{
  self->items += record->items;
  for (guint i = 0; i < SWIM_N_STATUSES; i++)
    if (i != SWIM_STATUS_OK && (tolerated & (1u << i)) == 0)
      self->by_status[i] += record->statuses[i];
}

static void
count (Failures *self, const SwimComparison *comparison, guint tolerated)
{
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const GPtrArray *records = swim_comparison_get (comparison, i)->records;

      for (guint j = 0; j < records->len; j++)
        if (g_ptr_array_index (records, j) != NULL)
          add_record (self, g_ptr_array_index (records, j), tolerated);
    }
}

/* Says it where any did: `In all runs together, 4 of 16 items failed (2 timeout, 2 invalid).` */
void
swim_tell_failures (GString *text, const SwimComparison *comparison)
{
  const SwimJobInfo *job = swim_jobs_lookup (comparison->job);
  guint tolerated = job != NULL ? job->tolerates : 0;
  guint64 failed = swim_comparison_get_failed (comparison, tolerated);
  const char *separator = " (";
  Failures failures = { 0 };

  if (failed == 0)
    return;
  count (&failures, comparison, tolerated);
  g_string_append_printf (swim_tell_begin (text),
                          "In all runs together, %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                          " items failed",
                          failed, failures.items);
  for (guint i = 0; i < SWIM_N_STATUSES; i++)
    if (failures.by_status[i] > 0)
      {
        g_string_append_printf (text, "%s%" G_GUINT64_FORMAT " %s", separator,
                                failures.by_status[i], swim_status_to_string (i));
        separator = ", ";
      }
  g_string_append (text, ").");
}
