/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is to be said of runs that were made in blocks, all of one command and then all of the next,
 * as hyperfine makes them, and not in rounds. */
#include "config.h"

#include "report/report.h"

/* Where the blocks were merged with rounds, some of these may have no run. */
static guint
count_runs (const SwimContender *contender)
{
  guint n = 0;

  for (guint i = 0; i < contender->records->len; i++)
    n += g_ptr_array_index (contender->records, i) != NULL;
  return n;
}

static void
find_counts (const SwimComparison *comparison, guint *least, guint *most)
{
  *least = G_MAXUINT;
  *most = 0;
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      guint n = count_runs (swim_comparison_get (comparison, i));

      *least = MIN (*least, n);
      *most = MAX (*most, n);
    }
}

/* `, 10 to 25 runs of each, in blocks`: for a heading. */
void
swim_report_append_blocks (GString *text, const SwimComparison *comparison)
{
  g_autofree char *tool = swim_report_context (comparison->context, "tool");
  guint least, most;

  find_counts (comparison, &least, &most);
  g_string_append_printf (text, ", %u", least);
  if (most > least)
    g_string_append_printf (text, " to %u", most);
  g_string_append_printf (text, " %s of each, in blocks", most == 1 ? "run" : "runs");
  if (tool != NULL)
    g_string_append_printf (text, ", by %s", tool);
}

/* What the intervals do not cover; nothing of rounds, or of a single command. */
void
swim_tell_blocks (GString *text, const SwimComparison *comparison)
{
  guint least, most;

  if (!comparison->in_blocks || comparison->contenders->len < 2)
    return;
  find_counts (comparison, &least, &most);
  swim_tell_begin (text);
  g_string_append (text, "All runs of a command were made in one block, before those of the next: "
                         "what changed on the machine from one block to another is in the "
                         "speed-ups, and not in their intervals.");
  if (least < SWIM_ROUNDS_FOR_EACH)
    g_string_append_printf (swim_tell_begin (text),
                            "Too few runs for a 95 %% interval (%u; %u of each are needed): the "
                            "range is shown instead.",
                            least, SWIM_ROUNDS_FOR_EACH);
}
