/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The elements of SVG that pictures consist of. */
#pragma once

#include "report/markup.h"
#include "report/scale.h"

G_BEGIN_DECLS

void swim_svg_begin (SwimMarkup *markup, double width, double height, const char *label);
void swim_svg_begin_file (SwimMarkup *markup,
                          FILE *file,
                          double width,
                          double height,
                          const char *label);
void swim_svg_text (SwimMarkup *markup, double x, double y, const char *anchor, const char *text);
void swim_svg_line (SwimMarkup *markup,
                    const char *css_class,
                    double x1,
                    double y1,
                    double x2,
                    double y2);
void swim_svg_grid (SwimMarkup *markup,
                    const SwimScale *scale,
                    guint ticks,
                    double top,
                    double bottom);
void swim_svg_rect (SwimMarkup *markup, double x, double y, double width, double height);
void swim_svg_box (SwimMarkup *markup,
                   const char *css_class,
                   double x,
                   double y,
                   double width,
                   double height);
void swim_svg_path (SwimMarkup *markup, const char *css_class, const char *d);
void swim_svg_dot (SwimMarkup *markup, double x, double y, double radius);
char *swim_svg_series_class (guint series);
void swim_svg_begin_series (SwimMarkup *markup, guint series, const char *title);
guint swim_svg_mode_style (const char *name, guint place);
double swim_svg_text_width (const char *text, double font_size);
char *swim_svg_shorten (const char *text, guint most);

G_END_DECLS
