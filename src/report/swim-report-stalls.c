/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stalls of the loop in words: how long, for which item, and in what. */
#include "config.h"

#include "report/swim-format.h"
#include "report/swim-report.h"

/* A stall in words (transfer full): how long, from when on, for which item, and why. */
char *
swim_report_stall (const SwimStall *stall)
{
  GString *text = g_string_new (NULL);
  g_autofree char *duration = swim_format_seconds ((double) stall->duration / 1e9);
  g_autofree char *start = swim_format_seconds ((double) stall->start / 1e9);

  g_string_append_printf (text, "%s, from %s on", duration, start);
  if (stall->subject != NULL)
    g_string_append_printf (text, ", for %s", stall->subject);
  g_string_append_printf (text, ": %s", swim_cause_in_words (stall->cause));
  if (stall->call != NULL)
    g_string_append_printf (text, " in %s()", stall->call);
  if (stall->fd_target != NULL)
    g_string_append_printf (text, " on %s", stall->fd_target);
  return g_string_free (text, FALSE);
}

static int
compare_durations (gconstpointer a, gconstpointer b)
{
  const SwimStall *x = *(const SwimStall *const *) a;
  const SwimStall *y = *(const SwimStall *const *) b;

  return (x->duration < y->duration) - (x->duration > y->duration);
}

/* The run's stalls, the worst first, of SwimStall (transfer container); the record owns them. */
GPtrArray *
swim_report_worst_stalls (const SwimRecord *record)
{
  GPtrArray *worst = g_ptr_array_new ();

  g_ptr_array_extend (worst, record->stalls, NULL, NULL);
  g_ptr_array_sort (worst, compare_durations);
  return worst;
}
