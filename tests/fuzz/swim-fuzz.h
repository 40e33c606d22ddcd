/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A target takes any bytes and comes back. It says that something is wrong by ending the process:
 * by a sanitizer, by GLib, or by g_assert(). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*SwimFuzzFunc) (const guint8 *data, gsize size);

#define SWIM_FUZZ(name) void swim_fuzz_##name (const guint8 *data, gsize size);
#include "targets.def"
#undef SWIM_FUZZ

/* The bytes as a file that only its path leads to, for parsers that want one. */
typedef struct
{
  int fd;
  char path[64];
} SwimFuzzFile;

void swim_fuzz_file_open (SwimFuzzFile *file, const guint8 *data, gsize size);
void swim_fuzz_file_close (SwimFuzzFile *file);

SwimFuzzFunc swim_fuzz_find (const char *name);

G_END_DECLS
