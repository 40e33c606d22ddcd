/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/maps.h"

#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "watch/debug-file.h"

#define DELETED " (deleted)"

typedef struct
{
  guint64 start;
  guint64 end;
  guint64 offset; /* in the file */
  gboolean is_code;
  char *path; /* "" for memory of no file */
} Mapping;

struct _SwimMaps
{
  int pid;
  char *text;       /* of the file; NULL: not read yet */
  GArray *mappings; /* of Mapping, by their addresses */
};

static void
mapping_clear (gpointer data)
{
  Mapping *self = data;

  g_free (self->path);
}

SwimMaps *
swim_maps_new (int pid)
{
  SwimMaps *self = g_new0 (SwimMaps, 1);

  self->pid = pid;
  self->mappings = g_array_new (FALSE, FALSE, sizeof (Mapping));
  g_array_set_clear_func (self->mappings, mapping_clear);
  elf_version (EV_CURRENT);
  return self;
}

void
swim_maps_free (SwimMaps *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->mappings);
  g_free (self->text);
  g_free (self);
}

static void
add_line (SwimMaps *self, const char *line)
{
  guint64 start, end, offset;
  char permissions[8];
  int at = 0;
  Mapping *mapping;

  if (sscanf (line,
              "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %7s %" G_GINT64_MODIFIER
              "x %*s %*s %n",
              &start, &end, permissions, &offset, &at)
          != 4
      || at == 0)
    return;
  g_array_set_size (self->mappings, self->mappings->len + 1);
  mapping = &g_array_index (self->mappings, Mapping, self->mappings->len - 1);
  mapping->start = start;
  mapping->end = end;
  mapping->offset = offset;
  mapping->is_code = strchr (permissions, 'x') != NULL;
  mapping->path = g_strdup (line + at);
}

/* Reads the file again. TRUE if it changed. */
gboolean
swim_maps_refresh (SwimMaps *self)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/maps", self->pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL) || g_strcmp0 (text, self->text) == 0)
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  g_array_set_size (self->mappings, 0);
  for (guint i = 0; lines[i] != NULL; i++)
    add_line (self, lines[i]);
  g_free (self->text);
  self->text = g_steal_pointer (&text);
  return TRUE;
}

static const Mapping *
find (const SwimMaps *self, guint64 address)
{
  for (guint i = 0; i < self->mappings->len; i++)
    {
      const Mapping *mapping = &g_array_index (self->mappings, Mapping, i);

      if (address >= mapping->start && address < mapping->end)
        return mapping;
    }
  return NULL;
}

gboolean
swim_maps_is_code (const SwimMaps *self, guint64 address)
{
  const Mapping *mapping = find (self, address);

  return mapping != NULL && mapping->is_code;
}

/* The file at that address, "" if there is memory of no file, or NULL. */
const char *
swim_maps_get_path (const SwimMaps *self, guint64 address)
{
  const Mapping *mapping = find (self, address);

  return mapping != NULL ? mapping->path : NULL;
}

/* What is added to the addresses of the file where it begins at @start in memory. FALSE if it is no
 * object that was loaded that way. */
static gboolean
find_base (Elf *elf, guint64 start, guint64 *base)
{
  size_t n = 0;
  GElf_Phdr segment;

  if (elf_kind (elf) != ELF_K_ELF || elf_getphdrnum (elf, &n) != 0)
    return FALSE;
  for (size_t i = 0; i < n; i++)
    if (gelf_getphdr (elf, (int) i, &segment) != NULL && segment.p_type == PT_LOAD)
      {
        guint64 align = MAX (segment.p_align, 1);

        *base = start - (segment.p_vaddr - segment.p_vaddr % align);
        return segment.p_offset < align;
      }
  return FALSE;
}

static int
open_mapped (const SwimMaps *self, const char *path)
{
  g_autofree char *inside = g_strdup_printf ("/proc/%d/root%s", self->pid, path);
  int fd;

  if (strcmp (path, SWIM_DEBUG_FILE_VDSO) == 0)
    return swim_debug_file_open_vdso ();
  fd = open (inside, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  return fd >= 0 ? fd : open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

static gboolean
report_module (const SwimMaps *self,
               Dwfl *dwfl,
               SwimSymbols *symbols,
               const Mapping *first,
               guint64 end)
{
  int fd = open_mapped (self, first->path);
  Elf *elf = fd >= 0 ? elf_begin (fd, ELF_C_READ_MMAP, NULL) : NULL;
  const void *build_id = NULL;
  gssize n;
  guint64 base = 0;
  gboolean is_object = elf != NULL && find_base (elf, first->start, &base);

  if (is_object)
    {
      n = dwelf_elf_gnu_build_id (elf, &build_id);
      swim_symbols_add_module (symbols, first->path, base, first->start, end, build_id,
                               (gsize) MAX (n, 0));
    }
  elf_end (elf);
  if (is_object && dwfl_report_elf (dwfl, first->path, first->path, fd, base, TRUE) != NULL)
    return TRUE; /* the descriptor is the module's now */
  if (fd >= 0)
    close (fd);
  return FALSE;
}

/* The end of the mappings that belong to the object whose first is the one at @i, of which the
 * next one is told. FALSE if none of them has code. */
static gboolean
span_module (const SwimMaps *self, guint i, guint *next, guint64 *end)
{
  const Mapping *first = &g_array_index (self->mappings, Mapping, i);
  gboolean has_code = FALSE;
  guint at = i;

  for (; at < self->mappings->len; at++)
    {
      const Mapping *mapping = &g_array_index (self->mappings, Mapping, at);

      if (strcmp (mapping->path, first->path) != 0 || (at > i && mapping->offset == 0))
        break;
      has_code = has_code || mapping->is_code;
      *end = mapping->end;
    }
  *next = MAX (at, i + 1);
  return has_code;
}

/* Tells both of the objects with code: how to unwind it, and where they are. FALSE if there are
 * none. */
gboolean
swim_maps_report (const SwimMaps *self, Dwfl *dwfl, SwimSymbols *symbols)
{
  guint next = 0;
  guint64 end = 0;
  gboolean any = FALSE;

  dwfl_report_begin (dwfl);
  for (guint i = 0; i < self->mappings->len; i = next)
    {
      const Mapping *first = &g_array_index (self->mappings, Mapping, i);
      gboolean has_code = span_module (self, i, &next, &end);

      if (has_code && first->offset == 0
          && (first->path[0] == '/' || strcmp (first->path, SWIM_DEBUG_FILE_VDSO) == 0)
          && !g_str_has_suffix (first->path, DELETED))
        any = report_module (self, dwfl, symbols, first, end) || any;
    }
  dwfl_report_end (dwfl, NULL, NULL);
  return any;
}
