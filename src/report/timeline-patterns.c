/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the classes of items look: each has a shade and a pattern of its own, so that they are told
 * apart without colours, too. A class gets them by its place in the list of classes. */
#include "config.h"

#include "report/timeline.h"

#define TILE 6

/* Of a class: what is drawn on its shade. The first succeeds, the second found nothing; the others
 * are failures. */
static const char *const drawings[] = {
  NULL,                         /* plain */
  "M-1 1L1 -1M0 6L6 0M5 7L7 5", /* diagonals */
  "M-1 5L1 7M0 0L6 6M5 -1L7 1", /* the other diagonals */
  "M0 3H6",                     /* lying lines */
  "M3 0V6",                     /* standing lines */
  "M0 3H6M3 0V6",               /* a grid */
  "M0 0L6 6M0 6L6 0",           /* a slanted grid */
  "M2 3H4",                     /* dots */
};

static char *
pattern_id (const char *prefix, SwimStatus status)
{
  return g_strconcat (prefix, swim_status_to_string (status), NULL);
}

static void
write_pattern (SwimMarkup *markup, const char *prefix, SwimStatus status)
{
  g_autofree char *id = pattern_id (prefix, status);
  guint drawing = status < 2 ? status : 2 + (status - 2) % (G_N_ELEMENTS (drawings) - 2);
  guint shade = status < 2 ? status : 2 + (status - 2) / (G_N_ELEMENTS (drawings) - 2);
  g_autofree char *css_class = g_strdup_printf ("f%u", shade);

  swim_markup_open (markup, "pattern");
  swim_markup_attribute (markup, "id", id);
  swim_markup_attribute (markup, "patternUnits", "userSpaceOnUse");
  swim_markup_number (markup, "width", TILE);
  swim_markup_number (markup, "height", TILE);
  swim_svg_rect (markup, 0, 0, TILE, TILE);
  swim_markup_attribute (markup, "class", css_class);
  swim_markup_close (markup);
  if (drawings[drawing] != NULL)
    {
      swim_markup_open (markup, "path");
      swim_markup_attribute (markup, "class", "hatch");
      swim_markup_attribute (markup, "d", drawings[drawing]);
      swim_markup_close (markup);
    }
  swim_markup_close (markup);
}

/* The pattern of a stall lies over the bars and lets them be seen. */
static void
write_stall_pattern (SwimMarkup *markup, const char *prefix)
{
  g_autofree char *id = g_strconcat (prefix, "stall", NULL);

  swim_markup_open (markup, "pattern");
  swim_markup_attribute (markup, "id", id);
  swim_markup_attribute (markup, "patternUnits", "userSpaceOnUse");
  swim_markup_number (markup, "width", TILE);
  swim_markup_number (markup, "height", TILE);
  swim_markup_open (markup, "path");
  swim_markup_attribute (markup, "class", "stall-hatch");
  swim_markup_attribute (markup, "d", drawings[2]);
  swim_markup_close (markup);
  swim_markup_close (markup);
}

/* The definitions of the classes that are used, and of a stall. */
void
swim_timeline_patterns (SwimMarkup *markup, const char *prefix, const gboolean *used)
{
  swim_markup_open (markup, "defs");
  for (SwimStatus status = 0; status < SWIM_N_STATUSES; status++)
    if (used[status])
      write_pattern (markup, prefix, status);
  write_stall_pattern (markup, prefix);
  swim_markup_close (markup);
}

void
swim_timeline_fill (SwimMarkup *markup, const char *prefix, SwimStatus status)
{
  g_autofree char *id = pattern_id (prefix, status);
  g_autofree char *fill = g_strdup_printf ("url(#%s)", id);

  swim_markup_attribute (markup, "fill", fill);
}
