/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The picture consists of pieces, each an svg element of its own, so that a printed page can end
 * between two of them. */
#include "config.h"

#include "report/timeline.h"

#include "report/format.h"

#define LEGEND 28.0
#define LEGEND_TOP 4.0
#define AXIS 28.0
#define WEDGE 34.0
#define MOST_TITLES 6000 /* items of a picture up to which each bar has a title */

/* Runs of which one takes at least this many times as long as the next shorter one do not share an
 * axis, where the shorter ones could not be seen. */
#define BREAK 3.0

/* Modes that share an axis. */
typedef struct
{
  GPtrArray *contenders;
  SwimScale scale;
} Panel;

typedef struct
{
  const Panel *panel;
  guint first; /* of its modes, and how many */
  guint n;
  gboolean legend;
  gboolean axis;
  gboolean wedge; /* the piece is the whole first panel of two, with its axis on top */
} Piece;

typedef struct
{
  SwimMarkup *markup;
  const SwimComparison *comparison;
  Panel panels[2]; /* the slow modes and the others; or all in the second */
  GArray *pieces;
  gboolean used[SWIM_N_STATUSES];
  gboolean calls; /* there are marked calls */
  gboolean titles;
} Picture;

static double
get_wall (const SwimComparison *comparison, guint index)
{
  const SwimRecord *record = swim_contender_get_shown (swim_comparison_get (comparison, index));

  return record != NULL ? record->wall_seconds : 0;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* The time at which the axis of the faster modes ends, at the greatest step from one mode to the
 * next; that of the slowest mode if no step is great. */
static double
find_break (const SwimComparison *comparison)
{
  g_autoptr (GArray) walls = g_array_new (FALSE, FALSE, sizeof (double));
  double greatest = 0;
  double end = 0;

  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      double wall = get_wall (comparison, i);

      if (wall > 0)
        g_array_append_val (walls, wall);
    }
  g_array_sort (walls, compare_numbers);
  for (guint i = 0; i < walls->len; i++)
    {
      double wall = g_array_index (walls, double, i);
      double step = i + 1 < walls->len ? g_array_index (walls, double, i + 1) / wall : BREAK;

      if (step >= MAX (greatest, BREAK) && (i + 1 < walls->len || greatest == 0))
        {
          greatest = step;
          end = wall;
        }
    }
  return end;
}

static void
plan_panels (Picture *self)
{
  double end = find_break (self->comparison);

  for (guint i = 0; i < G_N_ELEMENTS (self->panels); i++)
    self->panels[i] = (Panel){ g_ptr_array_new (),
                               { .from = SWIM_TIMELINE_MARGIN,
                                 .to = SWIM_TIMELINE_WIDTH - SWIM_TIMELINE_MARGIN } };
  for (guint i = 0; i < self->comparison->contenders->len; i++)
    {
      double wall = get_wall (self->comparison, i);
      Panel *panel = &self->panels[wall > end ? 0 : 1];

      g_ptr_array_add (panel->contenders, swim_comparison_get (self->comparison, i));
      panel->scale.high = MAX (panel->scale.high, wall);
    }
  for (guint i = 0; i < G_N_ELEMENTS (self->panels); i++)
    if (!(self->panels[i].scale.high > 0))
      self->panels[i].scale.high = 1;
}

static void
plan_pieces (Picture *self)
{
  const Panel *slow = &self->panels[0];
  const Panel *others = &self->panels[1];

  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  if (slow->contenders->len > 0)
    {
      Piece piece = { slow, 0, slow->contenders->len, TRUE, TRUE, TRUE };

      g_array_append_val (self->pieces, piece);
    }
  for (guint i = 0; i < others->contenders->len; i++)
    {
      Piece piece = {
        others, i, 1, self->pieces->len == 0, i + 1 == others->contenders->len, FALSE
      };

      g_array_append_val (self->pieces, piece);
    }
}

static void
look_through (Picture *self)
{
  guint items = 0;

  for (guint i = 0; i < self->comparison->contenders->len; i++)
    {
      const SwimRecord *record =
          swim_contender_get_shown (swim_comparison_get (self->comparison, i));

      if (record == NULL)
        continue;
      items += record->outcomes != NULL ? record->outcomes->len : 0;
      self->calls |= swim_timeline_marks_calls (record);
      for (SwimStatus status = 0; status < SWIM_N_STATUSES; status++)
        self->used[status] |= record->statuses[status] > 0;
    }
  self->titles = items <= MOST_TITLES;
}

static void
clear_picture (Picture *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->panels); i++)
    g_ptr_array_unref (self->panels[i].contenders);
  g_array_unref (self->pieces);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, clear_picture)

static double
piece_height (const Piece *piece)
{
  double height = (piece->legend ? LEGEND : 0) + (piece->axis ? AXIS : 0)
                  + (piece->wedge ? WEDGE - SWIM_TIMELINE_MARGIN : 0);

  for (guint i = piece->first; i < piece->first + piece->n; i++)
    height += swim_timeline_band_height (g_ptr_array_index (piece->panel->contenders, i));
  return height;
}

double
swim_timeline_height (const SwimComparison *comparison)
{
  g_auto (Picture) self = { .comparison = comparison };
  double height = 0;

  plan_panels (&self);
  plan_pieces (&self);
  for (guint i = 0; i < self.pieces->len; i++)
    height += piece_height (&g_array_index (self.pieces, Piece, i));
  return height;
}

static void
write_axis (SwimMarkup *markup, const SwimScale *scale, double y)
{
  g_autoptr (GArray) ticks = swim_scale_ticks (scale, SWIM_TIMELINE_TICKS);

  for (guint i = 0; i < ticks->len; i++)
    {
      double tick = g_array_index (ticks, double, i);
      double x = swim_scale_place (scale, tick);
      g_autofree char *label = swim_scale_seconds (tick);
      gboolean last = x > SWIM_TIMELINE_WIDTH - 40;

      swim_svg_text (markup, x, y, i == 0 ? NULL : last ? "end" : "middle", label);
    }
}

/* Returns where the next entry begins. */
static double
write_swatch (SwimMarkup *markup, double x, const char *css_class, const char *name)
{
  swim_svg_box (markup, css_class, x, LEGEND_TOP, 18, 12);
  swim_svg_text (markup, x + 24, LEGEND_TOP + 10.5, NULL, name);
  return x + 24 + swim_svg_text_width (name, 12) + 16;
}

static double
write_class (SwimMarkup *markup, double x, SwimStatus status)
{
  g_autofree char *shade = swim_timeline_shade (status);
  g_autoptr (GString) middle = g_string_new (NULL);
  double next = write_swatch (markup, x, shade, swim_status_to_string (status));

  swim_markup_append_numbers (middle, "M# #h18", x, LEGEND_TOP + 6);
  if (swim_timeline_has_texture (status))
    swim_timeline_texture (markup, status, 12, middle->str);
  return next;
}

static void
write_legend (const Picture *self)
{
  double x = SWIM_TIMELINE_MARGIN;

  for (SwimStatus status = 0; status < SWIM_N_STATUSES; status++)
    if (self->used[status])
      x = write_class (self->markup, x, status);
  if (self->calls)
    x = write_swatch (self->markup, x, "call", "blocking call");
  swim_svg_box (self->markup, "stall", x, LEGEND_TOP - 3, 18, 3);
  write_swatch (self->markup, x, "stall-veil", "stall of the loop");
}

/* From the axis of the slow modes to the longer one below: which part of it that is. */
static void
write_wedge (const Picture *self, double y)
{
  const SwimScale *others = &self->panels[1].scale;
  double end = swim_scale_place (&self->panels[0].scale, others->high);
  g_autoptr (GString) wedge = g_string_new (NULL);
  g_autofree char *time = swim_format_seconds (others->high);
  g_autofree char *words = g_strdup_printf ("the first %s, enlarged", time);

  swim_markup_append_numbers (wedge, "M# #H#L# #H#z", others->from, y, end, others->to, y + WEDGE,
                              others->from);
  swim_svg_path (self->markup, "wedge", wedge->str);
  swim_svg_text (self->markup, others->from + 8, y + WEDGE - 6, NULL, words);
}

/* Where on the axis of the slow modes that of the others ends, across a band. */
static void
write_cut (const Picture *self, const SwimContender *contender, double y)
{
  double end = swim_scale_place (&self->panels[0].scale, self->panels[1].scale.high);
  double bottom = y + swim_timeline_band_height (contender) - SWIM_TIMELINE_MARGIN;

  swim_svg_line (self->markup, "cut", end, y + SWIM_TIMELINE_HEADER - 3, end, bottom);
}

static void
write_piece (const Picture *self, const Piece *piece, double y)
{
  const SwimScale *scale = &piece->panel->scale;
  double height = piece_height (piece);
  double at = (piece->legend ? LEGEND : 0) + (piece->wedge ? AXIS : 0);
  const SwimContender *first = g_ptr_array_index (piece->panel->contenders, piece->first);
  g_autofree char *words = swim_timeline_describe (first);
  g_autofree char *label = g_strdup_printf ("Timeline of %s, %s %s%s", self->comparison->job,
                                            first->mode, words, piece->n > 1 ? ", and others" : "");

  swim_svg_begin (self->markup, SWIM_TIMELINE_WIDTH, height, label);
  swim_markup_numbers (self->markup, "y", y);
  swim_markup_attribute (self->markup, "class", "timeline");
  if (piece->legend)
    write_legend (self);
  if (piece->axis)
    write_axis (self->markup, scale, piece->wedge ? at - 6 : height - AXIS + 14);
  for (guint i = piece->first; i < piece->first + piece->n; i++)
    {
      const SwimContender *contender = g_ptr_array_index (piece->panel->contenders, i);

      swim_timeline_band (self->markup, contender, scale, self->titles, at);
      if (piece->wedge)
        write_cut (self, contender, at);
      at += swim_timeline_band_height (contender);
    }
  if (piece->wedge)
    write_wedge (self, at - SWIM_TIMELINE_MARGIN);
  swim_markup_close (self->markup);
}

/* Writes the picture as svg elements, @y below the top of the one around them. */
void
swim_timeline_write (SwimMarkup *markup, const SwimComparison *comparison, double y)
{
  g_auto (Picture) self = { .markup = markup, .comparison = comparison };

  plan_panels (&self);
  plan_pieces (&self);
  look_through (&self);
  for (guint i = 0; i < self.pieces->len; i++)
    {
      const Piece *piece = &g_array_index (self.pieces, Piece, i);

      write_piece (&self, piece, y);
      y += piece_height (piece);
    }
}
