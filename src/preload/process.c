/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds the shared file, claims a region of it, and follows the process through fork () and its
 * end. */
#include "config.h"

#include "preload/process.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "preload/raw.h"
#include "preload/unwind.h"

SwimProcess *swim_process;
bool swim_is_filtered;

/* What a fork () is to find in the child: where the file is, and when this process began. */
static char hub_path[64];
static uint64_t began_at;
static bool was_forked;
/* Kept for what is forked, which may have given up the rights that it would need to open it. */
static SwimWatchHub *kept_hub;

void *
swim_pages_new (size_t bytes)
{
  void *pages = mmap (NULL, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  if (pages == MAP_FAILED)
    return NULL;
  if (madvise (pages, bytes, MADV_WIPEONFORK) != 0)
    {
      munmap (pages, bytes);
      return NULL;
    }
  return pages;
}

void
swim_pages_free (void *pages, size_t bytes)
{
  munmap (pages, bytes);
}

/* The owner is in the middle of a copy, if it runs at all; it never waits. */
#define LOCK_TRIES 20000

bool
swim_process_lock (void)
{
  static __thread char owner;
  uintptr_t self = (uintptr_t) &owner;

  for (unsigned tries = 0; tries < LOCK_TRIES; tries++)
    {
      uintptr_t expected = 0;

      if (__atomic_compare_exchange_n (&swim_process->lock, &expected, self, false,
                                       __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        return true;
      if (expected == self)
        return false;
      swim_raw0 (SYS_sched_yield);
    }
  return false;
}

void
swim_process_unlock (void)
{
  __atomic_store_n (&swim_process->lock, 0, __ATOMIC_RELEASE);
}

bool
swim_process_is_ours (void)
{
  return swim_process_is_attached () && swim_process->pid == (int32_t) swim_raw0 (SYS_getpid);
}

static bool
hub_is_good (const SwimWatchHub *hub, uint64_t bytes)
{
  return hub->magic == SWIM_WATCH_MAGIC && hub->version == SWIM_WATCH_VERSION
         && hub->region_bytes == SWIM_WATCH_REGION_BYTES && hub->regions <= SWIM_WATCH_REGIONS
         && bytes >= SWIM_WATCH_HUB_BYTES + hub->regions * SWIM_WATCH_REGION_BYTES;
}

static void *
map_shared (int fd, uint64_t offset, size_t bytes)
{
  void *map = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t) offset);

  if (map == MAP_FAILED)
    return NULL;
  madvise (map, bytes, MADV_DONTFORK);
  return map;
}

/* The first program has a region in any case, by which it is known that this library was loaded. */
static bool
is_to_claim (const SwimWatchHub *hub, bool has_context)
{
  return has_context || __atomic_load_n (&hub->claimed, __ATOMIC_RELAXED) == 0;
}

static SwimWatchImage *
claim_region (int fd, SwimWatchHub *hub)
{
  uint32_t region = __atomic_fetch_add (&hub->claimed, 1, __ATOMIC_RELAXED);

  if (region >= hub->regions)
    return NULL;
  swim_process->audit = hub->audit;
  swim_process->long_call_ns = hub->long_call_ns;
  return map_shared (fd, SWIM_WATCH_HUB_BYTES + region * SWIM_WATCH_REGION_BYTES,
                     SWIM_WATCH_REGION_BYTES);
}

static void
keep_hub (SwimWatchHub *hub)
{
  if (kept_hub == NULL && madvise (hub, SWIM_WATCH_HUB_BYTES, MADV_DOFORK) == 0)
    kept_hub = hub;
  else
    munmap (hub, SWIM_WATCH_HUB_BYTES);
}

/* That nothing is known of this process must not look as if it had no loop. */
static void
note_barred (bool has_context)
{
  if (has_context && kept_hub != NULL)
    __atomic_fetch_add (&kept_hub->barred, 1, __ATOMIC_RELAXED);
}

static SwimWatchImage *
open_region (bool has_context)
{
  struct stat status;
  SwimWatchHub *hub;
  SwimWatchImage *image = NULL;
  int fd = (int) swim_raw4 (SYS_openat, AT_FDCWD, (long) hub_path, O_RDWR | O_CLOEXEC, 0);

  if (fd < 0)
    {
      note_barred (has_context);
      return NULL;
    }
  if (fstat (fd, &status) == 0 && status.st_size >= SWIM_WATCH_HUB_BYTES
      && (hub = map_shared (fd, 0, SWIM_WATCH_HUB_BYTES)) != NULL)
    {
      bool is_good = hub_is_good (hub, (uint64_t) status.st_size);

      if (is_good && is_to_claim (hub, has_context))
        image = claim_region (fd, hub);
      if (is_good)
        keep_hub (hub);
      else
        munmap (hub, SWIM_WATCH_HUB_BYTES);
    }
  swim_raw1 (SYS_close, fd);
  return image;
}

/* A decimal number. */
static int32_t
parse_number (const char *text)
{
  int32_t number = 0;

  while (*text >= '0' && *text <= '9')
    number = number * 10 + (*text++ - '0');
  return number;
}

/* What the process is called where the watch is. In a PID namespace of its own, getpid () has
 * another number, which may be that of any process there. The files of /proc are of the namespace
 * that the watch is in, or the hub would not have been found there. */
static int32_t
find_outer_pid (void)
{
  char text[24] = "";
  long n = swim_raw3 (SYS_readlink, (long) "/proc/self", (long) text, sizeof text - 1);
  int32_t pid = n > 0 ? parse_number (text) : 0;

  return pid > 0 ? pid : swim_process->pid;
}

int32_t
swim_process_find_tid (void)
{
  char text[48] = "";
  int32_t tid = (int32_t) swim_raw0 (SYS_gettid);
  int32_t pid = swim_process->image->pid;
  const char *last;

  if (SWIM_LIKELY (pid == swim_process->pid) || swim_is_filtered
      || swim_raw3 (SYS_readlink, (long) "/proc/thread-self", (long) text, sizeof text - 1) <= 0)
    return tid;
  last = strrchr (text, '/');
  /* The program may have put another /proc there meanwhile. */
  return last != NULL && parse_number (text) == pid ? parse_number (last + 1) : tid;
}

static void
fill_in (SwimWatchImage *image)
{
  __atomic_store_n (&image->state, SWIM_WATCH_IMAGE_BEGUN, __ATOMIC_RELAXED);
  image->pid = find_outer_pid ();
  image->parent_pid = (int32_t) swim_raw0 (SYS_getppid);
  image->cause = was_forked;
  image->started = began_at;
  image->filtered = swim_is_filtered;
  swim_raw3 (SYS_readlink, (long) "/proc/self/exe", (long) image->program,
             sizeof image->program - 1);
  __atomic_store_n (&image->state, SWIM_WATCH_IMAGE_RUNNING, __ATOMIC_RELEASE);
}

static bool
attach (bool has_context)
{
  SwimWatchImage *image = open_region (has_context);

  if (image == NULL)
    return false;
  swim_process->pid = (int32_t) swim_raw0 (SYS_getpid);
  fill_in (image);
  __atomic_store_n (&swim_process->image, image, __ATOMIC_RELEASE);
  return true;
}

/* Another thread attaches the process, and is done soon; or this one does, and a signal handler has
 * broken into it. */
static void
wait_for_attaching (void)
{
  for (unsigned tries = 0; tries < LOCK_TRIES; tries++)
    {
      if (__atomic_load_n (&swim_process->attaching, __ATOMIC_ACQUIRE) != SWIM_ATTACHING_NOW)
        return;
      swim_raw0 (SYS_sched_yield);
    }
}

bool
swim_process_attach (void)
{
  uint32_t expected = SWIM_ATTACHING_NOT_TRIED;
  int saved = errno;

  if (swim_process == NULL)
    return false;
  if (__atomic_compare_exchange_n (&swim_process->attaching, &expected, SWIM_ATTACHING_NOW, false,
                                   __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    {
      if (attach (true))
        swim_unwind_prepare ();
      __atomic_store_n (&swim_process->attaching, SWIM_ATTACHING_TRIED, __ATOMIC_RELEASE);
    }
  else
    wait_for_attaching ();
  errno = saved;
  return swim_process_is_attached ();
}

void
swim_process_filtered (void)
{
  /* A child of vfork () has a filter of its own. */
  if (swim_process_is_attached () && !swim_process_is_ours ())
    return;
  swim_is_filtered = true;
  if (swim_process_is_attached ())
    __atomic_store_n (&swim_process->image->filtered, 1, __ATOMIC_RELAXED);
}

void
swim_process_end (void)
{
  if (!swim_process_is_ours ())
    return;
  __atomic_store_n (&swim_process->image->ended, swim_now (), __ATOMIC_RELAXED);
  __atomic_store_n (&swim_process->image->state, SWIM_WATCH_IMAGE_ENDED, __ATOMIC_RELEASE);
}

void
swim_process_replaced (bool replaced)
{
  if (swim_process_is_ours ())
    __atomic_store_n (&swim_process->image->state,
                      replaced ? SWIM_WATCH_IMAGE_REPLACED : SWIM_WATCH_IMAGE_RUNNING,
                      __ATOMIC_RELEASE);
}

static void
on_forked (void)
{
  began_at = swim_now ();
  was_forked = true;
}

/* The environment is read here, where the program has had no time to change it. The order of the
 * constructors puts this one after those of the libraries that the program uses, so that a loop may
 * have been made before it: see swim_contexts_made (). */
static void
begin (void)
{
  const char *path = secure_getenv (SWIM_WATCH_ENVIRONMENT);

  if (swim_process != NULL || path == NULL || strlen (path) >= sizeof hub_path)
    return;
  swim_process = swim_pages_new (sizeof (SwimProcess));
  if (swim_process == NULL)
    return;
  memcpy (hub_path, path, strlen (path) + 1);
  began_at = swim_now ();
  pthread_atfork (NULL, NULL, on_forked);
  if (!attach (false))
    return;
  swim_process->attaching = SWIM_ATTACHING_TRIED;
  swim_unwind_prepare ();
}

void
swim_process_begin (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once (&once, begin);
}

__attribute__ ((constructor)) static void
on_loaded (void)
{
  swim_process_begin ();
}
