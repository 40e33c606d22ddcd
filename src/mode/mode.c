/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "mode/mode.h"

static const SwimMode *const modes[] = {
#define SWIM_MODE(name) &swim_mode_##name,
#include "mode/modes.def"
#undef SWIM_MODE
  NULL
};

/* The modes in the order in which they are shown, ended by NULL. */
const SwimMode *const *
swim_mode_list (void)
{
  return modes;
}

/* The mode of that name, or NULL. */
const SwimMode *
swim_mode_lookup (const char *name)
{
  for (guint i = 0; modes[i] != NULL; i++)
    if (g_strcmp0 (modes[i]->name, name) == 0)
      return modes[i];
  return NULL;
}
