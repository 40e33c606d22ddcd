/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each module has a Dwfl of its own, made when its first address is looked up: most are never
 * asked, and one that took the place of another, which was unloaded, may overlap with it. */
#include "config.h"

#include "watch/symbols.h"

#include <dwarf.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "watch/debug-file.h"
#include "watch/demangle.h"

/* Its frames are how the program is watched, not what it did. */
#define OWN_LIBRARY "swimlane-watch.so"

/* Places in scripts have no address; they get such as no memory has. */
#define SCRIPTS_FROM (G_GUINT64_CONSTANT (1) << 63)

typedef struct
{
  char *path;
  guint64 base;
  guint64 start;
  guint64 end;
  guint8 *build_id;
  gsize id_bytes;
  gboolean opened;     /* or it was tried */
  Dwfl *dwfl;          /* NULL: its file cannot be read, or is another one now */
  Dwfl_Module *module; /* owned by dwfl */
  GHashTable *known;   /* address and whether it is that of a return → GPtrArray of SwimFrame */
} Module;

struct _SwimSymbols
{
  GMutex lock;
  GPtrArray *modules;     /* of Module, in the order in which they were added */
  int pid;                /* of the program; 0: not known */
  GPtrArray *scripts;     /* of SwimFrame */
  GHashTable *script_ids; /* “line:function:file” → its index in these + 1 */
};

static void
module_free (gpointer data)
{
  Module *self = data;

  if (self->dwfl != NULL)
    dwfl_end (self->dwfl);
  g_hash_table_unref (self->known);
  g_free (self->path);
  g_free (self->build_id);
  g_free (self);
}

SwimSymbols *
swim_symbols_new (void)
{
  SwimSymbols *self = g_new0 (SwimSymbols, 1);

  g_mutex_init (&self->lock);
  self->modules = g_ptr_array_new_with_free_func (module_free);
  self->scripts = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_frame_free);
  self->script_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  elf_version (EV_CURRENT);
  return self;
}

void
swim_symbols_free (SwimSymbols *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->modules);
  g_ptr_array_unref (self->scripts);
  g_hash_table_unref (self->script_ids);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Names the process, while it lives: in a container its paths mean other files than here. */
void
swim_symbols_set_process (SwimSymbols *self, int pid)
{
  g_mutex_lock (&self->lock);
  self->pid = pid;
  g_mutex_unlock (&self->lock);
}

static gboolean
is_same (const Module *module, const char *path, guint64 base, guint64 start, guint64 end)
{
  return module->base == base && module->start == start && module->end == end
         && strcmp (module->path, path) == 0;
}

/* Adds an object whose addresses in memory, from @start to before @end, are those of its file and
 * @base. Its file is used only if it has the same build id; 0 bytes: none. One that is there
 * already is not added again. */
void
swim_symbols_add_module (SwimSymbols *self,
                         const char *path,
                         guint64 base,
                         guint64 start,
                         guint64 end,
                         const guint8 *build_id,
                         gsize n)
{
  const char *name = *path != '\0' ? path : SWIM_DEBUG_FILE_VDSO;
  gboolean known = FALSE;
  Module *module;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->modules->len && !known; i++)
    known = is_same (g_ptr_array_index (self->modules, i), name, base, start, end);
  if (!known)
    {
      module = g_new0 (Module, 1);
      module->path = g_strdup (name);
      module->base = base;
      module->start = start;
      module->end = end;
      module->build_id = g_memdup2 (build_id, n);
      module->id_bytes = n;
      module->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                             (GDestroyNotify) g_ptr_array_unref);
      g_ptr_array_add (self->modules, module);
    }
  g_mutex_unlock (&self->lock);
}

static int
open_path (const char *path)
{
  if (strcmp (path, SWIM_DEBUG_FILE_VDSO) == 0)
    return swim_debug_file_open_vdso ();
  return path[0] == '/' ? open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
}

/* A descriptor of the module's file, or -1. */
static int
open_file (const Module *module, int pid)
{
  g_autofree char *inside = g_strdup_printf ("/proc/%d/root%s", pid, module->path);
  const char *paths[] = { inside, module->path };

  for (guint i = pid > 0 ? 0 : 1; i < G_N_ELEMENTS (paths); i++)
    {
      int fd = open_path (paths[i]);

      if (fd >= 0 && swim_debug_file_has_id (fd, module->build_id, module->id_bytes))
        return fd;
      if (fd >= 0)
        close (fd);
    }
  return -1;
}

static void
open_module (Module *module, int pid)
{
  int fd;

  module->opened = TRUE;
  fd = open_file (module, pid);
  if (fd < 0)
    return;
  module->dwfl = dwfl_begin (&swim_debug_file_callbacks);
  if (module->dwfl != NULL)
    module->module =
        dwfl_report_elf (module->dwfl, module->path, module->path, fd, module->base, TRUE);
  if (module->module == NULL)
    {
      close (fd); /* otherwise it is the module's now */
      g_clear_pointer (&module->dwfl, dwfl_end);
      return;
    }
  dwfl_report_end (module->dwfl, NULL, NULL);
}

/* The module that was last at that address, or NULL. */
static Module *
find_module (SwimSymbols *self, guint64 address)
{
  for (guint i = self->modules->len; i > 0; i--)
    {
      Module *module = g_ptr_array_index (self->modules, i - 1);

      if (address >= module->start && address < module->end)
        return module;
    }
  return NULL;
}

/* The function that covers the address by the tables of symbols (transfer full), or NULL. A
 * stripped library lacks those of its static functions: the last one before them is not what ran.
 */
static char *
look_up_symbol (const Module *module, guint64 address)
{
  GElf_Sym symbol;
  GElf_Off offset;
  const char *name =
      dwfl_module_addrinfo (module->module, address, &offset, &symbol, NULL, NULL, NULL);

  if (name == NULL || offset >= symbol.st_size)
    return NULL;
  return swim_demangle (name);
}

/* The name of a function or of an inlined one (transfer full), or NULL. */
static char *
name_die (Dwarf_Die *die)
{
  Dwarf_Attribute attribute;
  const char *linkage =
      dwarf_formstring (dwarf_attr_integrate (die, DW_AT_linkage_name, &attribute));
  const char *name = dwarf_formstring (dwarf_attr_integrate (die, DW_AT_name, &attribute));

  if (linkage == NULL)
    return g_strdup (name);
  return swim_demangle (linkage);
}

/* What a frame is being made of. */
typedef struct
{
  const Module *module;
  guint64 offset;
  const char *file;
  guint line;
  SwimStack *stack;
} Place;

static void
add_frame (const Place *place, const char *function)
{
  g_ptr_array_add (place->stack->frames, swim_frame_new (function, place->file, place->line,
                                                         place->module->path, place->offset));
}

/* Where the inlined function was called from becomes the place. */
static void
go_to_caller (Place *place, Dwarf_Die *inlined, Dwarf_Files *files)
{
  Dwarf_Attribute attribute;
  Dwarf_Word value;

  place->file = NULL;
  place->line = 0;
  if (files != NULL
      && dwarf_formudata (dwarf_attr (inlined, DW_AT_call_file, &attribute), &value) == 0)
    place->file = dwarf_filesrc (files, value, NULL, NULL);
  if (dwarf_formudata (dwarf_attr (inlined, DW_AT_call_line, &attribute), &value) == 0)
    place->line = (guint) value;
}

/* Adds the functions that were inlined at that place and the one that they are in. FALSE if the
 * last was not found. */
static gboolean
add_scopes (Place *place, Dwarf_Die *unit, Dwarf_Die *scopes, int n, const char *symbol)
{
  Dwarf_Files *files = NULL;

  if (dwarf_getsrcfiles (unit, &files, NULL) != 0)
    files = NULL;
  for (int i = 0; i < n; i++)
    {
      int tag = dwarf_tag (&scopes[i]);
      g_autofree char *name = NULL;

      if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram)
        continue;
      name = name_die (&scopes[i]);
      add_frame (place, name != NULL ? name : symbol);
      if (tag == DW_TAG_subprogram)
        return TRUE;
      go_to_caller (place, &scopes[i], files);
    }
  return FALSE;
}

/* Adds what the debugging information says. FALSE if that says nothing of a function there. */
static gboolean
add_described (Place *place, guint64 address, const char *symbol)
{
  Dwarf_Addr bias;
  Dwarf_Die *unit = dwfl_module_addrdie (place->module->module, address, &bias);
  Dwarf_Die *found = NULL;
  Dwarf_Die *scopes = NULL;
  Dwarf_Die innermost;
  gboolean added = FALSE;
  int n;

  if (unit == NULL || dwarf_getscopes (unit, address - bias, &found) <= 0)
    return FALSE;
  /* From an inlined function on, those are the scopes where it was written; wanted are the ones
   * that it was inlined into. */
  innermost = found[0];
  n = dwarf_getscopes_die (&innermost, &scopes);
  if (n > 0)
    added = add_scopes (place, unit, scopes, n, symbol);
  free (scopes);
  free (found);
  return added;
}

static void
add_frames (const Module *module, guint64 address, Place *place)
{
  g_autofree char *symbol = look_up_symbol (module, address);
  Dwfl_Line *line = dwfl_module_getsrc (module->module, address);
  guint before = place->stack->frames->len;
  int number = 0;

  if (line != NULL)
    place->file = dwfl_lineinfo (line, NULL, &number, NULL, NULL, NULL);
  place->line = (guint) number;
  if (add_described (place, address, symbol))
    return;
  if (place->stack->frames->len == before || symbol != NULL)
    add_frame (place, symbol);
}

static void
copy_frames (GPtrArray *from, guint first, GPtrArray *to)
{
  for (guint i = first; i < from->len; i++)
    {
      const SwimFrame *frame = g_ptr_array_index (from, i);

      g_ptr_array_add (to, swim_frame_new (frame->function, frame->file, frame->line, frame->module,
                                           frame->offset));
    }
}

/* Once found out they are known: to look them up may take a millisecond, and a program has the same
 * outer frames in thousands of its stacks. */
static void
add_known_frames (const Module *module, guint64 address, gboolean is_return, Place *place)
{
  guint64 key = (place->offset << 1) + (is_return ? 1 : 0);
  GPtrArray *frames = place->stack->frames;
  GPtrArray *known = g_hash_table_lookup (module->known, &key);
  guint before = frames->len;

  if (known != NULL)
    {
      copy_frames (known, 0, frames);
      return;
    }
  add_frames (module, address, place);
  known = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_frame_free);
  copy_frames (frames, before, known);
  g_hash_table_insert (module->known, g_memdup2 (&key, sizeof key), known);
}

/* Makes up an address that stands for a line of a function of an interpreted language. */
guint64
swim_symbols_add_script (SwimSymbols *self, const char *function, const char *file, guint line)
{
  g_autofree char *key = g_strdup_printf ("%u:%s:%s", line, function, file);
  guint id;

  g_mutex_lock (&self->lock);
  id = GPOINTER_TO_UINT (g_hash_table_lookup (self->script_ids, key));
  if (id == 0)
    {
      g_ptr_array_add (self->scripts, swim_frame_new (function, file, line, NULL, 0));
      id = self->scripts->len;
      g_hash_table_insert (self->script_ids, g_steal_pointer (&key), GUINT_TO_POINTER (id));
    }
  g_mutex_unlock (&self->lock);
  return SCRIPTS_FROM + id;
}

/* Whether the address is of a script; appends its frame. */
static gboolean
resolve_script (const SwimSymbols *self, guint64 address, SwimStack *stack)
{
  const SwimFrame *frame;

  if (address <= SCRIPTS_FROM || address - SCRIPTS_FROM > self->scripts->len)
    return FALSE;
  frame = g_ptr_array_index (self->scripts, address - SCRIPTS_FROM - 1);
  g_ptr_array_add (stack->frames,
                   swim_frame_new (frame->function, frame->file, frame->line, NULL, 0));
  return TRUE;
}

/* Appends the function at that address, before it those that were inlined there. The address that a
 * function returns to is one behind its call, which may have been the last thing in its caller. */
void
swim_symbols_resolve (SwimSymbols *self, guint64 address, gboolean is_return, SwimStack *stack)
{
  guint64 at = is_return && address > 0 ? address - 1 : address;
  Place place = { NULL, address, NULL, 0, stack };
  Module *module;

  g_mutex_lock (&self->lock);
  module = find_module (self, at);
  if (resolve_script (self, address, stack))
    module = NULL;
  else if (module == NULL) /* code that was made at run time */
    g_ptr_array_add (stack->frames, swim_frame_new (NULL, NULL, 0, NULL, address));
  else if (!g_str_has_suffix (module->path, OWN_LIBRARY))
    {
      if (!module->opened)
        open_module (module, self->pid);
      place.module = module;
      place.offset = address - module->base;
      if (module->module != NULL)
        add_known_frames (module, at, is_return, &place);
      else
        add_frame (&place, NULL);
    }
  g_mutex_unlock (&self->lock);
}
