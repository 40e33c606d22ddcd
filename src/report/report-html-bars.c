/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The large figure of the page: for each mode a bar as long as its wall time. It is made of HTML,
 * not SVG, so that its text keeps its size and wraps in a window of any width. A bar is a border,
 * which browsers also print where they leave out backgrounds. */
#include "config.h"

#include "report/format.h"
#include "report/page.h"
#include "report/timeline.h"

static gboolean
has_bar (const SwimContender *contender)
{
  return contender->wall.n > 0 && contender->problem == NULL;
}

static double
find_longest (const SwimComparison *comparison)
{
  double longest = 0;

  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (comparison, i);

      if (has_bar (contender))
        longest = MAX (longest, contender->wall.median);
    }
  return longest;
}

static void
write_span (SwimMarkup *markup, const char *css_class, const char *text)
{
  swim_markup_open_with (markup, "span", "class", css_class);
  swim_markup_text (markup, text);
  swim_markup_close (markup);
}

/* How many times as fast as the baseline. */
static void
write_speedup (SwimMarkup *markup, const SwimContender *contender)
{
  g_autofree char *ratio = swim_format_ratio (contender->speedup.median);
  g_autofree char *text = g_strconcat (ratio, "×", NULL);
  gboolean known = has_bar (contender) && contender->speedup.n > 0;

  write_span (markup, "times",
              !known                                        ? ""
              : contender->verdict == SWIM_VERDICT_BASELINE ? "1×"
                                                            : text);
}

/* The time, and that of the stalls, if they say something of the mode. */
static void
write_time (SwimMarkup *markup, const SwimContender *contender)
{
  const SwimRecord *record = swim_contender_get_shown (contender);
  double stalled = record != NULL ? record->loop.blocked_seconds : 0;
  g_autofree char *wall = swim_format_seconds (contender->wall.median);
  g_autofree char *seconds = swim_format_seconds (stalled);
  g_autofree char *stalls = g_strconcat ("loop stalled ", seconds, NULL);

  swim_markup_open_with (markup, "span", "class", "time");
  swim_markup_text (markup,
                    has_bar (contender) ? wall : swim_verdict_to_string (contender->verdict));
  if (has_bar (contender) && stalled > 0 && swim_timeline_has_stalls (contender))
    {
      swim_markup_text (markup, ", ");
      write_span (markup, "bad", stalls);
    }
  swim_markup_close (markup);
}

static void
write_bar (SwimMarkup *markup, const SwimContender *contender, guint style, double longest)
{
  g_autoptr (GString) part = g_string_new (NULL);

  if (!has_bar (contender))
    return;
  swim_markup_append_numbers (part, "--part: #", MAX (contender->wall.median / longest, 0.01));
  g_string_append_printf (part, "; border-color: var(--m%u)", style);
  swim_markup_open_with (markup, "span", "class style", "length", part->str);
  swim_markup_close (markup);
}

void
swim_report_html_bars (SwimMarkup *markup, const SwimComparison *comparison)
{
  g_autofree char *note = g_strdup_printf (
      "The median of each %s, and how many times as fast as %s it is.",
      swim_comparison_get_noun (comparison), swim_comparison_get (comparison, 0)->mode);
  double longest = find_longest (comparison);

  if (!(longest > 0))
    return;
  swim_page_figure (markup, "bars", "Wall time", note);
  swim_markup_open (markup, "ul");
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const SwimContender *contender = swim_comparison_get (comparison, i);

      swim_markup_open (markup, "li");
      swim_markup_element (markup, "b", contender->mode);
      write_speedup (markup, contender);
      swim_markup_open_with (markup, "span", "class", "track");
      write_bar (markup, contender, swim_svg_mode_style (contender->mode, i), longest);
      write_time (markup, contender);
      swim_markup_close (markup);
      swim_markup_close (markup);
    }
  swim_markup_close (markup);
  swim_markup_close (markup);
}
