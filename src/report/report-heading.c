/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What stands above a comparison: what was done, how often, and where. */
#include "config.h"

#include "jobs/jobs.h"
#include "report/report.h"

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

/* Where the runs were, as the end of a heading. */
static const char *
tell_place (const SwimComparison *comparison)
{
  const char *lab =
      comparison->context != NULL
          ? json_object_get_string_member_with_default (comparison->context, "lab", NULL)
          : NULL;

  return lab != NULL ? ", in the lab" : "";
}

/* `probe: 18 names`, with what follows it. */
static GString *
begin_heading (const SwimComparison *comparison, const SwimRecord *record)
{
  const SwimJobInfo *info = swim_jobs_lookup (comparison->job);
  guint64 items = record != NULL ? record->items : 0;
  const char *noun = info != NULL ? info->noun : "item";
  const char *nouns = info != NULL ? info->nouns : "items";
  GString *text = g_string_new (comparison->job);

  g_string_append_printf (text, ": %" G_GUINT64_FORMAT " %s", items, items == 1 ? noun : nouns);
  return text;
}

/* One line (transfer full), without a newline. */
char *
swim_report_heading (const SwimComparison *comparison)
{
  const SwimRecord *record = find_record (comparison);
  GString *text = begin_heading (comparison, record);

  g_string_append_printf (text, ", up to %" G_GUINT64_FORMAT " in flight, %u %s%s",
                          record != NULL ? record->jobs : 0, comparison->rounds,
                          comparison->rounds == 1 ? "round" : "rounds", tell_place (comparison));
  return g_string_free (text, FALSE);
}

/* One line (transfer full), without a newline. */
char *
swim_report_sweep_heading (const SwimSweep *sweep)
{
  const SwimComparison *comparison = sweep->comparison;
  const SwimRecord *record = find_record (comparison);
  GString *text = begin_heading (comparison, record);

  if ((sweep->parameter->touches & SWIM_MODE_USES_JOBS) == 0 && record != NULL)
    g_string_append_printf (text, ", up to %" G_GUINT64_FORMAT " in flight", record->jobs);
  g_string_append_printf (text, ", %u %s%s; speed-up against %s", comparison->rounds,
                          comparison->rounds == 1 ? "round" : "rounds", tell_place (comparison),
                          swim_sweep_get_against (sweep));
  return g_string_free (text, FALSE);
}
