/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs a program with the library for watched programs, as its parent would, and keeps all it
 * tells. */
#pragma once

#include <glib.h>

#include "preload/region.h"

#define PRELOAD_REGIONS 8

typedef struct
{
  unsigned image;
  int32_t tid;
  uint32_t context;
  uint64_t start;
  uint64_t end;
  uint32_t flags;
  GArray *calls; /* of SwimWatchCalls */
} PreloadTurn;

typedef struct
{
  unsigned image;
  SwimWatchCall call;
} PreloadCall;

typedef struct
{
  unsigned char *map;
  size_t bytes;
  int status;
  char *out;
  GPtrArray *turns;
  GArray *calls;
  unsigned contexts; /* records of contexts */
} Preload;

/* What all calls of a function took in turns that are not inside of others. */
typedef struct
{
  uint64_t count;
  uint64_t total_ns;
  unsigned n_sites;
  const SwimWatchSite *site; /* of the last one; NULL: there was none */
} PreloadSum;

/* False where programs cannot be watched, and that was told. */
gboolean preload_is_possible (void);

/* With an idle parent, nothing is taken from the rings before the program has ended. */
Preload *preload_run (uint32_t audit, gboolean is_idle, const char *const *argv);
void preload_free (Preload *preload);
SwimWatchHub *preload_hub (Preload *preload);
SwimWatchImage *preload_image (Preload *preload, unsigned image);
const SwimWatchThread *preload_thread (Preload *preload, unsigned image, unsigned thread);
PreloadSum preload_sum (Preload *preload, unsigned image, SwimWatchFunction function);
const char *preload_function_name (SwimWatchFunction function);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Preload, preload_free)
