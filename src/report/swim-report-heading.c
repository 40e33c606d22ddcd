/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What stands above a comparison: what was done, how often, and where. */
#include "config.h"

#include "report/swim-report.h"

static const SwimRecord *
find_record (const SwimComparison *comparison)
{
  guint64 jobs = 0;
  const SwimRecord *found = NULL;

  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (comparison, i);
      const SwimRecord *record = contender->records->len > 0 ? contender->records->pdata[0] : NULL;

      /* A mode that has one item in flight whatever it was told does not know what it was told. */
      if (record != NULL && record->jobs > jobs)
        {
          found = record;
          jobs = record->jobs;
        }
    }
  return found;
}

/* One line (transfer full), without a newline. */
char *
swim_report_heading (const SwimComparison *comparison)
{
  const SwimJobInfo *info = swim_job_info_lookup (comparison->job);
  const SwimRecord *record = find_record (comparison);
  guint64 items = record != NULL ? record->items : 0;
  const char *noun = info != NULL ? info->noun : "item";
  const char *nouns = info != NULL ? info->nouns : "items";
  const char *lab =
      comparison->context != NULL
          ? json_object_get_string_member_with_default (comparison->context, "lab", NULL)
          : NULL;

  return g_strdup_printf (
      "%s: %" G_GUINT64_FORMAT " %s, up to %" G_GUINT64_FORMAT " in flight, %u %s%s",
      comparison->job, items, items == 1 ? noun : nouns, record != NULL ? record->jobs : 0,
      comparison->rounds, comparison->rounds == 1 ? "round" : "rounds",
      lab != NULL ? ", in the lab" : "");
}
