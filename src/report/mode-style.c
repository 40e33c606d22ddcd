/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A mode has the same colour and dashes in every chart of every report, whichever modes are beside
 * it. */
#include "config.h"

#include <string.h>

#include "mode/mode.h"
#include "report/svg.h"

/* The style of the mode: its place among all modes. What is not one of them, such as a mode of a
 * newer file, comes after them, in the order of @place. */
guint
swim_svg_mode_style (const char *name, guint place)
{
  const SwimMode *const *modes = swim_mode_list ();
  guint n = 0;

  for (; modes[n] != NULL; n++)
    if (strcmp (modes[n]->name, name) == 0)
      return n;
  return n + place;
}
