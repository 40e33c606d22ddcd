/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The sentences of a summary whose contenders are commands: which is fastest, and what may make the
 * figures of one doubtful. Nothing is known of how a command works, so no advice is given. */
#include "config.h"

#include <math.h>

#include "report/format.h"
#include "report/report.h"
#include "report/roles.h"

/* A shorter run is mostly the start of a process. */
#define SHORT_SECONDS 0.005

static const SwimFigure longest = SWIM_FIGURE (SwimRecord, DOUBLE, loop.delay_max);

static void
append_harm (const SwimContender *contender, GString *text)
{
  g_autofree char *seconds = swim_format_seconds (swim_contender_get_median (contender, &longest));

  if (swim_loop_verdict_is_bad (contender->loop))
    g_string_append_printf (text, ", but its loop stalls for up to %s at a time", seconds);
}

/* Whether each of the others is as fast as the baseline. */
static gboolean
are_same (const SwimComparison *comparison)
{
  for (guint i = 1; i < comparison->contenders->len; i++)
    if (swim_comparison_get (comparison, i)->verdict != SWIM_VERDICT_SAME)
      return FALSE;
  return TRUE;
}

/* Which command is fastest; nothing where there are not two to compare. */
void
swim_tell_fastest (const SwimRoles *roles, GString *text)
{
  gboolean confident = roles->n_compared > 0 && roles->fastest->speedup.confident;

  if (roles->n_compared < 2)
    return;
  if (swim_roles_is_faster (roles, roles->fastest))
    {
      g_string_append_printf (
          text, confident ? "%s is the fastest: " : "%s looks fastest: ", roles->fastest->mode);
      swim_tell_gain (roles, roles->fastest, text);
      append_harm (roles->fastest, text);
    }
  else if (confident && are_same (roles->comparison))
    g_string_append_printf (text, "All commands are as fast as %s", roles->baseline->mode);
  else
    g_string_append_printf (text, "No command is clearly faster than %s", roles->baseline->mode);
  g_string_append_c (text, '.');
}

/* What a run of the command had to say, such as of processes that it left behind. */
static const char *
find_remark (const SwimContender *contender)
{
  for (guint i = 0; i < contender->records->len; i++)
    {
      const SwimRecord *record = g_ptr_array_index (contender->records, i);

      if (record != NULL && record->remarks != NULL && record->remarks[0] != NULL)
        return record->remarks[0];
    }
  return NULL;
}

/* What is to be known of single commands. */
void
swim_tell_commands (const SwimComparison *comparison, GString *text)
{
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (comparison, i);
      const char *remark = find_remark (contender);
      g_autofree char *wall = swim_format_seconds (contender->wall.median);

      if (contender->wall.n > 0 && contender->wall.median < SHORT_SECONDS)
        g_string_append_printf (swim_tell_begin (text),
                                "%s takes %s: so short a run is mostly the start of a process.",
                                contender->mode, wall);
      if (remark != NULL)
        g_string_append_printf (swim_tell_begin (text), "%s %s.", contender->mode, remark);
    }
}
