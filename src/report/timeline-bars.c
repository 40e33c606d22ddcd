/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bars of a band of a timeline. */
#include "config.h"

#include <math.h>

#include "mode/mode.h"
#include "mode/share.h"
#include "report/format.h"
#include "report/timeline.h"

/* The narrowest bar that is visible. */
#define SEEN 0.5

/* The same of a blocking call. */
#define CALL 1.5

/* Bars at least this wide get a gap to the next. */
#define WIDE 3.0

typedef struct
{
  guint lane;
  const SwimOutcome *outcome;
} Span;

/* One item, or several that would overlap. */
typedef struct
{
  double begin;
  double end;
  guint n;
  guint statuses[SWIM_N_STATUSES];
  const SwimOutcome *first;
} Bar;

/* The bars of a class in one lane. */
typedef struct
{
  GString *bars;
  GString *middles; /* along which a texture is drawn */
} Path;

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const Span *x = a;
  const Span *y = b;

  if (x->lane != y->lane)
    return x->lane < y->lane ? -1 : 1;
  if (x->outcome->started != y->outcome->started)
    return x->outcome->started < y->outcome->started ? -1 : 1;
  return (x->outcome->item->index > y->outcome->item->index)
         - (x->outcome->item->index < y->outcome->item->index);
}

/* The items by lane, in the order of their starts (transfer full). */
static GArray *
sort_spans (const SwimTimelineBars *self)
{
  GPtrArray *outcomes = self->record->outcomes;
  GArray *spans = g_array_sized_new (FALSE, FALSE, sizeof (Span), outcomes->len);

  for (guint i = 0; i < outcomes->len; i++)
    {
      const SwimOutcome *outcome = g_ptr_array_index (outcomes, i);
      Span span = { (guint) ((guint64) outcome->item->slot * self->lanes / self->slots), outcome };

      g_array_append_val (spans, span);
    }
  g_array_sort (spans, compare_spans);
  return spans;
}

/* The class of most of its items. */
static SwimStatus
find_status (const Bar *bar)
{
  SwimStatus most = 0;

  for (SwimStatus status = 1; status < SWIM_N_STATUSES; status++)
    if (bar->statuses[status] > bar->statuses[most])
      most = status;
  return most;
}

/* The title of a bar, shown when the mouse is over it (transfer full). */
static char *
describe (const Bar *bar)
{
  const SwimOutcome *outcome = bar->first;
  g_autofree char *start = swim_format_seconds ((double) outcome->started / 1e6);
  g_autofree char *length =
      swim_format_seconds ((double) (outcome->finished - outcome->started) / 1e6);
  GString *text;

  if (bar->n == 1)
    return g_strdup_printf ("%s: %s, %s, at %s, slot %u%s%s", outcome->item->name,
                            swim_status_to_string (outcome->status), length, start,
                            outcome->item->slot, outcome->detail != NULL ? "; " : "",
                            outcome->detail != NULL ? outcome->detail : "");
  text = g_string_new (NULL);
  g_string_append_printf (text, "%u items, the first %s, at %s:", bar->n, outcome->item->name,
                          start);
  for (SwimStatus status = 0; status < SWIM_N_STATUSES; status++)
    if (bar->statuses[status] > 0)
      g_string_append_printf (text, " %u %s", bar->statuses[status],
                              swim_status_to_string (status));
  return g_string_free (text, FALSE);
}

/* A bar that has a title is an element of its own. */
static void
write_bar (SwimMarkup *markup, const Bar *bar, double y, double width, double height)
{
  SwimStatus status = find_status (bar);
  g_autofree char *shade = swim_timeline_shade (status);
  g_autofree char *title = describe (bar);
  g_autoptr (GString) middle = g_string_new (NULL);

  swim_svg_rect (markup, bar->begin, y, width, height);
  swim_markup_attribute (markup, "class", shade);
  swim_markup_element (markup, "title", title);
  swim_markup_close (markup);
  if (!swim_timeline_has_texture (status))
    return;
  swim_markup_append_numbers (middle, "M# #h#", bar->begin, y + height / 2, width);
  swim_timeline_texture (markup, status, height, middle->str);
}

/* Ends the bar: writes it, or adds it to the paths of its class. */
static void
flush_bar (SwimMarkup *markup, const SwimTimelineBars *self, guint lane, Bar *bar, Path *paths)
{
  double y = self->top + lane * self->lane_height;
  double height = self->lane_height - 1;
  double width = MAX (bar->end - bar->begin, SEEN);
  Path *path = &paths[find_status (bar)];

  if (bar->n == 0)
    return;
  width -= width > WIDE ? 1 : 0;
  if (self->titles)
    write_bar (markup, bar, y, width, height);
  else
    {
      swim_markup_append_numbers (path->bars, "M# #h#v#h#z", bar->begin, y, width, height, -width);
      swim_markup_append_numbers (path->middles, "M# #h#", bar->begin, y + height / 2, width);
    }
  *bar = (Bar){ 0 };
}

/* Whether the item belongs to the bar, since no gap between them would be visible. */
static gboolean
belongs (const Bar *bar, const SwimOutcome *outcome, double begin, double end)
{
  if (bar->n == 0 || begin - bar->end >= SEEN)
    return FALSE;
  if (end - bar->end < SEEN || bar->end - bar->begin < SEEN)
    return TRUE;
  return begin < bar->end - SEEN && find_status (bar) == outcome->status;
}

static void
write_paths (SwimMarkup *markup, const SwimTimelineBars *self, Path *paths)
{
  for (SwimStatus status = 0; status < SWIM_N_STATUSES; status++)
    {
      g_autofree char *shade = swim_timeline_shade (status);

      if (paths[status].bars->len > 0)
        {
          swim_svg_path (markup, shade, paths[status].bars->str);
          if (swim_timeline_has_texture (status))
            swim_timeline_texture (markup, status, self->lane_height - 1,
                                   paths[status].middles->str);
        }
      g_string_truncate (paths[status].bars, 0);
      g_string_truncate (paths[status].middles, 0);
    }
}

static void
add_item (SwimMarkup *markup, const SwimTimelineBars *self, const Span *span, Bar *bar, Path *paths)
{
  const SwimOutcome *outcome = span->outcome;
  double begin = swim_scale_place (self->scale, (double) outcome->started / 1e6);
  double end = swim_scale_place (self->scale, (double) outcome->finished / 1e6);

  if (!belongs (bar, outcome, begin, end))
    {
      begin = MAX (begin, bar->end);
      flush_bar (markup, self, span->lane, bar, paths);
      bar->begin = begin;
      bar->first = outcome;
    }
  bar->end = MAX (bar->end, MAX (end, begin));
  bar->n++;
  bar->statuses[outcome->status]++;
}

/* Whether the bars of its blocking calls are marked: in a mode of which only a share of the calls
 * is blocking. */
gboolean
swim_timeline_marks_calls (const SwimRecord *record)
{
  const SwimMode *mode = swim_mode_lookup (record->mode);

  return mode != NULL && (mode->traits & SWIM_MODE_USES_SHARE) != 0
         && isfinite (record->blocking_share) && record->blocking_share > 0;
}

void
swim_timeline_bars (SwimMarkup *markup, const SwimTimelineBars *self)
{
  g_autoptr (GArray) spans = sort_spans (self);
  Path paths[SWIM_N_STATUSES];
  Bar bar = { 0 };

  for (SwimStatus status = 0; status < SWIM_N_STATUSES; status++)
    paths[status] = (Path){ g_string_new (NULL), g_string_new (NULL) };
  for (guint i = 0; i < spans->len; i++)
    {
      const Span *span = &g_array_index (spans, Span, i);

      if (i > 0 && span[-1].lane != span->lane)
        {
          flush_bar (markup, self, span[-1].lane, &bar, paths);
          write_paths (markup, self, paths);
        }
      add_item (markup, self, span, &bar, paths);
    }
  if (spans->len > 0)
    flush_bar (markup, self, g_array_index (spans, Span, spans->len - 1).lane, &bar, paths);
  write_paths (markup, self, paths);
  for (SwimStatus status = 0; status < SWIM_N_STATUSES; status++)
    {
      g_string_free (paths[status].bars, TRUE);
      g_string_free (paths[status].middles, TRUE);
    }
}

/* Whether an item made a blocking call. A file of an earlier release does not say its place. */
static gboolean
is_call (const SwimRecord *record, const SwimItem *item)
{
  return item->index != G_MAXUINT64
         && swim_share_has (record->blocking_share, record->seed, item->index);
}

static void
write_call (SwimMarkup *markup, const SwimTimelineBars *self, guint lane, const Bar *bar)
{
  g_autofree char *words = describe (bar);
  g_autofree char *title = g_strconcat ("blocking call: ", words, NULL);

  swim_svg_rect (markup, bar->begin, self->top + lane * self->lane_height, bar->end - bar->begin,
                 self->lane_height - 1);
  swim_markup_attribute (markup, "class", "call");
  if (self->titles)
    swim_markup_element (markup, "title", title);
  swim_markup_close (markup);
}

/* Marks the blocking calls, over the bars: a call must not vanish among items that share one. */
void
swim_timeline_calls (SwimMarkup *markup, const SwimTimelineBars *self)
{
  g_autoptr (GArray) spans = sort_spans (self);
  double end = 0; /* of the last one that was drawn in the lane */

  for (guint i = 0; i < spans->len; i++)
    {
      const Span *span = &g_array_index (spans, Span, i);
      const SwimOutcome *outcome = span->outcome;
      Bar bar = { .n = 1, .first = outcome };

      end = i == 0 || span[-1].lane != span->lane ? 0 : end;
      bar.begin = swim_scale_place (self->scale, (double) outcome->started / 1e6);
      bar.end = swim_scale_place (self->scale, (double) outcome->finished / 1e6);
      bar.end = MAX (bar.end - (bar.end - bar.begin > WIDE ? 1 : 0), bar.begin + CALL);
      if (!is_call (self->record, outcome->item) || bar.end - end < CALL)
        continue;
      write_call (markup, self, span->lane, &bar);
      end = bar.end;
    }
}
