/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libdwfl has a search of its own, but that asks servers on the network where DEBUGINFOD_URLS is
 * set, as some distributions do for every shell: minutes and gigabytes for a report. */
#include "config.h"

#include "watch/debug-file.h"

#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#define DEBUG_FOLDER "/usr/lib/debug"

/* Whether the file is the one that was built with that id; 0 bytes: it must have none. */
gboolean
swim_debug_file_has_id (int fd, const guint8 *build_id, gsize n)
{
  Elf *elf = elf_begin (fd, ELF_C_READ_MMAP, NULL);
  const void *id = NULL;
  gssize length =
      elf != NULL && elf_kind (elf) == ELF_K_ELF ? dwelf_elf_gnu_build_id (elf, &id) : -1;
  gboolean same = length == (gssize) n && (n == 0 || memcmp (id, build_id, n) == 0);

  elf_end (elf);
  return same;
}

/* A descriptor of the object that the kernel maps into every process, of which we have the same, or
 * -1. */
int
swim_debug_file_open_vdso (void)
{
  const ElfW (Ehdr) *image = (const void *) getauxval (AT_SYSINFO_EHDR);
  gsize length;
  int fd;

  if (image == NULL)
    return -1;
  /* The table of its sections is its end. */
  length = image->e_shoff + (gsize) image->e_shnum * image->e_shentsize;
  fd = memfd_create ("vdso", MFD_CLOEXEC);
  if (fd >= 0 && write (fd, image, length) != (gssize) length)
    {
      close (fd);
      return -1;
    }
  return fd;
}

/* Opens the file if it belongs to @build_id; NULL: whatever it is. */
static int
try_file (const char *path, const guint8 *build_id, gsize n, char **name)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat info;

  if (fd < 0)
    return -1;
  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    {
      close (fd);
      return -1;
    }
  if (build_id != NULL && !swim_debug_file_has_id (fd, build_id, n))
    {
      close (fd);
      return -1;
    }
  *name = strdup (path); /* libdwfl frees it */
  return fd;
}

static int
find_by_id (const guint8 *build_id, gsize n, char **name)
{
  g_autoptr (GString) path = g_string_new (DEBUG_FOLDER "/.build-id/");

  for (gsize i = 0; i < n; i++)
    g_string_append_printf (path, i == 1 ? "/%02x" : "%02x", build_id[i]);
  g_string_append (path, ".debug");
  return try_file (path->str, build_id, n, name);
}

/* By the name that the file gives, beside it and in the same place below the folder for such files.
 */
static int
find_by_link (const char *file, const char *link, const guint8 *build_id, gsize n, char **name)
{
  g_autofree char *folder = g_path_get_dirname (file);
  const char *roots[] = { "", "", DEBUG_FOLDER };
  const char *below[] = { "", ".debug", "" };
  int fd = -1;

  for (guint i = 0; i < G_N_ELEMENTS (roots) && fd < 0; i++)
    {
      g_autofree char *path = g_build_filename (roots[i], folder, below[i], link, NULL);

      if (strcmp (path, file) != 0)
        fd = try_file (path, build_id, n, name);
    }
  return fd;
}

/* A debugging file of a module; or, once that is open, the file that it shares with others (dwz),
 * which only its name tells. */
static int
find_debuginfo (Dwfl_Module *module,
                G_GNUC_UNUSED void **data,
                G_GNUC_UNUSED const char *module_name,
                G_GNUC_UNUSED Dwarf_Addr base,
                const char *file,
                const char *link,
                GElf_Word checksum,
                char **name)
{
  const unsigned char *build_id = NULL;
  GElf_Addr at;
  int n = dwfl_module_build_id (module, &build_id, &at);
  gboolean shared = link != NULL && checksum == 0;
  int fd = -1;

  if (file == NULL)
    return -1;
  if (shared && g_path_is_absolute (link))
    return try_file (link, NULL, 0, name);
  if (shared)
    return find_by_link (file, link, NULL, 0, name);
  if (n <= 0)
    return -1;
  fd = find_by_id (build_id, (gsize) n, name);
  if (fd < 0 && link != NULL)
    fd = find_by_link (file, link, build_id, (gsize) n, name);
  return fd;
}

/* Modules are given their files when they are made. */
static int
find_elf (G_GNUC_UNUSED Dwfl_Module *module,
          G_GNUC_UNUSED void **data,
          G_GNUC_UNUSED const char *module_name,
          G_GNUC_UNUSED Dwarf_Addr base,
          G_GNUC_UNUSED char **name,
          G_GNUC_UNUSED Elf **elf)
{
  return -1;
}

const Dwfl_Callbacks swim_debug_file_callbacks = {
  .find_elf = find_elf,
  .find_debuginfo = find_debuginfo,
  .section_address = dwfl_offline_section_address,
};
