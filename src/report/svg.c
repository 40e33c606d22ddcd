/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/svg.h"

/* No common sans serif has wider letters on average. */
#define LETTER_WIDTH 0.62

/* Begins a picture of that size; the caller closes it. @label says to those who cannot see it what
 * it shows. */
void
swim_svg_begin (SwimMarkup *markup, double width, double height, const char *label)
{
  g_autoptr (GString) box = g_string_new ("0 0 ");

  swim_markup_append_number (box, width);
  g_string_append_c (box, ' ');
  swim_markup_append_number (box, height);
  swim_markup_open (markup, "svg");
  swim_markup_attribute (markup, "xmlns", "http://www.w3.org/2000/svg");
  swim_markup_attribute (markup, "viewBox", box->str);
  swim_markup_number (markup, "width", width);
  swim_markup_number (markup, "height", height);
  swim_markup_attribute (markup, "role", "img");
  swim_markup_attribute (markup, "aria-label", label);
}

void
swim_svg_text (SwimMarkup *markup, double x, double y, SwimAnchor anchor, const char *text)
{
  swim_markup_open (markup, "text");
  swim_markup_number (markup, "x", x);
  swim_markup_number (markup, "y", y);
  if (anchor != SWIM_ANCHOR_START)
    swim_markup_attribute (markup, "text-anchor", anchor == SWIM_ANCHOR_END ? "end" : "middle");
  swim_markup_text (markup, text);
  swim_markup_close (markup);
}

void
swim_svg_line (SwimMarkup *markup,
               const char *css_class,
               double x1,
               double y1,
               double x2,
               double y2)
{
  swim_markup_open (markup, "line");
  swim_markup_attribute (markup, "class", css_class);
  swim_markup_number (markup, "x1", x1);
  swim_markup_number (markup, "y1", y1);
  swim_markup_number (markup, "x2", x2);
  swim_markup_number (markup, "y2", y2);
  swim_markup_close (markup);
}

/* Begins a box, to which the caller may give more; the caller closes it. */
void
swim_svg_rect (SwimMarkup *markup, double x, double y, double width, double height)
{
  swim_markup_open (markup, "rect");
  swim_markup_number (markup, "x", x);
  swim_markup_number (markup, "y", y);
  swim_markup_number (markup, "width", width);
  swim_markup_number (markup, "height", height);
}

/* The class attribute of something that belongs to a series, which gives it its colour and dashes.
 * */
void
swim_svg_series_class (SwimMarkup *markup, const char *css_class, guint series)
{
  g_autofree char *value = g_strdup_printf ("%s m%u", css_class, series % SWIM_SVG_SERIES);

  swim_markup_attribute (markup, "class", value);
}

/* The room that the text needs, in any common font; rather too much than too little. */
double
swim_svg_text_width (const char *text, double font_size)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  double letters = 0;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    letters += g_unichar_iswide (g_utf8_get_char (at)) ? 2 : 1;
  return letters * LETTER_WIDTH * font_size;
}

/* The text (transfer full), cut to so many letters where it is longer. */
char *
swim_svg_shorten (const char *text, guint most)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *head = NULL;

  if (swim_svg_text_width (valid, 1) <= most * LETTER_WIDTH)
    return g_steal_pointer (&valid);
  for (glong n = MIN (g_utf8_strlen (valid, -1), most - 1); n >= 0; n--)
    {
      g_free (head);
      head = g_utf8_substring (valid, 0, n);
      if (swim_svg_text_width (head, 1) <= (most - 1) * LETTER_WIDTH)
        break;
    }
  return g_strconcat (head, "…", NULL);
}
