/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tables of a watch. */
#include "config.h"

#include <string.h>

#include "base/printable.h"
#include "report/format.h"
#include "report/watch.h"

/* Columns of a terminal that the numbers of a table take. */
#define LOOP_NUMBERS 52
#define WHAT_IF_NUMBERS 56
#define TIME 6 /* such as 99.9ms */
#define LEAST_TEXT 8
#define LEAST_TARGET 14
#define MOST_CALL 22
#define MOST_LOOP 10

/* With a mark if it is private, and how many contexts it stands for. */
static char *
name_loop (const SwimWatchLoop *loop, guint most)
{
  g_autofree char *suffix =
      loop->contexts > 1 ? g_strdup_printf (" ×%u", loop->contexts) : g_strdup ("");
  guint room = (guint) g_utf8_strlen (suffix, -1) + (loop->is_private ? 1 : 0);
  g_autofree char *name =
      swim_watch_shorten (loop->name, most > room + LEAST_TEXT ? most - room : LEAST_TEXT);

  return g_strconcat (name, loop->is_private ? "*" : "", suffix, NULL);
}

static char *
count (guint64 number)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
}

/* A row for each loop, for that many columns of a terminal (transfer full). */
SwimGrid *
swim_watch_loops_grid (const SwimWatchReport *report, guint width)
{
  static const char *const headings[] = { "turns", "p50", "p99", "p99.9", "max", "busy", "stalls" };
  SwimGrid *grid = swim_grid_new ();

  swim_grid_add_column (grid, "loop", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    swim_grid_add_column (grid, headings[i], FALSE);
  for (guint i = 0; i < report->loops->len; i++)
    {
      const SwimWatchLoop *loop = g_ptr_array_index (report->loops, i);
      const SwimLoopReport *figures = &loop->report;
      SwimTone tone = figures->stalls > 0 ? SWIM_TONE_BAD : SWIM_TONE_PLAIN;

      swim_grid_add_cell (
          grid, name_loop (loop, width > LOOP_NUMBERS ? width - LOOP_NUMBERS : LEAST_TEXT),
          SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, count (figures->iterations), SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, swim_format_seconds (figures->delay_p50), SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, swim_format_seconds (figures->delay_p99), SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, swim_format_seconds (figures->delay_p999), SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, swim_format_seconds (figures->delay_max), tone);
      swim_grid_add_cell (grid, swim_format_percent (figures->utilization), SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, count (figures->stalls), tone);
    }
  return grid;
}

/* The columns of the table of calls: how many letters each text may have. */
typedef struct
{
  guint call;
  guint target;
  guint caller;
  guint loop; /* 0: there is no such column */
} Widths;

/* The name of the function as a table shows it. */
static char *
name_call (const SwimAuditCall *call)
{
  return g_strdup (strcmp (call->function, "private_loop") == 0 ? "private loop" : call->function);
}

static guint
length_of (const char *text)
{
  g_autofree char *printable = text != NULL ? swim_printable (text) : NULL;

  return printable != NULL ? (guint) g_utf8_strlen (printable, -1) : 0;
}

/* How many letters the texts would have. */
static Widths
measure (const SwimWatchReport *report, GPtrArray *calls, guint *digits)
{
  Widths needed = { LEAST_TEXT / 2, LEAST_TEXT / 2, LEAST_TEXT, 0 };
  gboolean several = FALSE;

  *digits = strlen ("calls");
  for (guint i = 0; i < calls->len; i++)
    {
      const SwimAuditCall *call = g_ptr_array_index (calls, i);
      const SwimAuditCall *first = g_ptr_array_index (calls, 0);
      g_autofree char *name = name_call (call);
      g_autofree char *caller = swim_watch_caller_in_words (&call->stack);
      g_autofree char *number = count (call->count);

      needed.call = MAX (needed.call, length_of (name));
      needed.target = MAX (needed.target, length_of (call->target));
      needed.caller = MAX (needed.caller, length_of (caller));
      needed.loop = MAX (needed.loop, length_of (swim_watch_loop_name (report, call->loop)));
      *digits = MAX (*digits, length_of (number));
      several |= call->loop != first->loop;
    }
  needed.loop = several ? CLAMP (needed.loop, strlen ("loop"), MOST_LOOP) : 0;
  return needed;
}

/* Shares the columns that the numbers leave: first of all the caller is shown. */
static Widths
share_width (const SwimWatchReport *report, GPtrArray *calls, guint width)
{
  guint digits;
  Widths needed = measure (report, calls, &digits);
  guint fixed, rest;

  needed.call = MIN (needed.call, MOST_CALL);
  fixed = digits + 2 * TIME + needed.call + needed.loop + 5 + (needed.loop > 0);
  rest = width > fixed + 2 * LEAST_TEXT ? width - fixed : 2 * LEAST_TEXT;
  if (needed.caller + needed.target <= rest)
    return needed;
  if (needed.target > LEAST_TARGET)
    needed.target = rest > needed.caller + LEAST_TARGET ? rest - needed.caller : LEAST_TARGET;
  needed.target = MIN (needed.target, rest / 2);
  needed.caller = rest - needed.target;
  return needed;
}

/* The calls to be shown, at most so many (transfer container). */
static GPtrArray *
choose_calls (const SwimWatchReport *report, guint rows)
{
  GPtrArray *calls = g_ptr_array_new ();

  for (guint i = 0; i < report->calls->len && calls->len < rows; i++)
    {
      SwimAuditCall *call = g_ptr_array_index (report->calls, i);

      if (!call->ignored)
        g_ptr_array_add (calls, call);
    }
  return calls;
}

static void
add_text (SwimGrid *grid, char *text, guint most)
{
  g_autofree char *owned = text;

  swim_grid_add_cell (grid, text != NULL ? swim_watch_shorten (text, most) : NULL, SWIM_TONE_PLAIN);
}

/* A row for each call site, the greatest total first, at most so many (transfer full). */
SwimGrid *
swim_watch_calls_grid (const SwimWatchReport *report, guint width, guint rows)
{
  g_autoptr (GPtrArray) calls = choose_calls (report, rows);
  Widths widths = share_width (report, calls, width);
  SwimGrid *grid = swim_grid_new ();

  swim_grid_add_column (grid, "calls", FALSE);
  swim_grid_add_column (grid, "total", FALSE);
  swim_grid_add_column (grid, "max", FALSE);
  if (widths.loop > 0)
    swim_grid_add_column (grid, "loop", TRUE);
  swim_grid_add_column (grid, "call", TRUE);
  swim_grid_add_column (grid, "on", TRUE);
  swim_grid_add_column (grid, "called by", TRUE);
  for (guint i = 0; i < calls->len; i++)
    {
      const SwimAuditCall *call = g_ptr_array_index (calls, i);

      swim_grid_add_cell (grid, count (call->count), SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, swim_format_seconds (call->total), SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, swim_format_seconds (call->max),
                          call->max >= report->stall_threshold ? SWIM_TONE_BAD : SWIM_TONE_PLAIN);
      if (widths.loop > 0)
        add_text (grid, g_strdup (swim_watch_loop_name (report, call->loop)), widths.loop);
      add_text (grid, name_call (call), widths.call);
      add_text (grid, g_strdup (call->target), widths.target);
      add_text (grid, swim_watch_caller_in_words (&call->stack), widths.caller);
    }
  return grid;
}

static char *
change (double from, double to)
{
  g_autofree char *before = swim_format_seconds (from);
  g_autofree char *after = swim_format_seconds (to);

  return g_strdup_printf ("%s\u00a0→\u00a0%s", before, after);
}

/* A row for each loop whose calls would be given to threads (transfer full). */
SwimGrid *
swim_watch_what_if_grid (const SwimWatchReport *report, guint width)
{
  static const char *const headings[] = { "sites", "calls", "p50", "p99", "max" };
  SwimGrid *grid = swim_grid_new ();

  swim_grid_add_column (grid, "loop", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    swim_grid_add_column (grid, headings[i], FALSE);
  for (guint i = 0; i < report->loops->len; i++)
    {
      const SwimWatchLoop *loop = g_ptr_array_index (report->loops, i);
      const SwimWhatIf *what_if = &loop->what_if;

      if (loop->is_private || what_if->calls == 0)
        continue;
      swim_grid_add_cell (
          grid, name_loop (loop, width > WHAT_IF_NUMBERS ? width - WHAT_IF_NUMBERS : LEAST_TEXT),
          SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, count (what_if->calls), SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, count (what_if->count), SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, change (loop->report.delay_p50, what_if->delay_p50),
                          SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, change (loop->report.delay_p99, what_if->delay_p99),
                          SWIM_TONE_PLAIN);
      swim_grid_add_cell (grid, change (loop->report.delay_max, what_if->delay_max),
                          SWIM_TONE_PLAIN);
    }
  return grid;
}
