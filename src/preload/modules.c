/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The loaded objects of the process, by which the watching program knows what an address is. */
#include "config.h"

#include "preload/modules.h"

#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

#include "preload/process.h"
#include "preload/raw.h"
#include "preload/scripts.h"

static SwimWatchModule *
module_at (uint32_t index)
{
  return (SwimWatchModule *) ((unsigned char *) swim_process->image + SWIM_WATCH_MODULES_AT)
         + index;
}

static void
read_build_id (SwimWatchModule *module, const unsigned char *notes, size_t bytes)
{
  while (bytes >= sizeof (ElfW (Nhdr)))
    {
      const ElfW (Nhdr) *note = (const void *) notes;
      size_t name = (note->n_namesz + 3) & ~3u;
      size_t length = sizeof *note + name + ((note->n_descsz + 3) & ~3u);

      if (length > bytes)
        return;
      if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4
          && note->n_descsz <= sizeof module->build_id
          && memcmp (notes + sizeof *note, "GNU", 4) == 0)
        {
          module->build_id_bytes = note->n_descsz;
          memcpy (module->build_id, notes + sizeof *note + name, note->n_descsz);
          return;
        }
      notes += length;
      bytes -= length;
    }
}

static void
describe (SwimWatchModule *module, const struct dl_phdr_info *info)
{
  module->base = info->dlpi_addr;
  module->start = UINT64_MAX;
  for (int i = 0; i < info->dlpi_phnum; i++)
    {
      const ElfW (Phdr) *header = &info->dlpi_phdr[i];
      uint64_t start = info->dlpi_addr + header->p_vaddr;

      if (header->p_type == PT_NOTE && module->build_id_bytes == 0)
        read_build_id (module, (const void *) start, header->p_memsz);
      if (header->p_type != PT_LOAD)
        continue;
      if (start < module->start)
        module->start = start;
      if (start + header->p_memsz > module->end)
        module->end = start + header->p_memsz;
    }
  if (info->dlpi_name[0] == '\0')
    swim_raw3 (SYS_readlink, (long) "/proc/self/exe", (long) module->path, sizeof module->path - 1);
  else if (strchr (info->dlpi_name, '/') != NULL)
    snprintf (module->path, sizeof module->path, "%s", info->dlpi_name);
}

static bool
is_told (const struct dl_phdr_info *info, const SwimWatchModule *module, uint32_t n)
{
  for (uint32_t i = 0; i < n; i++)
    {
      const SwimWatchModule *other = module_at (i);

      if (other->base == info->dlpi_addr && other->start == module->start
          && other->end == module->end && strcmp (other->path, module->path) == 0)
        return true;
    }
  return false;
}

/* Under the lock. */
static int
on_object (struct dl_phdr_info *info, size_t size, void *data)
{
  SwimWatchModule module = { 0 };
  uint64_t *loaded = data;
  uint32_t n = swim_process->image->n_modules;

  (void) size;
  *loaded = info->dlpi_adds;
  if (info->dlpi_adds == swim_process->modules_known)
    return 1;
  describe (&module, info);
  swim_scripts_note (&module);
  if (is_told (info, &module, n < SWIM_WATCH_MODULES ? n : SWIM_WATCH_MODULES))
    return 0;
  if (n < SWIM_WATCH_MODULES)
    {
      memcpy (module_at (n), &module, sizeof module);
      __atomic_store_n (&module_at (n)->ready, 1, __ATOMIC_RELEASE);
    }
  __atomic_store_n (&swim_process->image->n_modules, n + 1, __ATOMIC_RELEASE);
  return 0;
}

void
swim_modules_update (void)
{
  uint64_t loaded = swim_process->modules_known;

  if (!swim_process_lock ())
    return;
  dl_iterate_phdr (on_object, &loaded);
  swim_process->modules_known = loaded;
  swim_process_unlock ();
  swim_scripts_find ();
}
