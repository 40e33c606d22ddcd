/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A band of a timeline: what one mode did, with a line of text above. */
#include "config.h"

#include "mode/mode.h"
#include "report/format.h"
#include "report/report.h"
#include "report/timeline.h"

#define MOST_LANES 64
#define SAMPLE 22.0 /* length of the line in the style of the mode */

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
  return lanes <= 8 ? 14 : lanes <= 24 ? 8 : 4;
}

static double
find_height (const SwimRecord *record)
{
  guint lanes = MIN (count_slots (record), MOST_LANES);

  return lanes * find_lane_height (lanes);
}

/* With the text above and the gap below. */
double
swim_timeline_band_height (const SwimContender *contender)
{
  return SWIM_TIMELINE_HEADER + find_height (swim_contender_get_shown (contender))
         + SWIM_TIMELINE_MARGIN;
}

/* Whether its stalls say something: not where each of its calls blocks its loop. */
gboolean
swim_timeline_has_stalls (const SwimContender *contender)
{
  const SwimMode *mode = swim_contender_get_mode (contender);

  return mode == NULL || (mode->traits & SWIM_MODE_BLOCKS_LOOP) == 0
         || (mode->traits & SWIM_MODE_USES_SHARE) != 0;
}

static void
append_blocked (GString *text, const SwimContender *contender, const SwimRecord *record)
{
  g_autofree char *blocked = swim_format_seconds (record->loop.blocked_seconds);

  if (!swim_timeline_has_stalls (contender))
    g_string_append (text, "; each call blocks the loop");
  else if (record->loop.blocked_seconds > 0)
    g_string_append_printf (text, "; the loop was stalled for %s", blocked);
}

/* What is said of the mode above its band (transfer full). */
char *
swim_timeline_describe (const SwimContender *contender)
{
  const SwimRecord *record = swim_contender_get_shown (contender);
  g_autofree char *wall = NULL;
  guint slots = count_slots (record);
  GString *text;

  if (record == NULL)
    return g_strdup ("no run was completed");
  wall = swim_format_seconds (record->wall_seconds);
  text = g_string_new (wall);
  for (SwimStatus status = 0; status < SWIM_N_STATUSES; status++)
    if (record->statuses[status] > 0)
      g_string_append_printf (text, ", %" G_GUINT64_FORMAT " %s", record->statuses[status],
                              swim_status_to_string (status));
  append_blocked (text, contender, record);
  if (slots > MOST_LANES)
    g_string_append_printf (text, "; %u slots in %d lanes", slots, MOST_LANES);
  if (!has_items (record))
    g_string_append (text, "; items not saved");
  return g_string_free (text, FALSE);
}

static void
write_header (SwimMarkup *markup, const SwimContender *contender, double y)
{
  g_autofree char *name = swim_svg_shorten (contender->mode, 30);
  g_autofree char *words = swim_timeline_describe (contender);
  g_autofree char *css_class = swim_svg_series_class (swim_svg_mode_style (contender->mode, 0));
  g_autoptr (GString) sample = g_string_new (NULL);

  swim_markup_append_numbers (sample, "M# #h#", SWIM_TIMELINE_MARGIN, y - 4, SAMPLE);
  swim_markup_open_with (markup, "g", "class", css_class);
  swim_svg_path (markup, "line", sample->str);
  swim_markup_close (markup);
  swim_markup_open (markup, "text");
  swim_markup_numbers (markup, "x y", SWIM_TIMELINE_MARGIN + SAMPLE + 6, y);
  swim_markup_open_with (markup, "tspan", "class", "name");
  swim_markup_text (markup, name);
  swim_markup_close (markup);
  swim_markup_text (markup, " ");
  swim_markup_text (markup, words);
  swim_markup_close (markup);
}

static void
write_stalls (SwimMarkup *markup,
              const SwimRecord *record,
              const SwimScale *scale,
              double top,
              double height)
{
  for (guint i = 0; i < record->loop.worst_stalls->len; i++)
    {
      const SwimStall *stall = g_ptr_array_index (record->loop.worst_stalls, i);
      double begin = swim_scale_place (scale, (double) stall->start / 1e9);
      double end = swim_scale_place (scale, (double) (stall->start + stall->duration) / 1e9);
      double width = MAX (end - begin, 1);
      g_autofree char *words = swim_report_stall (stall);
      g_autofree char *title = g_strconcat ("stall: ", words, NULL);

      swim_svg_rect (markup, begin, top, width, height);
      swim_markup_attribute (markup, "class", "stall-veil");
      swim_markup_close (markup);
      swim_svg_rect (markup, begin, top - 3, MAX (width - 1, 1), 3);
      swim_markup_attribute (markup, "class", "stall");
      swim_markup_element (markup, "title", title);
      swim_markup_close (markup);
    }
}

/* @titles is whether each bar has a title. */
void
swim_timeline_band (SwimMarkup *markup,
                    const SwimContender *contender,
                    const SwimScale *scale,
                    gboolean titles,
                    double y)
{
  const SwimRecord *record = swim_contender_get_shown (contender);
  double height = find_height (record);
  double top = y + SWIM_TIMELINE_HEADER;
  guint slots = count_slots (record);
  guint lanes = MIN (slots, MOST_LANES);
  SwimTimelineBars bars = { .scale = scale,
                            .record = record,
                            .slots = slots,
                            .lanes = lanes,
                            .top = top,
                            .lane_height = find_lane_height (lanes),
                            .titles = titles };

  write_header (markup, contender, top - 8);
  if (record == NULL)
    return;
  swim_svg_box (markup, "band", SWIM_TIMELINE_MARGIN, top,
                MAX (swim_scale_place (scale, record->wall_seconds) - SWIM_TIMELINE_MARGIN, 1),
                height);
  swim_svg_grid (markup, scale, SWIM_TIMELINE_TICKS, top, top + height);
  if (has_items (record))
    swim_timeline_bars (markup, &bars);
  if (swim_timeline_has_stalls (contender))
    write_stalls (markup, record, scale, top, height);
  if (has_items (record) && swim_timeline_marks_calls (record))
    swim_timeline_calls (markup, &bars);
}
