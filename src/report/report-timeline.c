/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The swimlanes for a terminal: for each mode a row of blocks on one time axis. The height of a
 * block is the number of items in flight; stalls of the loop are marked below. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "report/format.h"
#include "report/report.h"
#include "report/scale.h"

#define LABEL_GAP 2
#define MOST_CELLS 120
#define LEAST_CELLS 20
#define TICK_ROOM 12 /* columns of a label of the axis */
#define STALLED "stalled"
#define RED "\033[31m"
#define PLAIN "\033[0m"

static const char *const blocks[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };

typedef struct
{
  double seconds; /* that the axis has */
  guint cells;
  double most; /* items in flight that fill a cell */
  guint label; /* columns of a row's label */
  gboolean color;
} Axis;

/* Adds the span to the cells: to each the fraction of its time that the span covers. */
static void
cover (const Axis *axis, double begin, double end, double *cells)
{
  double scale = axis->cells / axis->seconds;
  double from = CLAMP (begin * scale, 0, axis->cells);
  double to = CLAMP (end * scale, from, axis->cells);

  for (guint i = (guint) from; i < axis->cells && i < to; i++)
    cells[i] += MIN (to, i + 1) - MAX (from, i);
}

/* How many items are in flight in each cell, on average (transfer full). */
static double *
count_in_flight (const Axis *axis, const SwimRecord *record)
{
  double *cells = g_new0 (double, axis->cells);

  for (guint i = 0; i < record->outcomes->len; i++)
    {
      const SwimOutcome *outcome = g_ptr_array_index (record->outcomes, i);

      cover (axis, (double) outcome->started / 1e6, (double) outcome->finished / 1e6, cells);
    }
  return cells;
}

static void
append_label (const Axis *axis, const char *label, GString *text)
{
  g_string_append_printf (text, "%-*s", (int) axis->label, label);
}

/* Ends the line without trailing spaces. */
static void
end_line (const char *code, GString *text)
{
  while (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
  g_string_append_printf (text, "%s\n", code);
}

static void
append_lanes (const Axis *axis, const SwimContender *contender, GString *text)
{
  const SwimRecord *record = swim_contender_get_shown (contender);
  g_autofree double *cells = count_in_flight (axis, record);
  guint top = G_N_ELEMENTS (blocks) - 1;

  append_label (axis, contender->mode, text);
  for (guint i = 0; i < axis->cells; i++)
    {
      guint height = (guint) ceil (cells[i] / axis->most * top - 1e-6);

      g_string_append (text, blocks[CLAMP (height, cells[i] > 0 ? 1 : 0, top)]);
    }
  end_line ("", text);
}

static void
append_stalls (const Axis *axis, const SwimRecord *record, GString *text)
{
  g_autofree double *cells = g_new0 (double, axis->cells);

  if (record->loop.worst_stalls->len == 0)
    return;
  for (guint i = 0; i < record->loop.worst_stalls->len; i++)
    {
      const SwimStall *stall = g_ptr_array_index (record->loop.worst_stalls, i);

      cover (axis, (double) stall->start / 1e9, (double) (stall->start + stall->duration) / 1e9,
             cells);
    }
  append_label (axis, "  " STALLED, text);
  g_string_append (text, axis->color ? RED : "");
  for (guint i = 0; i < axis->cells; i++)
    g_string_append (text, cells[i] >= 0.5 ? "━" : cells[i] > 0 ? "╴" : " ");
  end_line (axis->color ? PLAIN : "", text);
}

/* As many labels as there is room for. */
static void
append_axis (const Axis *axis, GString *text)
{
  double step = swim_scale_step (axis->seconds / MAX (axis->cells / TICK_ROOM, 1));
  guint column = 0;

  append_label (axis, "", text);
  /* The smallest of all numbers cannot be divided, and the step is 0. */
  for (guint i = 0; step > 0 && step * i < axis->seconds; i++)
    {
      guint at = (guint) (step * i / axis->seconds * axis->cells);
      g_autofree char *time = i == 0 ? g_strdup ("0") : swim_format_seconds (step * i);

      if (at + 1 + g_utf8_strlen (time, -1) > axis->cells)
        break;
      g_string_append_printf (text, "%*s╵%s", (int) (at - MIN (column, at)), "", time);
      column = at + 1 + (guint) g_utf8_strlen (time, -1);
    }
  end_line ("", text);
}

/* The modes that have items (transfer container); the axis gets the length and labels for them. */
static GPtrArray *
find_rows (Axis *axis, GPtrArray *contenders)
{
  GPtrArray *rows = g_ptr_array_new ();

  axis->label = strlen ("  " STALLED);
  for (guint i = 0; i < contenders->len; i++)
    {
      SwimContender *contender = g_ptr_array_index (contenders, i);
      const SwimRecord *record = swim_contender_get_shown (contender);

      if (record == NULL || record->outcomes == NULL || record->outcomes->len == 0)
        continue;
      axis->seconds = MAX (axis->seconds, record->wall_seconds);
      axis->label = MAX (axis->label, (guint) g_utf8_strlen (contender->mode, -1));
      g_ptr_array_add (rows, contender);
    }
  axis->label += LABEL_GAP;
  return rows;
}

static void
find_most (Axis *axis, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const SwimRecord *record = swim_contender_get_shown (g_ptr_array_index (rows, i));
      g_autofree double *cells = count_in_flight (axis, record);

      for (guint j = 0; j < axis->cells; j++)
        axis->most = MAX (axis->most, cells[j]);
    }
}

static void
append_caption (const Axis *axis, gboolean stalled, GString *text)
{
  g_autofree char *most = swim_format_number (ceil (axis->most));

  append_label (axis, "", text);
  g_string_append_printf (text, "Items in flight, █ is %s", most);
  if (stalled)
    g_string_append (text, "; ━ a stall of the loop");
  g_string_append (text, ".\n");
}

/* The swimlanes of these modes (transfer full), lines for that many columns of a terminal; NULL if
 * the items are not known, or there is no room. */
char *
swim_report_timeline (GPtrArray *contenders, guint width, gboolean color)
{
  Axis axis = { .color = color };
  g_autoptr (GPtrArray) rows = find_rows (&axis, contenders);
  GString *text;
  gboolean stalled = FALSE;

  if (!(axis.seconds > 0) || width < axis.label + LEAST_CELLS)
    return NULL;
  axis.cells = MIN (width - axis.label, MOST_CELLS);
  find_most (&axis, rows);
  if (!(axis.most > 0))
    return NULL;
  text = g_string_new (NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      const SwimContender *contender = g_ptr_array_index (rows, i);
      const SwimRecord *record = swim_contender_get_shown (contender);

      append_lanes (&axis, contender, text);
      append_stalls (&axis, record, text);
      stalled |= record->loop.worst_stalls->len > 0;
    }
  append_axis (&axis, text);
  append_caption (&axis, stalled, text);
  return g_string_free (text, FALSE);
}
