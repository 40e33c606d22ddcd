/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory file that is shared with the watched processes, and the only code that reads it. Any
 * of them may write anything there at any time. So everything is copied once, and only the copy is
 * looked at: numbers are within their bounds there, and strings end. */
#pragma once

#include <glib.h>

#include "preload/region.h"

G_BEGIN_DECLS

typedef struct _SwimRegion SwimRegion;

SwimRegion *swim_region_new (guint audit, guint64 long_call_ns, GError **error);
void swim_region_free (SwimRegion *region);
const char *swim_region_get_path (const SwimRegion *region);
guint swim_region_count (const SwimRegion *region);
guint swim_region_count_claimed (const SwimRegion *region);
guint swim_region_count_barred (const SwimRegion *region);
guint8 *swim_region_get_image (const SwimRegion *region, guint at);

/* Of the bytes of one image. */
guint32 swim_image_get_state (const guint8 *image);
void swim_image_copy (const guint8 *image, SwimWatchImage *copy);
guint32 swim_image_get_thread_state (const guint8 *image, guint slot);
void swim_image_copy_thread (const guint8 *image, guint slot, SwimWatchThread *copy);
const SwimWatchThread *swim_image_get_thread (const guint8 *image, guint slot);
void swim_image_set_thread_free (guint8 *image, guint slot);
void swim_image_set_tail (guint8 *image, guint slot, guint64 tail);
const guint8 *swim_image_get_ring (const guint8 *image, guint slot);
gboolean swim_image_copy_site (const guint8 *image, guint at, SwimWatchSite *copy);
gboolean swim_image_copy_script (const guint8 *image, guint at, SwimWatchScript *copy);
const SwimWatchPython *swim_image_get_python (const guint8 *image);
gboolean swim_image_copy_module (const guint8 *image, guint at, SwimWatchModule *copy);

/* A copy that the compiler does not replace by the original. */
void swim_copy_shared (void *copy, const void *shared, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimRegion, swim_region_free)

G_END_DECLS
