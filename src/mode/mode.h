/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A mode: how items are driven through a job. A mode is one file that describes itself in a
 * constant, and a line in modes.def; the only lookup is here. */
#pragma once

#include "mode/window.h"

G_BEGIN_DECLS

typedef struct _SwimMode SwimMode;

/* What kind of thing a mode's figures are about, for those who show or vary them. */
typedef enum
{
  SWIM_MODE_USES_JOBS = 1 << 0,   /* --jobs changes what it does */
  SWIM_MODE_USES_SHARE = 1 << 1,  /* so does --blocking-share */
  SWIM_MODE_USES_ASYNC = 1 << 2,  /* it calls the job's non-blocking form */
  SWIM_MODE_BLOCKS_LOOP = 1 << 3, /* it calls the blocking form on the loop */
} SwimModeTraits;

struct _SwimMode
{
  const char *name;
  const char *summary;   /* for --help: what it is */
  const char *offloaded; /* what it gives to threads of its own, or NULL */
  SwimModeTraits traits;

  /* Makes ready what a program would keep as long as it runs, such as a pool: before the clock
   * starts, but timed by itself. Optional. */
  gboolean (*begin) (SwimWindow *window, GError **error);
  /* Sets an item going. TRUE if that held up the loop, which then takes a turn before the next. */
  gboolean (*launch) (SwimWindow *window, SwimFlight *flight);
};

/* The mode of a run that names none. */
#define SWIM_DEFAULT_MODE "async"

const SwimMode *swim_mode_lookup (const char *name);
const SwimMode *const *swim_mode_list (void);

#define SWIM_MODE(name) extern const SwimMode swim_mode_##name;
#include "mode/modes.def"
#undef SWIM_MODE

G_END_DECLS
