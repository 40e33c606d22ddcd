/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What it costs to make the blocking calls in GLib's pool: the sentence of the summary about two
 * modes that differ in nothing else. */
#include "config.h"

#include "report/format.h"
#include "report/roles.h"

static const SwimFigure threads = SWIM_FIGURE (SwimRecord, SIGNED, usage.threads_max);

/* ` The same blocking calls as in threads took 1.85 times as long in tasks, which had at most 13
 * threads in place of 68: GLib's pool begins with ten threads and grows slowly.` Nothing where the
 * two are as fast. */
void
swim_tell_pool (const SwimRoles *roles, GString *text)
{
  const SwimContender *full = roles->full_pool;
  const SwimContender *growing = roles->growing_pool;
  g_autofree char *ratio = NULL;
  double few;
  double many;

  if (full == NULL || growing == NULL || growing->speedup.upper >= full->speedup.lower)
    return;
  few = swim_contender_get_median (growing, &threads);
  many = swim_contender_get_median (full, &threads);
  ratio = swim_format_ratio (full->speedup.median / growing->speedup.median);
  g_string_append_printf (text, " The same blocking calls as in %s took %s times as long in %s",
                          full->mode, ratio, growing->mode);
  if (few < many) /* and they are known */
    g_string_append_printf (text, ", which had at most %.0f threads in place of %.0f", few, many);
  g_string_append (text, ": GLib's pool begins with ten threads and grows slowly.");
}
