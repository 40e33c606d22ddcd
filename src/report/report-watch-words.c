/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What blocked the loops of a watched program, in words: the worst stall, from where, and what
 * giving its calls to threads would change. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/printable.h"
#include "loop/stall.h"
#include "report/format.h"
#include "report/watch.h"

/* Letters of a path or a name in a sentence. */
#define MOST_LETTERS 44

/* A stall is that of one call if that call took at least this share of it. */
#define ONE_CALL 0.5

/* What took less of a stall than this is told with its own time. */
#define NEARLY_ALL 0.9

/* The kernel's count of the time on a CPU lags by up to a tick, when it is asked first and last. */
#define TWO_TICKS 0.02

/* Delays that change by less are not worth a word. */
#define WORTH 0.95

/* The text without control characters, and at most so many letters: of longer ones the middle is
 * left out, of a path whole folders if possible. */
char *
swim_watch_shorten (const char *text, guint most)
{
  g_autofree char *printable = swim_printable (text);
  glong length = g_utf8_strlen (printable, -1);
  glong head = MAX ((glong) most / 3, 1);
  const char *begin, *end, *slash;

  if (length <= (glong) most || most < 3)
    return g_steal_pointer (&printable);
  begin = g_utf8_offset_to_pointer (printable, head);
  end = g_utf8_offset_to_pointer (printable, length - ((glong) most - head - 1));
  slash = g_strrstr_len (printable, begin - printable, "/");
  if (slash != NULL && slash > printable)
    begin = slash + 1;
  slash = strchr (end, '/');
  if (slash != NULL && slash[1] != '\0')
    end = slash;
  return g_strdup_printf ("%.*s…%s", (int) (begin - printable), printable, end);
}

/* `cache_lock (cache.c:113)`, `cache_lock in libcache.so.1`, `libcache.so.1+0x1234`. */
char *
swim_watch_frame_in_words (const SwimFrame *frame)
{
  g_autofree char *function =
      frame->function != NULL ? swim_watch_shorten (frame->function, MOST_LETTERS) : NULL;
  g_autofree char *base =
      frame->file != NULL || frame->module != NULL
          ? g_path_get_basename (frame->file != NULL ? frame->file : frame->module)
          : NULL;
  g_autofree char *place = base != NULL ? swim_watch_shorten (base, MOST_LETTERS) : NULL;

  if (place == NULL)
    return function != NULL ? g_steal_pointer (&function) : g_strdup ("unknown code");
  if (frame->file != NULL && frame->line > 0)
    return g_strdup_printf ("%s (%s:%u)", function != NULL ? function : "code", place, frame->line);
  if (function != NULL)
    return g_strdup_printf (frame->file != NULL ? "%s (%s)" : "%s in %s", function, place);
  return g_strdup_printf ("%s+0x%" G_GINT64_MODIFIER "x", place, frame->offset);
}

/* The frame that a reader wants to see, or else the innermost; NULL: the stack is not known. */
char *
swim_watch_caller_in_words (const SwimStack *stack)
{
  const SwimFrame *own = swim_stack_get_own (stack);

  if (own == NULL && stack->frames->len > 0)
    own = g_ptr_array_index (stack->frames, 0);
  return own != NULL ? swim_watch_frame_in_words (own) : NULL;
}

/* `flock()`. */
char *
swim_watch_call_in_words (const char *function)
{
  g_autofree char *name = NULL;

  if (strcmp (function, "private_loop") == 0)
    return g_strdup ("a private main loop");
  name = swim_watch_shorten (function, MOST_LETTERS);
  return g_strconcat (name, "()", NULL);
}

/* The name of the loop as it is known (owned by @report). */
const char *
swim_watch_loop_name (const SwimWatchReport *report, guint loop)
{
  return ((const SwimWatchLoop *) g_ptr_array_index (report->loops, loop))->name;
}

static void
append_shortened (GString *text, const char *before, const char *foreign, const char *after)
{
  g_autofree char *shortened = NULL;

  if (foreign == NULL || *foreign == '\0')
    return;
  shortened = swim_watch_shorten (foreign, MOST_LETTERS);
  g_string_append_printf (text, "%s%s%s", before, shortened, after);
}

static void
append_caller (GString *text, const char *before, const SwimStack *stack)
{
  g_autofree char *caller = swim_watch_caller_in_words (stack);

  if (caller != NULL)
    g_string_append_printf (text, "%s%s", before, caller);
}

static void
append_call (GString *text, const SwimWatchStall *stall)
{
  g_autofree char *call = NULL;

  if (stall->stall->call == NULL)
    return;
  call = swim_watch_call_in_words (stall->stall->call);
  g_string_append_printf (text, " in %s%s", stall->caught ? "" : "the system call ", call);
  append_shortened (text, " on ", stall->stall->fd_target, "");
}

/* Whether it is one of many calls, none of which took most of it. */
static gboolean
is_of_many (const SwimWatchStall *stall)
{
  double seconds = (double) stall->stall->duration / 1e9;

  return stall->calls > 1 && stall->in_calls >= seconds * ONE_CALL
         && !(stall->call_longest >= seconds * ONE_CALL);
}

/* `was busy for 409 ms, 389 ms of them in 30000 calls; the longest, 21.7 ms, was read() on …`. The
 * call that is named is that with the most time in all: the longest may be another. */
static void
append_many (GString *text, const SwimWatchStall *stall)
{
  g_autofree char *duration = swim_format_seconds ((double) stall->stall->duration / 1e9);
  g_autofree char *in_calls = swim_format_seconds (stall->in_calls);
  g_autofree char *longest = swim_format_seconds (stall->call_longest);
  g_autofree char *total = swim_format_seconds (stall->call_total);
  g_autofree char *without = swim_format_seconds (stall->without_cpu);
  g_autofree char *call =
      stall->stall->call != NULL ? swim_watch_call_in_words (stall->stall->call) : NULL;

  g_string_append_printf (text, "was busy for %s, ", duration);
  if (stall->stall->cause == SWIM_CAUSE_STARVED && isfinite (stall->without_cpu))
    g_string_append_printf (text, "%s of them without a CPU and %s in %u calls", without, in_calls,
                            stall->calls);
  else
    g_string_append_printf (text, "%s of them in %u calls", in_calls, stall->calls);
  if (call == NULL)
    return;
  if (stall->call_max < stall->call_longest)
    g_string_append_printf (text, "; %s of that in %s", total, call);
  else
    {
      g_string_append_printf (text, "; the longest, %s, was %s", longest, call);
      append_shortened (text, " on ", stall->stall->fd_target, "");
    }
  append_caller (text, ", called by ", &stall->stack);
}

/* In calls that are timed, but perhaps only partly in the one that is named. */
static void
append_blocked (GString *text, const SwimWatchStall *stall)
{
  double seconds = (double) stall->stall->duration / 1e9;
  g_autofree char *duration = swim_format_seconds (seconds);
  g_autofree char *in_call = swim_format_seconds (stall->call_total);
  gboolean partly = stall->call_total < seconds * NEARLY_ALL;

  g_string_append_printf (text, "%s for %s",
                          partly && stall->in_calls < seconds * NEARLY_ALL ? "handled no event"
                                                                           : "was blocked",
                          duration);
  if (partly)
    g_string_append_printf (text, ", %s of them", in_call);
  append_call (text, stall);
  append_caller (text, stall->stall->call != NULL ? ", called by " : ", in ", &stall->stack);
}

/* `computed for 120 ms`; or, if the kernel counted clearly less, that time. Of what it counted less
 * than half it did not count all; then the cause was found otherwise. */
static void
append_counted (GString *text,
                const SwimWatchStall *stall,
                double counted,
                const char *whole,
                const char *part)
{
  double seconds = (double) stall->stall->duration / 1e9;
  g_autofree char *duration = swim_format_seconds (seconds);
  g_autofree char *shown = swim_format_seconds (counted);

  if (counted >= seconds * ONE_CALL && counted < seconds * NEARLY_ALL
      && counted < seconds - TWO_TICKS)
    g_string_append_printf (text, "handled no event for %s, %s of them %s", duration, shown, part);
  else
    g_string_append_printf (text, "%s for %s", whole, duration);
}

/* What the loop did in the stall, after its name: `was blocked for 341 ms in flock() on …`. */
static void
append_deed (GString *text, const SwimWatchStall *stall)
{
  g_autofree char *duration = swim_format_seconds ((double) stall->stall->duration / 1e9);

  if (is_of_many (stall))
    {
      append_many (text, stall);
      return;
    }
  switch (stall->stall->cause)
    {
    case SWIM_CAUSE_BLOCKED:
      append_blocked (text, stall);
      break;
    case SWIM_CAUSE_COMPUTING:
      append_counted (text, stall, stall->on_cpu, "computed", "computing");
      append_caller (text, " in ", &stall->stack);
      break;
    case SWIM_CAUSE_STARVED:
      append_counted (text, stall, stall->without_cpu, "was ready to run, but had no CPU",
                      "ready to run, but without a CPU");
      append_caller (text, ", in ", &stall->stack);
      break;
    default:
      g_string_append_printf (text, "handled no event for %s; the cause was not seen", duration);
    }
}

/* On one line: `2.10 s: main was blocked for …`, without the frames. */
char *
swim_watch_stall_in_words (const SwimWatchReport *report, const SwimWatchStall *stall)
{
  g_autofree char *start = swim_format_seconds ((double) stall->stall->start / 1e9);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s: ", start);
  append_shortened (text, "", swim_watch_loop_name (report, stall->loop), " ");
  append_deed (text, stall);
  append_shortened (text, ", in the source “", stall->source, "”");
  if (stall->unended)
    g_string_append (text, ", until the program ended");
  return g_string_free (text, FALSE);
}

/* As short as a picture needs it: `flock()`, `computing`. */
char *
swim_watch_stall_name (const SwimStall *stall)
{
  if (stall->cause == SWIM_CAUSE_BLOCKED && stall->call != NULL)
    return swim_watch_call_in_words (stall->call);
  if (stall->cause == SWIM_CAUSE_STARVED)
    return g_strdup (swim_cause_to_string (stall->cause));
  return g_strdup (swim_cause_in_words (stall->cause));
}

/* On one line: what was watched, how long and how, and how it ended. */
char *
swim_watch_heading (const SwimWatchReport *report)
{
  g_autofree char *seconds = swim_format_seconds (report->seconds);
  g_autofree char *threshold = swim_format_seconds (report->stall_threshold);
  g_autofree char *command = g_strjoinv (" ", report->command);
  g_autofree char *shown = swim_printable (command);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s: watched for %s", shown, seconds);
  if (report->signal > 0)
    g_string_append_printf (text, ", ended by signal %d (%s)", report->signal,
                            g_strsignal (report->signal));
  else if (report->exit_status >= 0)
    g_string_append_printf (text, ", exit status %d", report->exit_status);
  append_shortened (text, "; audit: ", report->audit, "");
  g_string_append_printf (text, "; stall threshold: %s", threshold);
  return g_string_free (text, FALSE);
}

/* The longest stall of a loop that is not only polled inside others, or NULL. */
static const SwimWatchStall *
find_worst_stall (const SwimWatchReport *report)
{
  for (guint i = 0; i < report->stalls->len; i++)
    {
      const SwimWatchStall *stall = g_ptr_array_index (report->stalls, i);
      const SwimWatchLoop *loop = g_ptr_array_index (report->loops, stall->loop);

      if (!loop->is_private)
        return stall;
    }
  return NULL;
}

/* `; offloading its 3 call sites`. */
static void
append_sites (GString *text, const SwimWatchReport *report, guint sites)
{
  g_string_append (text, "; offloading ");
  if (report->offload != NULL)
    {
      g_string_append_printf (text, "the %u call %s", sites, sites == 1 ? "site" : "sites");
      append_shortened (text, sites == 1 ? " that matches “" : " that match “", report->offload,
                        "”");
    }
  else if (sites == 1)
    g_string_append (text, "its only call site");
  else
    g_string_append_printf (text, "its %u call sites", sites);
}

/* What giving calls of the loop to threads would change, if that is worth it: the worst delay, or
 * else most of them. */
static void
append_what_if (GString *text, const SwimWatchReport *report, const SwimWatchLoop *loop)
{
  const SwimLoopReport *now = &loop->report;
  const SwimWhatIf *then = &loop->what_if;
  gboolean worst = then->delay_max < now->delay_max * WORTH;
  g_autofree char *from = swim_format_seconds (worst ? now->delay_max : now->delay_p99);
  g_autofree char *to = swim_format_seconds (worst ? then->delay_max : then->delay_p99);

  if (then->calls == 0 || !(worst || then->delay_p99 < now->delay_p99 * WORTH))
    return;
  append_sites (text, report, then->calls);
  if (worst)
    g_string_append_printf (text, " would bring the worst delay from %s to %s at best", from, to);
  else
    g_string_append_printf (
        text, " would bring the 99th percentile of delays from %s to %s at best, but not the worst",
        from, to);
}

/* How many stalls the loop had. */
static void
append_count (GString *text, const SwimWatchReport *report, const SwimWatchLoop *loop)
{
  g_autofree char *threshold = swim_format_seconds (report->stall_threshold);
  g_autofree char *blocked = swim_format_seconds (loop->report.blocked_seconds);
  g_autofree char *seconds = swim_format_seconds (report->seconds);

  if (loop->report.stalls > 1)
    g_string_append_printf (
        text, " It had %" G_GUINT64_FORMAT " stalls of %s or longer, which took %s of the %s.",
        loop->report.stalls, threshold, blocked, seconds);
}

/* The calls that took the longest, where no stall says where the time went. */
static void
append_top_call (GString *text, const SwimWatchReport *report)
{
  for (guint i = 0; i < report->calls->len; i++)
    {
      const SwimAuditCall *call = g_ptr_array_index (report->calls, i);
      g_autofree char *total = swim_format_seconds (call->total);
      g_autofree char *name = swim_watch_call_in_words (call->function);

      if (call->ignored)
        continue;
      g_string_append_printf (text, " Most time in calls: %s", name);
      append_shortened (text, " on ", call->target, "");
      append_caller (text, ", called by ", &call->stack);
      g_string_append_printf (text, ", %" G_GUINT64_FORMAT " %s, %s in all.", call->count,
                              call->count == 1 ? "time" : "times", total);
      return;
    }
}

static void
tell_no_stall (GString *text, const SwimWatchReport *report)
{
  const SwimWatchLoop *worst = swim_watch_report_get_worst_loop (report);
  g_autofree char *threshold = swim_format_seconds (report->stall_threshold);
  g_autofree char *seconds = swim_format_seconds (report->seconds);
  g_autofree char *delay = NULL;

  g_string_append_printf (text, "No loop stalled for %s or longer in %s.", threshold, seconds);
  if (worst == NULL)
    return;
  delay = swim_format_seconds (worst->report.delay_max);
  append_shortened (text, " The longest delay was that of ", worst->name, "");
  g_string_append_printf (text, ", %s.", delay);
  append_top_call (text, report);
}

/* One paragraph, which begins with the sentence that a developer can act on. */
char *
swim_watch_words (const SwimWatchReport *report)
{
  const SwimWatchStall *worst = find_worst_stall (report);
  const SwimWatchLoop *loop;
  GString *text = g_string_new (NULL);

  if (report->loops->len == 0)
    {
      append_shortened (text, "No main loop was seen in ", report->command[0],
                        ": none of its threads polled a GMainContext of a shared GLib.");
      return g_string_free (text, FALSE);
    }
  if (worst == NULL)
    {
      tell_no_stall (text, report);
      return g_string_free (text, FALSE);
    }
  loop = g_ptr_array_index (report->loops, worst->loop);
  append_shortened (text, "", loop->name, " ");
  append_deed (text, worst);
  if (worst->unended)
    g_string_append (text, ", until the program ended");
  else
    append_what_if (text, report, loop);
  g_string_append_c (text, '.');
  append_count (text, report, loop);
  return g_string_free (text, FALSE);
}
