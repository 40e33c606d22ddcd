/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a function that stands before GLib's finds GLib's own, and tells of an order. */
#pragma once

#include <dlfcn.h>
#include <glib.h>
#include <sanitizer/tsan_interface.h>
#include <stdlib.h>

static inline gpointer
swim_tsan_find (gpointer *found, const char *name)
{
  gpointer real = __atomic_load_n (found, __ATOMIC_RELAXED);

  if (real == NULL)
    {
      real = dlsym (RTLD_NEXT, name);
      if (real == NULL)
        abort ();
      __atomic_store_n (found, real, __ATOMIC_RELAXED);
    }
  return real;
}

#define SWIM_TSAN_REAL(name) \
  ({ \
    static gpointer found_; \
    (__typeof__ (&(name))) swim_tsan_find (&found_, #name); \
  })

/* What happened here before is over for whoever acquires the same. */
#define release(thing) __tsan_release ((gpointer) (thing))
#define acquire(thing) __tsan_acquire ((gpointer) (thing))
