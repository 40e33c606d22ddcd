/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the classes of items look: each has its own shade and pattern, so that they can be told apart
 * without colours. They follow from the position of a class in the list of classes. */
#include "config.h"

#include "report/timeline.h"

#define TILE 6.0

/* What is drawn on the shade of a class. The first class is success, the second is “not found”; the
 * others are failures. */
static const char *const drawings[] = {
  NULL,                         /* plain */
  "M-1 1L1 -1M0 6L6 0M5 7L7 5", /* diagonals */
  "M-1 5L1 7M0 0L6 6M5 -1L7 1", /* the other diagonals */
  "M0 3H6",                     /* horizontal lines */
  "M3 0V6",                     /* vertical lines */
  "M0 3H6M3 0V6",               /* a grid */
  "M0 0L6 6M0 6L6 0",           /* a slanted grid */
  "M2 3H4",                     /* dots */
};

static void
write_pattern (SwimMarkup *markup,
               const char *prefix,
               const char *name,
               const char *shade,
               const char *hatch,
               const char *drawing)
{
  g_autofree char *id = g_strconcat (prefix, name, NULL);

  swim_markup_open_with (markup, "pattern", "id patternUnits", id, "userSpaceOnUse");
  swim_markup_numbers (markup, "width height", TILE, TILE);
  if (shade != NULL)
    swim_svg_box (markup, shade, 0, 0, TILE, TILE);
  if (drawing != NULL)
    swim_svg_path (markup, hatch, drawing);
  swim_markup_close (markup);
}

static void
write_class (SwimMarkup *markup, const char *prefix, SwimStatus status)
{
  guint drawing = status < 2 ? status : 2 + (status - 2) % (G_N_ELEMENTS (drawings) - 2);
  guint shade = status < 2 ? status : 2 + (status - 2) / (G_N_ELEMENTS (drawings) - 2);
  g_autofree char *css_class = g_strdup_printf ("f%u", shade);

  write_pattern (markup, prefix, swim_status_to_string (status), css_class, "hatch",
                 drawings[drawing]);
}

/* Defines the patterns of the classes that are used, and that of a stall, which has no shade so
 * that the bars below it stay visible. */
void
swim_timeline_patterns (SwimMarkup *markup, const char *prefix, const gboolean *used)
{
  swim_markup_open (markup, "defs");
  for (SwimStatus status = 0; status < SWIM_N_STATUSES; status++)
    if (used[status])
      write_class (markup, prefix, status);
  write_pattern (markup, prefix, "stall", NULL, "stall-hatch", drawings[2]);
  swim_markup_close (markup);
}

/* @name is that of a class, or "stall". */
void
swim_timeline_fill (SwimMarkup *markup, const char *prefix, const char *name)
{
  g_autofree char *fill = g_strdup_printf ("url(#%s%s)", prefix, name);

  swim_markup_attribute (markup, "fill", fill);
}
