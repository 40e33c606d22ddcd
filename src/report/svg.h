/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the pictures share: their frame, and lines, boxes and words in it. */
#pragma once

#include "report/markup.h"
#include "report/scale.h"

G_BEGIN_DECLS

/* Where a text stands, seen from its place. */
typedef enum
{
  SWIM_ANCHOR_START,
  SWIM_ANCHOR_MIDDLE,
  SWIM_ANCHOR_END,
} SwimAnchor;

/* How many series are told apart by colour and dashes; after that they begin anew. */
#define SWIM_SVG_SERIES 8

void swim_svg_begin (SwimMarkup *markup, double width, double height, const char *label);
void swim_svg_text (SwimMarkup *markup, double x, double y, SwimAnchor anchor, const char *text);
void swim_svg_line (SwimMarkup *markup,
                    const char *css_class,
                    double x1,
                    double y1,
                    double x2,
                    double y2);
void swim_svg_rect (SwimMarkup *markup, double x, double y, double width, double height);
void swim_svg_series_class (SwimMarkup *markup, const char *css_class, guint series);
double swim_svg_text_width (const char *text, double font_size);
char *swim_svg_shorten (const char *text, guint most);

G_END_DECLS
