/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Until functions can be named: the object and the offset in it. */
#include "config.h"

#include "watch/symbols.h"

typedef struct
{
  char *path;
  guint64 base;
  guint64 start;
  guint64 end;
} Module;

struct _SwimSymbols
{
  GArray *modules;
};

SwimSymbols *
swim_symbols_new (void)
{
  SwimSymbols *self = g_new0 (SwimSymbols, 1);

  self->modules = g_array_new (FALSE, FALSE, sizeof (Module));
  return self;
}

void
swim_symbols_free (SwimSymbols *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->modules->len; i++)
    g_free (g_array_index (self->modules, Module, i).path);
  g_array_unref (self->modules);
  g_free (self);
}

void
swim_symbols_set_process (SwimSymbols *self, int pid)
{
}

void
swim_symbols_add_module (SwimSymbols *self,
                         const char *path,
                         guint64 base,
                         guint64 start,
                         guint64 end,
                         const guint8 *build_id,
                         gsize n)
{
  Module module = { g_strdup (path), base, start, end };

  g_array_append_val (self->modules, module);
}

void
swim_symbols_resolve (SwimSymbols *self, guint64 address, gboolean is_return, SwimStack *stack)
{
  SwimFrame *frame = NULL;

  for (guint i = 0; frame == NULL && i < self->modules->len; i++)
    {
      const Module *module = &g_array_index (self->modules, Module, i);

      if (address >= module->start && address < module->end)
        frame = swim_frame_new (NULL, NULL, 0, module->path, address - module->base);
    }
  if (frame == NULL)
    frame = swim_frame_new (NULL, NULL, 0, NULL, address);
  g_ptr_array_add (stack->frames, frame);
}

void
swim_stack_find_own (SwimStack *stack, const char *program)
{
  for (guint i = 0; stack->own < 0 && i < stack->frames->len; i++)
    {
      const SwimFrame *frame = g_ptr_array_index (stack->frames, i);

      if (g_strcmp0 (frame->module, program) == 0)
        stack->own = (int) i;
    }
}
