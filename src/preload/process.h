/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The image of this process in the file that it shares with the program that watches it.
 *
 * It is kept in pages that a fork () leaves empty in the child, by whatever call that was made: the
 * child is then not attached and does nothing until one of its threads polls a loop, which attaches
 * it to a region of its own. A child of vfork () shares all of it with its parent. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "preload/call-path.h"
#include "preload/region.h"

#define SWIM_LIKELY(condition) __builtin_expect (!!(condition), 1)
#define SWIM_UNLIKELY(condition) __builtin_expect (!!(condition), 0)

/* Several sites that differ in their paths may have the same entries but for the site. */
typedef struct
{
  uintptr_t caller; /* and its place in a script */
  uint32_t depth;
  uint32_t what; /* the function and, from bit 8 on, the number of the system call */
  uint32_t site; /* its place + 1; 0: free */
} SwimSiteEntry;

static inline bool
swim_site_entry_is (const SwimSiteEntry *entry, const SwimSiteEntry *other)
{
  return entry->caller == other->caller && entry->depth == other->depth
         && entry->what == other->what;
}

#define SWIM_SITE_ENTRIES (SWIM_WATCH_SITES * 2)

typedef enum
{
  SWIM_ATTACHING_NOT_TRIED,
  SWIM_ATTACHING_NOW,
  SWIM_ATTACHING_TRIED, /* with whatever result */
} SwimAttaching;

typedef struct
{
  SwimWatchImage *image; /* atomic; NULL: not attached. The start of the region. */
  int32_t pid;
  uint32_t audit;
  uint64_t long_call_ns;
  uint32_t attaching; /* atomic: a SwimAttaching */
  uintptr_t lock;     /* of what is below: something of its owner, or 0 */
  bool taken[SWIM_WATCH_THREADS];
  uint64_t threads;       /* that ever had a loop */
  uint64_t modules_known; /* by dl_iterate_phdr (): objects that were ever loaded */
  SwimSiteEntry sites[SWIM_SITE_ENTRIES];
  SwimCallPath paths[SWIM_WATCH_SITES]; /* of each site, as it was at its first call */
} SwimProcess;

/* Of this process; NULL before swim_process_begin (), where nothing is to be watched, and where
 * there is no memory. */
extern SwimProcess *swim_process;

/* The program has its system calls filtered (seccomp), which may end it for one that is not its
 * own: from now on we make none but those that GLib or libc make, too. */
extern bool swim_is_filtered;
void swim_process_filtered (void);

static inline bool
swim_process_is_attached (void)
{
  return swim_process != NULL && __atomic_load_n (&swim_process->image, __ATOMIC_ACQUIRE) != NULL;
}

/* Reads the environment; the first call does it. Attaches the first of the programs that are
 * watched: the others do when they make a main context, since a script may start many that have
 * none. */
void swim_process_begin (void);

/* Attaches unless that was tried before; returns whether the process is attached. */
bool swim_process_attach (void);

/* Takes the lock; false where it cannot be had, as in a signal handler that broke into its owner:
 * do without then. */
bool swim_process_lock (void);
void swim_process_unlock (void);

/* Whether it is this process that runs, not a child of vfork (), which shares its memory. */
bool swim_process_is_ours (void);

/* The number of the thread where the watch is, which may be in another PID namespace. */
int32_t swim_process_find_tid (void);

void swim_process_end (void);

/* execve () is about to replace the image, or has failed to. */
void swim_process_replaced (bool replaced);

static inline uint64_t
swim_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * UINT64_C (1000000000) + (uint64_t) now.tv_nsec;
}

/* The time, if it is more than some ms after that moment, which is returned otherwise: to look at
 * this clock costs little. */
static inline uint64_t
swim_now_if_after (uint64_t moment)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC_COARSE, &now);
  if ((uint64_t) now.tv_sec * UINT64_C (1000000000) + (uint64_t) now.tv_nsec <= moment)
    return moment;
  return swim_now ();
}

/* Pages that a fork () leaves empty in the child; NULL where there are none. */
void *swim_pages_new (size_t bytes);
void swim_pages_free (void *pages, size_t bytes);
