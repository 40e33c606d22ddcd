/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/frame-kind.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define ENTRIES 256 /* a power of 2 */
#define KIND_BITS 3

/* dladdr () looks through all names of a library, and the same few addresses are asked for whenever
 * a loop begins. An entry is the address and its kind in one word, so that any thread may write it.
 * GLib is never unloaded, so that an address in it stays what it is. */
static uint64_t entries[ENTRIES];

/* By the linker: where this library begins, and where its code ends. */
extern const char __ehdr_start[] __attribute__ ((visibility ("hidden")));
extern const char etext[] __attribute__ ((visibility ("hidden")));

static bool
begins_with (const char *string, const char *start)
{
  return strncmp (string, start, strlen (start)) == 0;
}

static SwimFrameKind
look_up (uintptr_t address)
{
  Dl_info info;

  if (address >= (uintptr_t) __ehdr_start && address < (uintptr_t) etext)
    return SWIM_FRAME_OURS;
  /* After a call that does not return, the address may be that of the next function. */
  if (dladdr ((void *) (address - 1), &info) == 0 || info.dli_sname == NULL
      || !begins_with (info.dli_sname, "g_main_"))
    return SWIM_FRAME_OTHER;
  if (begins_with (info.dli_sname, "g_main_context_new")
      || strcmp (info.dli_sname, "g_main_context_default") == 0)
    return SWIM_FRAME_MAKES_CONTEXT;
  if (strcmp (info.dli_sname, "g_main_loop_run") == 0)
    return SWIM_FRAME_RUNS;
  if (strcmp (info.dli_sname, "g_main_context_iteration") == 0)
    return SWIM_FRAME_ITERATES;
  return SWIM_FRAME_OTHER;
}

SwimFrameKind
swim_frame_kind (uintptr_t address)
{
  uint64_t *entry = &entries[(address ^ address >> 8) % ENTRIES];
  uint64_t known = __atomic_load_n (entry, __ATOMIC_RELAXED);
  SwimFrameKind kind;

  if (known != 0 && known >> KIND_BITS == address)
    return (SwimFrameKind) (known & ((1 << KIND_BITS) - 1));
  kind = look_up (address);
  __atomic_store_n (entry, (uint64_t) address << KIND_BITS | kind, __ATOMIC_RELAXED);
  return kind;
}
