/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a report of a watch does not show, and why: each a sentence. */
#include "config.h"

#include <math.h>

#include "base/printable.h"
#include "report/format.h"
#include "report/watch.h"

/* Names and rules in a sentence. */
#define MOST_LETTERS 60

static void G_GNUC_PRINTF (2, 3) add (GPtrArray *remarks, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (remarks, g_strdup_vprintf (format, args));
  va_end (args);
}

/* How much of what the loop waited for in stalls the calls explain. */
static void
add_coverage (GPtrArray *remarks, const SwimWatchLoop *loop)
{
  double share = loop->off_cpu > 0 ? MIN (loop->explained / loop->off_cpu, 1) : NAN;
  g_autofree char *name = swim_watch_shorten (loop->name, MOST_LETTERS);
  g_autofree char *off = swim_format_seconds (loop->off_cpu);
  g_autofree char *percent = swim_format_percent (share);

  if (isfinite (share))
    add (remarks,
         "Coverage: the timed calls explain %s of the %s that %s was off the CPU in stalls.",
         percent, off, name);
}

static gboolean
has_main_loop (const SwimWatchReport *report, guint process, int pid)
{
  for (guint i = 0; i < report->loops->len; i++)
    {
      const SwimWatchLoop *loop = g_ptr_array_index (report->loops, i);

      if (loop->process == process && loop->tid == pid && !loop->is_private)
        return TRUE;
    }
  return FALSE;
}

/* Of several processes of one program it is said which. */
static void
add_before_loop (GPtrArray *remarks, const SwimWatchReport *report, guint at)
{
  const SwimWatchProcess *process = g_ptr_array_index (report->processes, at);
  g_autofree char *program = swim_watch_shorten (process->program, MOST_LETTERS);
  g_autofree char *before = swim_format_seconds (process->before_loop);
  g_autofree char *which =
      report->processes->len > 1 ? g_strdup_printf (" (process %d)", process->pid) : g_strdup ("");

  if (process->before_loop > 0)
    add (remarks, "%s%s ran for %s before its %s loop did; the figures begin there.", program,
         which, before, has_main_loop (report, at, process->pid) ? "main" : "first");
}

static void
add_lost (GPtrArray *remarks, guint64 number, const char *one, const char *many)
{
  if (number > 0)
    add (remarks,
         "%" G_GUINT64_FORMAT " %s lost, since the program was faster than what read them: the "
         "figures are too low.",
         number, number == 1 ? one : many);
}

static void
add_rule (GPtrArray *remarks, const SwimWatchRule *rule)
{
  g_autofree char *shown = swim_watch_shorten (rule->rule, MOST_LETTERS);

  if (rule->used > 0)
    add (remarks, "Ignored: %" G_GUINT64_FORMAT " %s by the rule “%s”.", rule->used,
         rule->used == 1 ? "call" : "calls", shown);
  else
    add (remarks, "Unused rule: no call is ignored by “%s”; remove or correct it.", shown);
}

/* That rule only finds what no other leaves away. */
static void
add_offload (GPtrArray *remarks, const SwimWatchReport *report)
{
  g_autofree char *shown = NULL;

  for (guint i = 0; i < report->loops->len; i++)
    if (((const SwimWatchLoop *) g_ptr_array_index (report->loops, i))->what_if.calls > 0)
      return;
  if (report->offload == NULL)
    return;
  shown = swim_watch_shorten (report->offload, MOST_LETTERS);
  add (remarks, "Unused rule: no call that is listed matches “%s”, so nothing was offloaded.",
       shown);
}

/* What the mark of a loop means. */
static void
add_private (GPtrArray *remarks, const SwimWatchReport *report)
{
  for (guint i = 0; i < report->loops->len; i++)
    if (((const SwimWatchLoop *) g_ptr_array_index (report->loops, i))->is_private)
      {
        add (remarks, "* This loop only ran inside turns of others, as those of synchronous D-Bus "
                      "calls do; there it counts as a call.");
        return;
      }
}

/* Of stalls that the program caused by calls which are not interposed. */
static void
add_uncaught (GPtrArray *remarks, const SwimWatchReport *report)
{
  guint uncaught = 0;

  for (guint i = 0; i < report->stalls->len; i++)
    {
      const SwimWatchStall *stall = g_ptr_array_index (report->stalls, i);

      uncaught += stall->stall->cause == SWIM_CAUSE_BLOCKED && !stall->caught;
    }
  if (uncaught > 0 && g_strcmp0 (report->audit, "calls") == 0)
    add (
        remarks,
        "%u of the stalls shown %s blocked in a call that is not timed; --audit=complete times all "
        "system calls.",
        uncaught, uncaught == 1 ? "was" : "were");
}

/* One sentence each (transfer full); none where all was seen. */
char **
swim_watch_remarks (const SwimWatchReport *report)
{
  g_autoptr (GPtrArray) remarks = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < report->loops->len; i++)
    add_coverage (remarks, g_ptr_array_index (report->loops, i));
  for (guint i = 0; i < report->processes->len; i++)
    add_before_loop (remarks, report, i);
  add_uncaught (remarks, report);
  add_lost (remarks, report->lost_turns, "turn was", "turns were");
  add_lost (remarks, report->lost_calls, "call was", "calls were");
  add_private (remarks, report);
  for (guint i = 0; i < report->notes->len; i++)
    g_ptr_array_add (remarks, swim_printable (g_ptr_array_index (report->notes, i)));
  for (guint i = 0; i < report->rules->len; i++)
    add_rule (remarks, g_ptr_array_index (report->rules, i));
  add_offload (remarks, report);
  g_ptr_array_add (remarks, NULL);
  return (char **) g_ptr_array_steal (remarks, NULL);
}
