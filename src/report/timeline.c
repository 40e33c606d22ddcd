/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/timeline.h"

#include "report/format.h"
#include "report/report.h"

#define MARGIN 8.0
#define HEADER 20.0 /* height of the text above a band */
#define LEGEND 28.0
#define LEGEND_TOP 4.0
#define AXIS 28.0
#define MOST_LANES 64
#define MOST_TITLES 6000 /* items of a picture up to which each bar has a title */
#define TICKS 10

typedef struct
{
  SwimMarkup *markup;
  const SwimComparison *comparison;
  SwimScale scale;
  gboolean used[SWIM_N_STATUSES];
  gboolean titles;
  double bottom; /* of the bands */
} Picture;

static gboolean
has_items (const SwimRecord *record)
{
  return record != NULL && record->outcomes != NULL && record->outcomes->len > 0;
}

static guint
count_slots (const SwimRecord *record)
{
  guint slots = 1;

  for (guint i = 0; has_items (record) && i < record->outcomes->len; i++)
    {
      const SwimOutcome *outcome = g_ptr_array_index (record->outcomes, i);

      slots = MAX (slots, outcome->item->slot + 1);
    }
  return slots;
}

static double
find_lane_height (guint lanes)
{
  return lanes <= 4 ? 12 : lanes <= 24 ? 8 : 5;
}

static double
band_height (const SwimRecord *record)
{
  guint lanes = MIN (count_slots (record), MOST_LANES);

  return MAX (lanes * find_lane_height (lanes), 12);
}

double
swim_timeline_height (const SwimComparison *comparison)
{
  double height = LEGEND + AXIS;

  for (guint i = 0; i < comparison->contenders->len; i++)
    height += HEADER + MARGIN
              + band_height (swim_contender_get_shown (swim_comparison_get (comparison, i)));
  return height;
}

/* The text above a band (transfer full). */
static char *
describe_band (const SwimContender *contender, const SwimRecord *record)
{
  g_autofree char *mode = swim_svg_shorten (contender->mode, 30);
  g_autofree char *wall = NULL;
  guint slots = count_slots (record);
  GString *text = g_string_new (mode);

  if (record == NULL)
    {
      g_string_append (text, ": no run was completed");
      return g_string_free (text, FALSE);
    }
  wall = swim_format_seconds (record->wall_seconds);
  g_string_append_printf (text, ": %s", wall);
  for (SwimStatus status = 0; status < SWIM_N_STATUSES; status++)
    if (record->statuses[status] > 0)
      g_string_append_printf (text, ", %" G_GUINT64_FORMAT " %s", record->statuses[status],
                              swim_status_to_string (status));
  if (record->loop.blocked_seconds > 0)
    {
      g_autofree char *blocked = swim_format_seconds (record->loop.blocked_seconds);

      g_string_append_printf (text, "; the loop was blocked for %s", blocked);
    }
  if (slots > MOST_LANES)
    g_string_append_printf (text, "; %u slots in %d lanes", slots, MOST_LANES);
  if (!has_items (record))
    g_string_append (text, "; items not saved");
  return g_string_free (text, FALSE);
}

static void
write_stalls (Picture *self, const SwimRecord *record, double top, double height)
{
  for (guint i = 0; i < record->loop.worst_stalls->len; i++)
    {
      const SwimStall *stall = g_ptr_array_index (record->loop.worst_stalls, i);
      double begin = swim_scale_place (&self->scale, (double) stall->start / 1e9);
      double end = swim_scale_place (&self->scale, (double) (stall->start + stall->duration) / 1e9);
      double width = MAX (end - begin, 1);
      g_autofree char *words = swim_report_stall (stall);
      g_autofree char *title = g_strconcat ("stall: ", words, NULL);

      swim_markup_open (self->markup, "g");
      swim_markup_element (self->markup, "title", title);
      swim_svg_box (self->markup, "stall-veil", begin, top, width, height);
      swim_svg_box (self->markup, "stall", begin, top - 3, MAX (width - 1, 1), 3);
      swim_markup_close (self->markup);
    }
}

static double
write_band (Picture *self, const SwimContender *contender, double y)
{
  const SwimRecord *record = swim_contender_get_shown (contender);
  g_autofree char *words = describe_band (contender, record);
  double height = band_height (record);
  guint slots = count_slots (record);
  guint lanes = MIN (slots, MOST_LANES);
  SwimTimelineBars bars = { .scale = &self->scale,
                            .record = record,
                            .slots = slots,
                            .lanes = lanes,
                            .top = y + HEADER,
                            .lane_height = find_lane_height (lanes),
                            .titles = self->titles };

  swim_svg_text (self->markup, MARGIN, y + HEADER - 7, NULL, words);
  if (record == NULL)
    return y + HEADER + height + MARGIN;
  swim_svg_box (self->markup, "band", MARGIN, y + HEADER,
                MAX (swim_scale_place (&self->scale, record->wall_seconds) - MARGIN, 1), height);
  swim_svg_grid (self->markup, &self->scale, TICKS, y + HEADER, y + HEADER + height);
  if (has_items (record))
    swim_timeline_bars (self->markup, &bars);
  write_stalls (self, record, y + HEADER, height);
  return y + HEADER + height + MARGIN;
}

static void
write_axis (Picture *self)
{
  g_autoptr (GArray) ticks = swim_scale_ticks (&self->scale, TICKS);

  for (guint i = 0; i < ticks->len; i++)
    {
      double tick = g_array_index (ticks, double, i);
      double x = swim_scale_place (&self->scale, tick);
      g_autofree char *label = swim_scale_seconds (tick);
      gboolean last = x > SWIM_TIMELINE_WIDTH - 40;

      swim_svg_text (self->markup, x, self->bottom + 18,
                     i == 0 ? NULL
                     : last ? "end"
                            : "middle",
                     label);
    }
}

/* Returns where the next entry begins. */
static double
write_swatch (Picture *self, double x, const char *css_class, const char *name)
{
  swim_svg_box (self->markup, css_class, x, LEGEND_TOP, 18, 12);
  swim_svg_text (self->markup, x + 24, LEGEND_TOP + 10.5, NULL, name);
  return x + 24 + swim_svg_text_width (name, 12) + 16;
}

static double
write_class (Picture *self, double x, SwimStatus status)
{
  g_autofree char *shade = swim_timeline_shade (status);
  g_autoptr (GString) middle = g_string_new (NULL);
  double next = write_swatch (self, x, shade, swim_status_to_string (status));

  swim_markup_append_numbers (middle, "M# #h18", x, LEGEND_TOP + 6);
  if (swim_timeline_has_texture (status))
    swim_timeline_texture (self->markup, status, 12, middle->str);
  return next;
}

static void
write_legend (Picture *self)
{
  double x = MARGIN;

  for (SwimStatus status = 0; status < SWIM_N_STATUSES; status++)
    if (self->used[status])
      x = write_class (self, x, status);
  swim_svg_box (self->markup, "stall", x, LEGEND_TOP - 3, 18, 3);
  write_swatch (self, x, "stall-veil", "stall of the loop");
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
      self->scale.high = MAX (self->scale.high, record->wall_seconds);
      items += has_items (record) ? record->outcomes->len : 0;
      for (SwimStatus status = 0; status < SWIM_N_STATUSES; status++)
        self->used[status] |= record->statuses[status] > 0;
    }
  self->titles = items <= MOST_TITLES;
  if (!(self->scale.high > 0))
    self->scale.high = 1;
}

/* Writes the picture as an svg element, @y below the top of the one around it. */
void
swim_timeline_write (SwimMarkup *markup, const SwimComparison *comparison, double y)
{
  g_autofree char *label = g_strdup_printf (
      "Timeline of %s: for each mode a band with a lane for each slot and a bar for each item; the "
      "text above says the same.",
      comparison->job);
  Picture self = { .markup = markup,
                   .comparison = comparison,
                   .scale = { .from = MARGIN, .to = SWIM_TIMELINE_WIDTH - MARGIN } };
  double height = swim_timeline_height (comparison);
  double at = LEGEND;

  look_through (&self);
  self.bottom = height - AXIS;
  swim_svg_begin (markup, SWIM_TIMELINE_WIDTH, height, label);
  swim_markup_numbers (markup, "y", y);
  swim_markup_attribute (markup, "class", "timeline");
  write_axis (&self);
  write_legend (&self);
  for (guint i = 0; i < comparison->contenders->len; i++)
    at = write_band (&self, swim_comparison_get (comparison, i), at);
  swim_markup_close (markup);
}
