/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report of a watch for a terminal: the words first, then the loops, the worst stalls, the
 * calls, what offloading them would change, and what could not be seen. */
#include "config.h"

#include "base/printable.h"
#include "report/format.h"
#include "report/watch.h"

/* Longer lines of text are hard to read. */
#define WIDEST_WORDS 100
#define STACKS_SHOWN 3
#define FRAMES_SHOWN 12
#define INDENT 2
#define FRAME_INDENT 6

typedef struct
{
  const SwimWatchReport *report;
  guint width;
  gboolean color;
  GString *text;
} Page;

static void
append_wrapped (Page *self, const char *words, guint indent)
{
  g_autofree char *wrapped = swim_format_hang (words, MIN (self->width, WIDEST_WORDS), indent);

  g_string_append_printf (self->text, "%s\n", wrapped);
}

static void
append_grid (Page *self, SwimGrid *grid)
{
  g_autofree char *table = NULL;

  swim_grid_make_compact (grid);
  table = swim_grid_print (grid, self->width, " ", self->color);
  g_string_append_printf (self->text, "%s\n", table);
}

static void
append_loops (Page *self)
{
  g_autoptr (SwimGrid) grid = swim_watch_loops_grid (self->report, self->width);

  if (swim_grid_count_rows (grid) == 0)
    return;
  g_string_append (self->text, "\nHow long an event waits that arrives at a random moment:\n");
  append_grid (self, grid);
}

static void
append_frame (Page *self, const SwimFrame *frame, gboolean own)
{
  g_autofree char *words = swim_watch_frame_in_words (frame);
  g_autofree char *shown =
      swim_watch_shorten (words, MAX (self->width, 3 * FRAME_INDENT) - FRAME_INDENT);

  g_string_append_printf (self->text, "%*s%s\n", FRAME_INDENT, own ? "> " : "", shown);
}

/* How many frames to show: those up to the loop that called the callback, but in any case the one
 * that the reader wants to see. */
static guint
count_frames (const SwimStack *stack)
{
  guint most = MIN (stack->frames->len, FRAMES_SHOWN);

  for (guint i = 0; i < most; i++)
    {
      const SwimFrame *frame = g_ptr_array_index (stack->frames, i);

      if (frame->function != NULL && g_str_has_prefix (frame->function, "g_main_"))
        most = i;
    }
  return MAX (most, (guint) (stack->own + 1));
}

static void
append_stack (Page *self, const SwimStack *stack)
{
  guint shown = count_frames (stack);
  guint more = stack->frames->len - shown;

  for (guint i = 0; i < shown; i++)
    append_frame (self, g_ptr_array_index (stack->frames, i), (int) i == stack->own);
  if (more > 0)
    g_string_append_printf (self->text, "%*s… and %u more\n", FRAME_INDENT, "", more);
}

static gboolean
frames_are_equal (const SwimFrame *a, const SwimFrame *b)
{
  return g_strcmp0 (a->function, b->function) == 0 && a->line == b->line && a->offset == b->offset
         && g_strcmp0 (a->module, b->module) == 0;
}

static gboolean
stacks_are_equal (const SwimStack *a, const SwimStack *b)
{
  if (a->frames->len != b->frames->len)
    return FALSE;
  for (guint i = 0; i < a->frames->len; i++)
    if (!frames_are_equal (g_ptr_array_index (a->frames, i), g_ptr_array_index (b->frames, i)))
      return FALSE;
  return TRUE;
}

/* Whether a stall before had the same stack. */
static gboolean
is_repeated (const SwimWatchReport *report, guint index)
{
  const SwimWatchStall *stall = g_ptr_array_index (report->stalls, index);

  for (guint i = 0; i < index; i++)
    {
      const SwimWatchStall *other = g_ptr_array_index (report->stalls, i);

      if (stacks_are_equal (&stall->stack, &other->stack))
        return TRUE;
    }
  return FALSE;
}

/* `The longest 10 of 57 stalls:`, `The longest of 2 stalls:`. */
static void
append_stalls_caption (Page *self, guint shown)
{
  guint64 all = 0;

  for (guint i = 0; i < self->report->loops->len; i++)
    all += ((const SwimWatchLoop *) g_ptr_array_index (self->report->loops, i))->report.stalls;
  if (all > shown && shown > 1)
    g_string_append_printf (self->text, "\nThe longest %u of %" G_GUINT64_FORMAT " stalls:\n",
                            shown, all);
  else if (all > shown)
    g_string_append_printf (self->text, "\nThe longest of %" G_GUINT64_FORMAT " stalls:\n", all);
  else
    g_string_append_printf (self->text, "\nThe longest %s:\n", shown == 1 ? "stall" : "stalls");
}

static void
append_stalls (Page *self)
{
  GPtrArray *stalls = self->report->stalls;
  guint stacks = 0;

  if (stalls->len == 0)
    return;
  append_stalls_caption (self, MIN (stalls->len, SWIM_WATCH_STALLS_SHOWN));
  for (guint i = 0; i < MIN (stalls->len, SWIM_WATCH_STALLS_SHOWN); i++)
    {
      const SwimWatchStall *stall = g_ptr_array_index (stalls, i);
      g_autofree char *words = swim_watch_stall_in_words (self->report, stall);
      g_autofree char *line = g_strdup_printf ("%*s%s", INDENT, "", words);

      append_wrapped (self, line, 2 * INDENT);
      if (stacks == STACKS_SHOWN || stall->stack.frames->len < 2 || is_repeated (self->report, i))
        continue;
      append_stack (self, &stall->stack);
      stacks++;
    }
}

/* What the table has no room for. */
static void
append_rest_of_calls (Page *self, guint shown)
{
  guint rest = 0;
  double total = 0;
  g_autofree char *seconds = NULL;

  for (guint i = 0; i < self->report->calls->len; i++)
    {
      const SwimAuditCall *call = g_ptr_array_index (self->report->calls, i);

      if (call->ignored)
        continue;
      if (shown > 0)
        {
          shown--;
          continue;
        }
      rest++;
      total += call->total;
    }
  seconds = swim_format_seconds (total);
  if (rest > 0)
    g_string_append_printf (self->text, "… and %u more call %s, %s in all\n", rest,
                            rest == 1 ? "site" : "sites", seconds);
}

static void
append_calls (Page *self)
{
  g_autoptr (SwimGrid) grid =
      swim_watch_calls_grid (self->report, self->width, SWIM_WATCH_CALLS_SHOWN);
  guint rows = swim_grid_count_rows (grid);

  if (rows == 0)
    return;
  g_string_append (self->text, "\nCalls on the loops that may block:\n");
  append_grid (self, grid);
  append_rest_of_calls (self, rows);
}

static void
append_what_if (Page *self)
{
  g_autoptr (SwimGrid) grid = swim_watch_what_if_grid (self->report, self->width);
  g_autofree char *pattern = self->report->offload != NULL
                                 ? swim_watch_shorten (self->report->offload, WIDEST_WORDS / 2)
                                 : NULL;
  g_autofree char *caption = g_strdup_printf (
      "If %s%s%s were given to threads (at best: what starts and ends them is not counted):",
      pattern != NULL ? "the calls that match “" : "these calls", pattern != NULL ? pattern : "",
      pattern != NULL ? "”" : "");

  if (swim_grid_count_rows (grid) == 0)
    return;
  g_string_append_c (self->text, '\n');
  append_wrapped (self, caption, 0);
  append_grid (self, grid);
}

static void
append_remarks (Page *self)
{
  g_auto (GStrv) remarks = swim_watch_remarks (self->report);

  if (remarks[0] != NULL)
    g_string_append_c (self->text, '\n');
  for (char **remark = remarks; *remark != NULL; remark++)
    append_wrapped (self, *remark, INDENT);
}

/* Lines for that many columns of a terminal (transfer full), with a newline at the end. */
char *
swim_report_watch (const SwimWatchReport *report, guint width, gboolean color)
{
  Page self = { report, width, color, g_string_new (NULL) };
  g_autofree char *words = swim_watch_words (report);
  g_autofree char *heading = swim_watch_heading (report);

  append_wrapped (&self, words, 0);
  g_string_append_c (self.text, '\n');
  append_wrapped (&self, heading, INDENT);
  append_loops (&self);
  append_stalls (&self);
  append_calls (&self);
  append_what_if (&self);
  append_remarks (&self);
  return g_string_free (self.text, FALSE);
}
