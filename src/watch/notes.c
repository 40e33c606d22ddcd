/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/notes.h"

#define BARRED \
  "without the rights (setuid), the root directory (chroot) or the free descriptor that this " \
  "takes, the memory that is shared with swimlane cannot be opened"

static void G_GNUC_PRINTF (2, 3) add (SwimWatchReport *report, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (report->notes, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static void
add_trap (const SwimWatchImage *image, SwimWatchReport *report)
{
  if (image->trap_refused != 0)
    add (report,
         "Process %d: the kernel refused to catch system calls (%s), so that only calls of libc’s "
         "functions were timed.",
         image->pid, g_strerror ((int) image->trap_refused));
  if (image->trap_lost != 0)
    add (report,
         "Process %d has a SIGSYS handler of its own; from then on only calls of libc’s functions "
         "were timed.",
         image->pid);
}

/* Whose functions and lines are not in the stacks. A process without a loop has none. */
static void
add_languages (const SwimProcess *process, const SwimWatchImage *image, SwimWatchReport *report)
{
  static const char *const engines[] = { "/libmozjs-", "/libjavascriptcoregtk-", "/libnode." };
  guint32 version = image->python.version;
  g_autofree char *name = version > 0x300
                              ? g_strdup_printf ("%u.%u", version >> 8 & 255, version & 255)
                              : g_strdup ("before 3.11");
  gboolean runs_script = FALSE;

  if (image->first_poll == 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (engines); i++)
    runs_script = runs_script || swim_process_has_module (process, engines[i]);
  if (runs_script)
    add (report,
         "Process %d runs JavaScript, whose functions and lines are not known here: in stacks they "
         "are “unknown code” or functions of its interpreter.",
         image->pid);
  if (version != 0 && image->python.state == SWIM_WATCH_PYTHON_UNKNOWN)
    add (report,
         "Process %d runs Python %s, whose functions and lines are not known here, as those of "
         "3.11 to 3.13 are: stacks have the functions of its interpreter.",
         image->pid, name);
}

/* Adds what was missed of a process, and its losses to the report's. */
void
swim_notes_add (const SwimProcess *process, SwimWatchReport *report)
{
  const SwimLosses *losses = swim_process_get_losses (process);
  SwimWatchImage image;

  swim_process_get (process, &image);
  report->lost_turns += losses->turns;
  report->lost_calls += losses->calls;
  if (losses->damaged > 0)
    add (report,
         "Process %d: %" G_GUINT64_FORMAT " records could not be true and were left out; something "
         "in the program writes to memory that is not its own.",
         image.pid, losses->damaged);
  report->unwatched += MIN (image.lost_threads, G_MAXINT16);
  if (image.lost_threads > 0)
    add (report,
         "Process %d: %u threads with a loop were not watched, since %d had one at the same time.",
         image.pid, image.lost_threads, SWIM_WATCH_THREADS);
  if (image.unattributed_calls > 0)
    add (report,
         "Process %d: %" G_GUINT64_FORMAT " calls are not listed, since they were made from more "
         "than %d places.",
         image.pid, (guint64) image.unattributed_calls, SWIM_WATCH_SITES);
  if (image.filtered != 0)
    add (report,
         "Process %d has its system calls filtered (seccomp): since then it is not known what its "
         "calls were on.",
         image.pid);
  add_trap (&image, report);
  add_languages (process, &image, report);
}

void
swim_notes_add_regions (const SwimRegion *region, SwimWatchReport *report)
{
  guint claimed = swim_region_count_claimed (region);
  guint regions = swim_region_count (region);
  guint barred = MIN (swim_region_count_barred (region), G_MAXINT16);

  if (claimed > regions)
    add (report, "%u processes were not watched: there is room for %u.", claimed - regions,
         regions);
  if (barred > 0)
    add (report, "%u %s with main contexts %s not watched: " BARRED ".", barred,
         barred == 1 ? "process" : "processes", barred == 1 ? "was" : "were");
  report->unwatched += barred + (claimed > regions ? claimed - regions : 0);
}

/* Why no loop was seen (transfer full); @contexts is how many main contexts were made. */
char *
swim_notes_explain_no_loop (const SwimWatchReport *report, guint contexts)
{
  if (report->processes->len == 0)
    return g_strdup (
        "no loop was seen: swimlane-watch.so was not loaded into any process, as in "
        "programs that are static, run with other rights or in a sandbox (Flatpak), or "
        "are started without the environment variable LD_PRELOAD");
  if (report->unwatched > 0)
    return g_strdup (
        "no loop was seen, since no process with a main context could be watched: " BARRED);
  if (contexts == 0)
    return g_strdup ("no loop was seen: the program made no main context of GLib; one that has a "
                     "GLib of its own built in cannot be watched, nor one that another program "
                     "starts without LD_PRELOAD and SWIMLANE_WATCH in its environment");
  return g_strdup_printf ("no loop was seen: the program made %u main context%s, and polled none",
                          contexts, contexts == 1 ? "" : "s");
}
