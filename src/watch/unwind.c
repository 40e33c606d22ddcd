/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Unwinds copies of stacks with libdwfl, by the tables that all code has for exceptions. Only the
 * stack is read from the copy: those tables are in files. */
#include "config.h"

#include "watch/unwind.h"

#include <string.h>

#include "watch/debug-file.h"
#include "watch/dispatched.h"
#include "watch/python-stack.h"
#include "watch/snapshot.h"

#define GLIB "/libglib-2.0.so"

/* Registers that a function leaves as they were, by their DWARF numbers; and the stack pointer. */
#if defined __x86_64__
static const guint preserved[] = { 3, 6, 12, 13, 14, 15 };
#define FP 6
#define SP 7
#define PC 16
#define N_REGISTERS 17
#else
static const guint preserved[] = { 19, 20, 21, 22, 23, 24, 25, 26, 27, 28 };
#define FP 29
#define SP 31
#define N_REGISTERS 32
#endif

struct _SwimUnwinder
{
  int pid;
  SwimSymbols *symbols;
  SwimMaps *maps;
  Dwfl *dwfl; /* NULL: not made yet */
  int cancelled;
  SwimWatchPython python;
  SwimSnapshot snapshot; /* the last */
};

void
swim_trace_free (SwimTrace *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->addresses);
  g_free (self->source);
  g_free (self);
}

/* The objects of the process are told to @symbols, too, which must outlive it. */
SwimUnwinder *
swim_unwinder_new (int pid, SwimSymbols *symbols)
{
  SwimUnwinder *self = g_new0 (SwimUnwinder, 1);

  self->pid = pid;
  self->symbols = symbols;
  self->maps = swim_maps_new (pid);
  return self;
}

void
swim_unwinder_free (SwimUnwinder *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->dwfl, dwfl_end);
  swim_maps_free (self->maps);
  g_free (self);
}

/* Of the thread that is copied next: the Python of its process, and its state in that, or 0. */
void
swim_unwinder_set_python (SwimUnwinder *self, const SwimWatchPython *python, guint64 state)
{
  self->python = *python;
  self->snapshot.layout = python->version != 0 ? swim_python_get_layout (python->version) : NULL;
  self->snapshot.python = state;
}

/* Lets a thread that waits for another to stop give up. */
void
swim_unwinder_cancel (SwimUnwinder *self)
{
  g_atomic_int_set (&self->cancelled, TRUE);
}

static pid_t
next_thread (G_GNUC_UNUSED Dwfl *dwfl, G_GNUC_UNUSED void *data, G_GNUC_UNUSED void **thread)
{
  return 0;
}

static bool
get_thread (G_GNUC_UNUSED Dwfl *dwfl, G_GNUC_UNUSED pid_t tid, void *data, void **thread)
{
  *thread = data;
  return true;
}

static bool
read_memory (G_GNUC_UNUSED Dwfl *dwfl, Dwarf_Addr address, Dwarf_Word *result, void *data)
{
  const SwimUnwinder *self = data;
  guint64 word;

  if (!swim_snapshot_read (&self->snapshot, address, &word))
    return false;
  *result = word;
  return true;
}

static bool
set_registers (Dwfl_Thread *thread, void *data)
{
  const SwimSnapshot *snapshot = &((const SwimUnwinder *) data)->snapshot;

#if !defined __x86_64__
  dwfl_thread_state_register_pc (thread, snapshot->pc);
#endif
  if (snapshot->has_registers)
    return dwfl_thread_state_registers (thread, 0, N_REGISTERS, snapshot->registers);
#if defined __x86_64__
  if (!dwfl_thread_state_registers (thread, PC, 1, &snapshot->pc))
    return false;
#endif
  return dwfl_thread_state_registers (thread, SP, 1, &snapshot->sp);
}

static const Dwfl_Thread_Callbacks callbacks = {
  .next_thread = next_thread,
  .get_thread = get_thread,
  .memory_read = read_memory,
  .set_initial_registers = set_registers,
};

/* Makes what unwinds from the objects that are mapped now. FALSE if there are none. */
static gboolean
load (SwimUnwinder *self)
{
  g_clear_pointer (&self->dwfl, dwfl_end);
  self->dwfl = dwfl_begin (&swim_debug_file_callbacks);
  if (self->dwfl == NULL)
    return FALSE;
  if (swim_maps_report (self->maps, self->dwfl, self->symbols)
      && dwfl_attach_state (self->dwfl, NULL, self->pid, &callbacks, self))
    return TRUE;
  g_clear_pointer (&self->dwfl, dwfl_end);
  return FALSE;
}

/* A walk from frame to frame. */
typedef struct
{
  const SwimUnwinder *unwinder;
  SwimTrace *trace;
  gboolean has_fp;     /* the last frame has what functions keep their frame in */
  gboolean has_source; /* it was found, with a name or without */
  guint64 glib_sp;     /* the stack pointer of the frame before, if that is of GLib; else 0 */
} Walk;

/* Looks for the source in the frame before, which ends at @end. */
static void
search_frame (Walk *walk, guint64 end)
{
  const SwimUnwinder *self = walk->unwinder;
  guint64 word;

  for (guint64 at = walk->glib_sp; at < end && !walk->has_source; at += sizeof word)
    if (swim_snapshot_read (&self->snapshot, at, &word))
      walk->has_source = swim_dispatched_check (self->pid, self->maps, word, &walk->trace->source);
}

static void
search_registers (Walk *walk, Dwfl_Frame *frame)
{
  const SwimUnwinder *self = walk->unwinder;
  Dwarf_Word value;

  for (guint i = 0; i < G_N_ELEMENTS (preserved) && !walk->has_source; i++)
    if (dwfl_frame_reg (frame, preserved[i], &value) == 0)
      walk->has_source = swim_dispatched_check (self->pid, self->maps, value, &walk->trace->source);
}

/* Looks for the source that is being dispatched where a frame of GLib keeps it. */
static void
look_for_source (Walk *walk, Dwfl_Frame *frame, guint64 pc)
{
  const char *path = swim_maps_get_path (walk->unwinder->maps, pc);
  Dwarf_Word sp = 0;
  gboolean known = dwfl_frame_reg (frame, SP, &sp) == 0;

  if (walk->has_source)
    return;
  if (walk->glib_sp != 0 && known)
    search_frame (walk, sp);
  walk->glib_sp = 0;
  if (path == NULL || strstr (path, GLIB) == NULL)
    return;
  search_registers (walk, frame);
  if (known)
    walk->glib_sp = sp;
}

static int
add_frame (Dwfl_Frame *frame, void *data)
{
  Walk *walk = data;
  Dwarf_Addr pc;
  Dwarf_Word fp;
  bool activation;
  guint64 address;

  if (!dwfl_frame_pc (frame, &pc, &activation) || !swim_maps_is_code (walk->unwinder->maps, pc))
    return DWARF_CB_ABORT;
  address = activation ? pc + 1 : pc;
  g_array_append_val (walk->trace->addresses, address);
  walk->has_fp = dwfl_frame_reg (frame, FP, &fp) == 0;
  look_for_source (walk, frame, pc);
  return walk->trace->addresses->len < SWIM_WATCH_FRAMES ? DWARF_CB_OK : DWARF_CB_ABORT;
}

/* Puts the frames of Python in the place of its interpreter's. */
static void
add_scripts (const SwimUnwinder *self, SwimTrace *trace)
{
  const SwimSnapshot *snapshot = &self->snapshot;
  g_autoptr (SwimPythonStack) stack = swim_python_stack_new (self->symbols);
  SwimWatchScript script;
  guint32 line;

  for (guint i = 0; i < snapshot->n_scripts; i++)
    if (swim_python_describe (snapshot->layout, self->pid, self->python.code_type,
                              &snapshot->scripts[i], &script, &line))
      swim_python_stack_add (stack, &script, line, snapshot->scripts[i].is_entry);
    else
      swim_python_stack_add (stack, NULL, 0, snapshot->scripts[i].is_entry);
  swim_python_stack_merge (stack, &self->python, trace->addresses);
}

static SwimTrace *
walk_frames (SwimUnwinder *self, int tid)
{
  SwimTrace *trace = g_new0 (SwimTrace, 1);
  Walk walk = { self, trace, FALSE, FALSE, 0 };
  gboolean ended;

  trace->addresses = g_array_new (FALSE, FALSE, sizeof (guint64));
  trace->held_ns = self->snapshot.held_ns;
  ended = dwfl_getthread_frames (self->dwfl, tid, add_frame, &walk) == 0;
  /* Where that register is not known, what needs it looks like the end. */
  trace->complete = (ended && walk.has_fp) || trace->addresses->len == SWIM_WATCH_FRAMES;
  if (self->snapshot.n_scripts > 0)
    add_scripts (self, trace);
  return trace;
}

/* Reads what the process has mapped, which takes a while: best before it is needed. FALSE if
 * nothing changed, or nothing can be read. */
gboolean
swim_unwinder_load (SwimUnwinder *self)
{
  return swim_maps_refresh (self->maps) && load (self);
}

/* Copies the stack of a thread that waits in the system call of @state, which it does not notice;
 * @stack_end is where its stack ends, or 0. FALSE if it went on. */
gboolean
swim_unwinder_copy_waiting (SwimUnwinder *self,
                            int tid,
                            const SwimThreadState *state,
                            guint64 stack_end)
{
  return swim_snapshot_take_waiting (&self->snapshot, self->pid, tid, state, stack_end);
}

/* Copies that of any thread, which is stopped for a moment. Returns why that was not possible
 * (transfer full), or NULL. */
char *
swim_unwinder_copy_running (SwimUnwinder *self, int tid, guint64 stack_end)
{
  return swim_snapshot_take_running (&self->snapshot, self->pid, tid, stack_end, &self->cancelled);
}

/* Unwinds the stack that was copied last (transfer full). NULL if the objects of the process cannot
 * be read. */
SwimTrace *
swim_unwinder_trace (SwimUnwinder *self, int tid)
{
  g_autoptr (SwimTrace) trace = NULL;

  if (self->dwfl != NULL)
    trace = walk_frames (self, tid);
  /* Where it leads to nowhere, an object may have been loaded since the last time. */
  if ((trace != NULL && trace->complete) || !swim_unwinder_load (self))
    return g_steal_pointer (&trace);
  swim_trace_free (trace);
  trace = walk_frames (self, tid);
  return g_steal_pointer (&trace);
}
