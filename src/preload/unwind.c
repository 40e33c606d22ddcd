/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/unwind.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <stddef.h>
#include <unwind.h>

#include "preload/real.h"

/* The library is not linked with the unwinder, which libc loads on demand. */
static struct
{
  _Unwind_Reason_Code (*walk) (_Unwind_Trace_Fn, void *);
  uintptr_t (*get_address) (struct _Unwind_Context *);
  uintptr_t (*get_frame) (struct _Unwind_Context *);
} unwinder;

typedef struct
{
  SwimUnwindFunc func;
  void *data;
  uintptr_t address;
  uintptr_t frame;
} Walk;

static void
find_functions (void *library)
{
  unwinder.get_address = (__typeof__ (unwinder.get_address)) dlsym (library, "_Unwind_GetIP");
  unwinder.get_frame = (__typeof__ (unwinder.get_frame)) dlsym (library, "_Unwind_GetCFA");
  if (unwinder.get_address != NULL && unwinder.get_frame != NULL)
    unwinder.walk = (__typeof__ (unwinder.walk)) dlsym (library, "_Unwind_Backtrace");
}

void
swim_unwind_prepare (void)
{
  void *frames[2];
  void *library;
  char *error;

  if (unwinder.walk != NULL)
    return;
  error = swim_error_take ();
  backtrace (frames, 2);
  library = dlopen ("libgcc_s.so.1", RTLD_LAZY | RTLD_NOLOAD);
  if (library != NULL)
    find_functions (library);
  swim_error_put_back (error);
}

/* The return address that leads into a frame stands right below that, as a rule. */
static uintptr_t
find_place (uintptr_t address, uintptr_t frame)
{
  for (unsigned i = 1; i <= 2; i++)
    {
      uintptr_t place = frame - i * sizeof (uintptr_t);

      if (*(const uintptr_t *) place == address)
        return place;
    }
  return 0;
}

static _Unwind_Reason_Code
on_frame (struct _Unwind_Context *context, void *data)
{
  Walk *walk = data;
  uintptr_t address = unwinder.get_address (context);
  uintptr_t frame = unwinder.get_frame (context);

  /* Some stacks have no end. */
  if (address == 0 || frame == 0 || (address == walk->address && frame == walk->frame))
    return _URC_END_OF_STACK;
  walk->address = address;
  walk->frame = frame;
  return walk->func (address, find_place (address, frame), walk->data) ? _URC_NO_REASON
                                                                       : _URC_END_OF_STACK;
}

void
swim_unwind (SwimUnwindFunc func, void *data)
{
  Walk walk = { func, data, 0, 0 };

  if (unwinder.walk != NULL)
    unwinder.walk (on_frame, &walk);
}
