/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions of GLib that return when a loop is left. Nothing depends on them: bindings get their
 * addresses by dlsym (), and GLib calls them itself. Where they come through here, the end of a
 * last turn is exact. */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdlib.h>

#include "preload/turns.h"
#include "preload/wrap.h"

typedef void (*Function) (void);

static void *
find_in (const char *library, const char *symbol)
{
  /* Not ours, which would take it for a call of the program's. */
  void *(*open_library) (const char *, int) =
      (__typeof__ (open_library)) swim_real ("dlopen", NULL);
  void *handle = open_library (library, RTLD_LAZY | RTLD_NOLOAD);
  void *function;

  if (handle == NULL)
    return NULL;
  function = dlsym (handle, symbol);
  dlclose (handle);
  return function;
}

/* What was found last, of one symbol by one thread. */
typedef struct
{
  uintptr_t caller;
  Function function;
  Function common; /* for any caller: that of the program's own libraries */
} Found;

/* The function that the caller would have got without us: that of the program's own libraries, or
 * else, as where a module of Python has loaded GLib for itself alone, of those that the caller's
 * library is linked with. */
static __attribute__ ((noinline)) Function
find_for (Found *found, const char *symbol, uintptr_t caller)
{
  int saved = errno;
  char *error = swim_error_take ();
  void *function = dlsym (RTLD_NEXT, symbol);
  struct link_map *object;
  Dl_info info;

  found->common = (Function) function;
  if (function == NULL && dladdr1 ((void *) caller, &info, (void **) &object, RTLD_DL_LINKMAP) != 0
      && object->l_name[0] != '\0')
    function = find_in (object->l_name, symbol);
  if (function == NULL)
    function = find_in ("libglib-2.0.so.0", symbol);
  /* Without us, it would not have got here. */
  if (function == NULL)
    abort ();
  swim_error_put_back (error);
  errno = saved;
  return (Function) function;
}

static inline Function
find (Found *found, const char *symbol, uintptr_t caller)
{
  if (SWIM_UNLIKELY (found->caller != caller && found->common == NULL))
    {
      found->function = find_for (found, symbol, caller);
      found->caller = caller;
    }
  return found->function;
}

static void
note_return (uintptr_t stack)
{
  SwimThread *thread = swim_thread_peek ();

  if (thread != NULL)
    swim_turn_returned (thread, stack);
}

SWIM_DEFINE (void, g_main_loop_run, (void *loop))
{
  static __thread Found found;

  ((void (*) (void *)) find (&found, "g_main_loop_run", SWIM_CALLER)) (loop);
  note_return (SWIM_STACK);
}

SWIM_DEFINE (int, g_main_context_iteration, (void *context, int may_block))
{
  static __thread Found found;
  int did_dispatch = ((int (*) (void *, int)) find (&found, "g_main_context_iteration",
                                                    SWIM_CALLER)) (context, may_block);

  note_return (SWIM_STACK);
  return did_dispatch;
}
