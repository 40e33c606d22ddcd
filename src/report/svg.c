/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/svg.h"

#include "base/data.h"

/* In font sizes; the letters of common sans serif fonts are narrower on average. */
#define LETTER_WIDTH 0.62

/* How many series differ in colour and dashes; then they repeat. */
#define SERIES 8

/* Begins a picture of that size; the caller closes it. @label describes it for screen readers. */
void
swim_svg_begin (SwimMarkup *markup, double width, double height, const char *label)
{
  g_autoptr (GString) box = g_string_new (NULL);

  swim_markup_append_numbers (box, "0 0 # #", width, height);
  swim_markup_open_with (markup, "svg", "xmlns viewBox role aria-label",
                         "http://www.w3.org/2000/svg", box->str, "img", label);
  swim_markup_numbers (markup, "width height", width, height);
}

/* Writes the beginning of a file, up to its first picture. */
void
swim_svg_begin_file (SwimMarkup *markup, FILE *file, double width, double height, const char *label)
{
  g_autofree char *style = swim_data_load ("style/pictures.css");

  swim_markup_init (markup, file);
  fputs ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", file);
  swim_svg_begin (markup, width, height, label);
  swim_markup_attribute (markup, "xml:lang", "en");
  swim_markup_element (markup, "title", "swimlane");
  swim_markup_element (markup, "style", style);
  swim_svg_box (markup, "ground", 0, 0, width, height);
}

/* @anchor is "middle" or "end" if that is the point at the coordinates; NULL: the start. */
void
swim_svg_text (SwimMarkup *markup, double x, double y, const char *anchor, const char *text)
{
  swim_markup_open (markup, "text");
  swim_markup_numbers (markup, "x y", x, y);
  if (anchor != NULL)
    swim_markup_attribute (markup, "text-anchor", anchor);
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
  swim_markup_open_with (markup, "line", "class", css_class);
  swim_markup_numbers (markup, "x1 y1 x2 y2", x1, y1, x2, y2);
  swim_markup_close (markup);
}

/* Vertical lines at the ticks of a horizontal axis. */
void
swim_svg_grid (SwimMarkup *markup, const SwimScale *scale, guint ticks, double top, double bottom)
{
  g_autoptr (GArray) values = swim_scale_ticks (scale, ticks);

  for (guint i = 0; i < values->len; i++)
    {
      double x = swim_scale_place (scale, g_array_index (values, double, i));

      swim_svg_line (markup, "grid", x, top, x, bottom);
    }
}

/* Begins a rectangle; the caller closes it. */
void
swim_svg_rect (SwimMarkup *markup, double x, double y, double width, double height)
{
  swim_markup_open (markup, "rect");
  swim_markup_numbers (markup, "x y width height", x, y, width, height);
}

void
swim_svg_box (SwimMarkup *markup,
              const char *css_class,
              double x,
              double y,
              double width,
              double height)
{
  swim_svg_rect (markup, x, y, width, height);
  swim_markup_attribute (markup, "class", css_class);
  swim_markup_close (markup);
}

void
swim_svg_path (SwimMarkup *markup, const char *css_class, const char *d)
{
  swim_markup_open_with (markup, "path", "class d", css_class, d);
  swim_markup_close (markup);
}

void
swim_svg_dot (SwimMarkup *markup, double x, double y, double radius)
{
  swim_markup_open_with (markup, "circle", "class", "dot");
  swim_markup_numbers (markup, "cx cy r", x, y, radius);
  swim_markup_close (markup);
}

/* The class (transfer full) that gives what is drawn of a series its colour and dashes. */
char *
swim_svg_series_class (guint series)
{
  return g_strdup_printf ("m%u", series % SERIES);
}

/* Begins the group of a series, which gives what is in it its colour and dashes; the caller closes
 * it. @title is shown when the mouse is over it. */
void
swim_svg_begin_series (SwimMarkup *markup, guint series, const char *title)
{
  g_autofree char *css_class = swim_svg_series_class (series);

  swim_markup_open_with (markup, "g", "class", css_class);
  swim_markup_element (markup, "title", title);
}

static guint
count_columns (const char *at)
{
  return g_unichar_iswide (g_utf8_get_char (at)) ? 2 : 1;
}

/* The width of the text, estimated for any common font and rather too large. */
double
swim_svg_text_width (const char *text, double font_size)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  guint columns = 0;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    columns += count_columns (at);
  return columns * LETTER_WIDTH * font_size;
}

/* The text (transfer full), cut to that many letters if it is longer. */
char *
swim_svg_shorten (const char *text, guint most)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char *end = valid; /* of what fits with an ellipsis */
  guint columns = 0;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      columns += count_columns (at);
      if (columns < most)
        end = g_utf8_next_char (at);
    }
  if (columns <= most)
    return g_steal_pointer (&valid);
  return g_strdup_printf ("%.*s…", (int) (end - valid), valid);
}
