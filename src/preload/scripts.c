/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/scripts.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>
#include <sys/syscall.h>

#include "preload/python.h"
#include "preload/raw.h"

/* Turns in which a frame could not be read before no more is tried. */
#define MOST_TRIES 1000
#define MOST_PROBES 32
/* The version of all that are older than the first that tells its version by a variable. */
#define OLD_PYTHON 0x0300

typedef void *(*GetState) (void);

static struct
{
  SwimWatchModule object; /* that may have the interpreter; its path is "" if there is none */
  const SwimPythonLayout *layout;
  uint64_t code_type;
  GetState get_state; /* atomic; NULL: there is no interpreter whose frames could be read */
  bool is_readable;   /* atomic: a frame was read */
  unsigned tries;
} python;

static const char *
get_name (const SwimWatchModule *module)
{
  const char *slash = strrchr (module->path, '/');

  return slash != NULL ? slash + 1 : module->path;
}

static bool
begins (const char *text, const char *beginning)
{
  return strncmp (text, beginning, strlen (beginning)) == 0;
}

/* Where a program has the interpreter from a library, that is the one. */
void
swim_scripts_note (const SwimWatchModule *module)
{
  const char *name = get_name (module);

  if (begins (name, "libpython3.") || (python.object.path[0] == '\0' && begins (name, "python")))
    python.object = *module;
}

/* A program has the interpreter in itself or in a library, which need not be open to all. */
static void *
open_object (void)
{
  if (!begins (get_name (&python.object), "lib"))
    return RTLD_DEFAULT;
  return dlopen (python.object.path, RTLD_LAZY | RTLD_NOLOAD);
}

static void
find_loop (void *library, SwimWatchPython *found)
{
  const ElfW (Sym) *symbol = NULL;
  void *loop = dlsym (library, "_PyEval_EvalFrameDefault");
  Dl_info info;

  if (loop == NULL || dladdr1 (loop, &info, (void **) &symbol, RTLD_DL_SYMENT) == 0
      || symbol == NULL)
    return;
  found->loop_start = (uintptr_t) loop;
  found->loop_end = (uintptr_t) loop + symbol->st_size;
}

void
swim_scripts_find (void)
{
  SwimWatchPython *told = &swim_process->image->python;
  SwimWatchPython found = { .start = python.object.start, .end = python.object.end };
  const unsigned long *version;
  GetState get_state;
  void *library;

  if (SWIM_LIKELY (python.object.path[0] == '\0')
      || __atomic_load_n (&told->version, __ATOMIC_ACQUIRE) != 0)
    return;
  library = open_object ();
  get_state = (GetState) dlsym (library, "PyGILState_GetThisThreadState");
  if (get_state == NULL)
    {
      python.object.path[0] = '\0'; /* such as python3-config */
      return;
    }
  version = dlsym (library, "Py_Version");
  found.version = version != NULL ? (uint32_t) (*version >> 16) : OLD_PYTHON;
  found.code_type = (uintptr_t) dlsym (library, "PyCode_Type");
  find_loop (library, &found);
  python.layout = swim_python_get_layout (found.version);
  python.code_type = found.code_type;
  found.state = python.layout == NULL ? SWIM_WATCH_PYTHON_UNKNOWN
                : python.is_readable  ? SWIM_WATCH_PYTHON_READABLE /* as before a fork () */
                                      : SWIM_WATCH_PYTHON_UNSEEN;
  memcpy (&told->state, &found.state, sizeof found - sizeof found.version);
  __atomic_store_n (&told->version, found.version, __ATOMIC_RELEASE);
  if (python.layout != NULL)
    __atomic_store_n (&python.get_state, get_state, __ATOMIC_RELEASE);
}

static void
set_state (uint32_t state)
{
  __atomic_store_n (&swim_process->image->python.state, state, __ATOMIC_RELEASE);
}

/* Its structures are read as they are only after they were found to be as expected. */
static bool
check (uint64_t state)
{
  if (__atomic_load_n (&python.is_readable, __ATOMIC_ACQUIRE))
    return true;
  if (swim_is_filtered)
    return false;
  if (swim_python_check (python.layout, (int) swim_raw0 (SYS_getpid), (int) swim_raw0 (SYS_gettid),
                         python.code_type, state))
    {
      set_state (SWIM_WATCH_PYTHON_READABLE);
      __atomic_store_n (&python.is_readable, true, __ATOMIC_RELEASE);
      return true;
    }
  if (++python.tries >= MOST_TRIES)
    {
      set_state (SWIM_WATCH_PYTHON_UNKNOWN);
      __atomic_store_n (&python.get_state, NULL, __ATOMIC_RELEASE);
    }
  return false;
}

void
swim_scripts_begin_turn (SwimThread *thread)
{
  GetState get_state = __atomic_load_n (&python.get_state, __ATOMIC_ACQUIRE);
  uint64_t state;

  if (SWIM_LIKELY (get_state == NULL))
    return;
  state = (uintptr_t) get_state ();
  if (state != 0 && !check (state))
    state = 0;
  __atomic_store_n (&thread->shared->python, state, __ATOMIC_RELAXED);
}

static uintptr_t
get_word (uintptr_t address, unsigned at)
{
  return *(const uintptr_t *) (address + at);
}

uintptr_t
swim_scripts_place (void)
{
  const SwimPythonLayout *layout = python.layout;
  uintptr_t at;

  if (SWIM_LIKELY (!__atomic_load_n (&python.is_readable, __ATOMIC_ACQUIRE)))
    return 0;
  at = (uintptr_t) python.get_state ();
  if (at != 0 && layout->cframe != 0)
    at = get_word (at, layout->cframe);
  if (at != 0)
    at = get_word (at, layout->current_frame);
  if (at == 0)
    return 0;
  return (at * UINT64_C (0x9e3779b97f4a7c15)) ^ get_word (at, layout->instruction) << 1;
}

static SwimWatchScript *
script_at (uint32_t index)
{
  return (SwimWatchScript *) ((unsigned char *) swim_process->image + SWIM_WATCH_SCRIPTS_AT)
         + index;
}

static uint32_t
hash (const SwimWatchScript *script)
{
  uint32_t value = 2166136261u;

  for (const char *c = script->function; *c != '\0'; c++)
    value = (value ^ (unsigned char) *c) * 16777619u;
  for (const char *c = script->file; *c != '\0'; c++)
    value = (value ^ (unsigned char) *c) * 16777619u;
  return value;
}

/* Under the lock: its place in the table, or -1 where there is no room. */
static int
intern (SwimWatchScript *script)
{
  uint32_t first = hash (script);

  for (uint32_t i = 0; i < MOST_PROBES; i++)
    {
      uint32_t index = (first + i) % SWIM_WATCH_SCRIPTS;
      SwimWatchScript *other = script_at (index);

      if (other->ready == 0)
        {
          memcpy (other->function, script->function, sizeof script->function);
          memcpy (other->file, script->file, sizeof script->file);
          __atomic_store_n (&other->ready, 1, __ATOMIC_RELEASE);
          return (int) index;
        }
      if (strcmp (other->function, script->function) == 0
          && strcmp (other->file, script->file) == 0)
        return (int) index;
    }
  return -1;
}

/* A frame that has no place stays unknown; where C called it is kept. */
static void
add (SwimWatchSite *site, const SwimPythonFrame *frame, int pid)
{
  SwimWatchScript script = { 0 };
  uint32_t line = 0;
  int index = -1;

  if (swim_python_describe (python.layout, pid, python.code_type, frame, &script, &line)
      && swim_process_lock ())
    {
      index = intern (&script);
      swim_process_unlock ();
    }
  if (index >= 0)
    site->scripts[site->n_scripts++] =
        (SwimWatchScriptFrame){ (uint16_t) index, frame->is_entry, line };
  else if (frame->is_entry && site->n_scripts > 0)
    site->scripts[site->n_scripts - 1].is_entry = 1;
}

void
swim_scripts_walk (SwimWatchSite *site)
{
  int pid = (int) swim_raw0 (SYS_getpid);
  SwimPythonFrame frames[SWIM_WATCH_SCRIPT_FRAMES];
  unsigned n;

  if (SWIM_LIKELY (!__atomic_load_n (&python.is_readable, __ATOMIC_ACQUIRE)) || swim_is_filtered)
    return;
  n = swim_python_walk (python.layout, pid, (uintptr_t) python.get_state (), frames,
                        SWIM_WATCH_SCRIPT_FRAMES);
  for (unsigned i = 0; i < n; i++)
    add (site, &frames[i], pid);
}
