/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "swim-fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct
{
  const char *name;
  SwimFuzzFunc run;
} targets[] = {
#define SWIM_FUZZ(name) { #name, swim_fuzz_##name },
#include "targets.def"
#undef SWIM_FUZZ
};

/* NULL: there is no such target. */
SwimFuzzFunc
swim_fuzz_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    if (strcmp (targets[i].name, name) == 0)
      return targets[i].run;
  return NULL;
}

void
swim_fuzz_file_open (SwimFuzzFile *file, const guint8 *data, gsize size)
{
  file->fd = memfd_create ("swim-fuzz", MFD_CLOEXEC);
  g_assert (file->fd >= 0);
  g_assert (write (file->fd, data, size) == (gssize) size);
  g_snprintf (file->path, sizeof file->path, "/proc/self/fd/%d", file->fd);
}

void
swim_fuzz_file_close (SwimFuzzFile *file)
{
  close (file->fd);
}
