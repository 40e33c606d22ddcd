/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A region as a watched process would fill it, or as no process ever should. */
#pragma once

#include "watch/process.h"

G_BEGIN_DECLS

typedef struct
{
  guint8 *bytes;
  gint64 begun; /* 0 of all times here, in ns of the clock */
  SwimWatchHome home;
  SwimProcess *process;
} FakeImage;

void fake_image_open (FakeImage *fake, gint64 stall_ms);
void fake_image_close (FakeImage *fake);
SwimWatchImage *fake_image_get (FakeImage *fake);
SwimWatchThread *fake_image_get_thread (FakeImage *fake, guint slot);
void fake_image_begin_thread (FakeImage *fake, guint slot, int tid, const char *name);
void fake_image_put (FakeImage *fake, guint slot, const void *bytes, gsize size);
void fake_image_add_site (FakeImage *fake,
                          guint at,
                          SwimWatchFunction function,
                          const char *target);

/* Times are in ms since the fake began. */
void fake_image_poll (FakeImage *fake, guint slot, guint32 context, gint64 at);
void fake_image_turn (FakeImage *fake,
                      guint slot,
                      guint32 context,
                      gint64 start,
                      gint64 end,
                      guint32 flags,
                      const SwimWatchCalls *calls,
                      guint n_calls);
void fake_image_call (FakeImage *fake,
                      guint slot,
                      gint64 start,
                      gint64 duration,
                      guint32 site,
                      const char *target);

SwimTrack *fake_image_find_track (FakeImage *fake, const char *name);

G_END_DECLS
