/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/python-stack.h"

#include "watch/region.h"

typedef struct
{
  guint64 address; /* made up; 0: what it is in is not known */
  gboolean is_entry;
} Frame;

struct _SwimPythonStack
{
  SwimSymbols *symbols;
  GArray *frames; /* of Frame, the innermost first */
};

SwimPythonStack *
swim_python_stack_new (SwimSymbols *symbols)
{
  SwimPythonStack *self = g_new0 (SwimPythonStack, 1);

  self->symbols = symbols;
  self->frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  return self;
}

void
swim_python_stack_free (SwimPythonStack *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->frames);
  g_free (self);
}

/* Adds the next frame outwards; NULL: one of which nothing is known but where it is. */
void
swim_python_stack_add (SwimPythonStack *self,
                       const SwimWatchScript *script,
                       guint line,
                       gboolean is_entry)
{
  Frame frame = { 0, is_entry };

  if (script != NULL)
    {
      g_autofree char *function = g_utf8_make_valid (script->function, -1);
      g_autofree char *file = g_utf8_make_valid (script->file, -1);

      frame.address = swim_symbols_add_script (self->symbols, function, file, line);
    }
  g_array_append_val (self->frames, frame);
}

/* Appends the frames from the @next-th on that one call of the interpreter runs, or all; returns
 * the next one. */
static guint
put (const SwimPythonStack *self, guint next, gboolean all, GArray *merged)
{
  gboolean is_last = FALSE;

  while (next < self->frames->len && !is_last)
    {
      const Frame *frame = &g_array_index (self->frames, Frame, next++);

      if (frame->address != 0)
        g_array_append_val (merged, frame->address);
      is_last = frame->is_entry && !all;
    }
  return next;
}

/* Replaces, in the stack of return addresses, the frames of the interpreter by these. Each call of
 * its function that runs code has those up to one that C called. */
void
swim_python_stack_merge (const SwimPythonStack *self,
                         const SwimWatchPython *python,
                         GArray *addresses)
{
  g_autoptr (GArray) merged = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint next = 0;

  for (guint i = 0; i < addresses->len; i++)
    {
      guint64 at = g_array_index (addresses, guint64, i) - 1;

      if (at < python->start || at >= python->end)
        g_array_append_vals (merged, &g_array_index (addresses, guint64, i), 1);
      else if (at >= python->loop_start && at < python->loop_end)
        next = put (self, next, FALSE, merged);
    }
  put (self, next, TRUE, merged);
  g_array_set_size (addresses, 0);
  g_array_append_vals (addresses, merged->data, merged->len);
}

/* Copies what a process tells (NULL: nothing) of its Python. */
void
swim_python_copy (const SwimWatchPython *shared, SwimWatchPython *copy)
{
  *copy = (SwimWatchPython){ 0 };
  if (shared != NULL && __atomic_load_n (&shared->version, __ATOMIC_ACQUIRE) != 0)
    swim_copy_shared (copy, shared, sizeof *copy);
}
