/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the classes of items look: each has its own shade and texture, so that they can be told apart
 * without colours. They follow from the position of a class in the list of classes.
 *
 * A texture is a dashed line along the bar. An SVG pattern would do, but browsers turn each use of
 * one into a picture of its own when they print: a report became a PDF of 24 MB. */
#include "config.h"

#include "report/timeline.h"

/* The thickness of the line; the style sheet has its dashes. */
#define AS_THE_BAR 0.0
static const double thickness[] = { AS_THE_BAR, AS_THE_BAR, AS_THE_BAR, 1.5, 2, AS_THE_BAR, 4, 3 };

/* The first class is success and plain, the second is “not found”; the others are failures and
 * share shades. */
#define OWN 2
#define SHARING (G_N_ELEMENTS (thickness) - OWN)

/* An attribute of a bar (transfer full). */
char *
swim_timeline_shade (SwimStatus status)
{
  return g_strdup_printf ("f%zu", status < OWN ? status : OWN + (status - OWN) / SHARING);
}

/* Whether the class has more than its shade. */
gboolean
swim_timeline_has_texture (SwimStatus status)
{
  return status > 0;
}

/* Draws the texture of the class along @path, the middle of bars of that height. */
void
swim_timeline_texture (SwimMarkup *markup, SwimStatus status, double height, const char *path)
{
  gsize number = status < OWN ? status : OWN + (status - OWN) % SHARING;
  g_autofree char *css_class = g_strdup_printf ("texture t%zu", number);

  swim_markup_open_with (markup, "path", "class d", css_class, path);
  swim_markup_numbers (markup, "stroke-width",
                       thickness[number] == AS_THE_BAR ? height : MIN (thickness[number], height));
  swim_markup_close (markup);
}
