/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The heading of a comparison: what was done, how often, and where. */
#include "config.h"

#include <string.h>

#include "jobs/jobs.h"
#include "report/report.h"

/* The record with the most items in flight: a mode that only ever has one records 1, whatever
 * --jobs was. NULL if there is none. */
static const SwimRecord *
find_record (const SwimComparison *comparison)
{
  const SwimRecord *found = NULL;

  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const SwimRecord *record = swim_contender_get_first (swim_comparison_get (comparison, i));

      if (record != NULL && (found == NULL || record->jobs > found->jobs))
        found = record;
    }
  return found;
}

/* The HTTP client that all runs fetched with (transfer full); NULL: none, or not all with the same.
 */
static char *
find_client (const SwimComparison *comparison)
{
  g_autofree char *found = NULL;

  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const SwimRecord *record = swim_contender_get_first (swim_comparison_get (comparison, i));
      g_autofree char *client = NULL;

      if (record == NULL)
        continue;
      client = swim_report_context (record->context, "client");
      if (client == NULL || (found != NULL && strcmp (client, found) != 0))
        return NULL;
      if (found == NULL)
        found = g_steal_pointer (&client);
    }
  return g_steal_pointer (&found);
}

static void
append_rounds (GString *text, const SwimComparison *comparison, const char *lab)
{
  if (comparison->in_blocks)
    {
      swim_report_append_blocks (text, comparison);
      return;
    }
  g_string_append_printf (text, ", %u %s%s", comparison->rounds,
                          comparison->rounds == 1 ? "round" : "rounds",
                          lab != NULL ? ", in the lab" : "");
}

/* `2 commands`. */
static void
append_commands (GString *text, const SwimComparison *comparison)
{
  guint n = comparison->contenders->len;

  g_string_append_printf (text, "%u %s", n, n == 1 ? "command" : "commands");
}

/* `probe: 18 names, up to 4 in flight, 12 rounds, in the lab`. */
static GString *
make_heading (const SwimComparison *comparison, gboolean same_jobs)
{
  const SwimJobInfo *info = swim_jobs_lookup (comparison->job);
  const SwimRecord *record = find_record (comparison);
  guint64 items = record != NULL ? record->items : 0;
  const char *noun = info != NULL ? info->noun : "item";
  const char *nouns = info != NULL ? info->nouns : "items";
  g_autofree char *lab = swim_report_context (comparison->context, "lab");
  g_autofree char *client = find_client (comparison);
  g_autofree char *name = swim_report_context (comparison->context, "name");
  GString *text = g_string_new (NULL);

  if (name != NULL)
    g_string_append_printf (text, "%s, ", name);
  if (swim_comparison_is_of_commands (comparison))
    {
      append_commands (text, comparison);
      append_rounds (text, comparison, lab);
      return text;
    }
  g_string_append (text, comparison->job);
  g_string_append_printf (text, ": %" G_GUINT64_FORMAT " %s", items, items == 1 ? noun : nouns);
  if (same_jobs && record != NULL)
    g_string_append_printf (text, ", up to %" G_GUINT64_FORMAT " in flight", record->jobs);
  if (client != NULL)
    g_string_append_printf (text, ", by %.*s", (int) strcspn (client, " "), client);
  append_rounds (text, comparison, lab);
  return text;
}

/* One line (transfer full), without a newline. */
char *
swim_report_heading (const SwimComparison *comparison)
{
  return g_string_free (make_heading (comparison, TRUE), FALSE);
}

/* One line (transfer full), without a newline. */
char *
swim_report_sweep_heading (const SwimSweep *sweep)
{
  GString *text =
      make_heading (sweep->comparison, (sweep->parameter->touches & SWIM_MODE_USES_JOBS) == 0);

  g_string_append_printf (text, "; speed-up against %s", swim_sweep_get_against (sweep));
  return g_string_free (text, FALSE);
}
