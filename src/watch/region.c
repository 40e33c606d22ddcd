/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/region.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/swim-error.h"

struct _SwimRegion
{
  int fd;
  char *path;
  guint8 *bytes;
  gsize size;
  guint regions;
};

static gsize
size_of (guint regions)
{
  return SWIM_WATCH_HUB_BYTES + regions * SWIM_WATCH_REGION_BYTES;
}

/* As much as the limits of this process allow: of address space, and of the size of a file. What is
 * not written to takes no memory. */
static gboolean
reserve (SwimRegion *self)
{
  for (self->regions = SWIM_WATCH_REGIONS; self->regions > 0; self->regions /= 2)
    {
      self->size = size_of (self->regions);
      if (ftruncate (self->fd, (off_t) self->size) != 0)
        continue;
      self->bytes = mmap (NULL, self->size, PROT_READ | PROT_WRITE, MAP_SHARED, self->fd, 0);
      if (self->bytes != MAP_FAILED)
        return TRUE;
    }
  self->bytes = NULL;
  return FALSE;
}

/* Were the file shortened, reading it would end us. */
static gboolean
seal (SwimRegion *self)
{
  return fcntl (self->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
}

static void
fill_hub (SwimRegion *self, guint audit, guint64 long_call_ns)
{
  SwimWatchHub *hub = (SwimWatchHub *) self->bytes;

  hub->version = SWIM_WATCH_VERSION;
  hub->regions = self->regions;
  hub->region_bytes = SWIM_WATCH_REGION_BYTES;
  hub->audit = audit;
  hub->parent = getpid ();
  hub->long_call_ns = long_call_ns;
  __atomic_store_n (&hub->magic, SWIM_WATCH_MAGIC, __ATOMIC_RELEASE);
}

/* @audit is one of SWIM_WATCH_AUDIT_…. */
SwimRegion *
swim_region_new (guint audit, guint64 long_call_ns, GError **error)
{
  g_autoptr (SwimRegion) self = g_new0 (SwimRegion, 1);

  self->fd = memfd_create ("swimlane-watch", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (self->fd < 0 || !reserve (self) || !seal (self))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
                   "the memory that is shared with the program cannot be had: %s",
                   g_strerror (errno));
      return NULL;
    }
  self->path = g_strdup_printf ("/proc/%d/fd/%d", (int) getpid (), self->fd);
  fill_hub (self, audit, long_call_ns);
  return g_steal_pointer (&self);
}

void
swim_region_free (SwimRegion *self)
{
  if (self == NULL)
    return;
  if (self->bytes != NULL)
    munmap (self->bytes, self->size);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_free (self);
}

/* Where other processes of the user can open it. */
const char *
swim_region_get_path (const SwimRegion *self)
{
  return self->path;
}

guint
swim_region_count (const SwimRegion *self)
{
  return self->regions;
}

/* How many images asked for a region; may be more than there are. */
guint
swim_region_count_claimed (const SwimRegion *self)
{
  return __atomic_load_n (&((SwimWatchHub *) self->bytes)->claimed, __ATOMIC_ACQUIRE);
}

/* How many processes with main contexts could not ask for one. */
guint
swim_region_count_barred (const SwimRegion *self)
{
  return __atomic_load_n (&((SwimWatchHub *) self->bytes)->barred, __ATOMIC_RELAXED);
}

guint8 *
swim_region_get_image (const SwimRegion *self, guint at)
{
  g_return_val_if_fail (at < self->regions, NULL);
  return self->bytes + SWIM_WATCH_HUB_BYTES + at * SWIM_WATCH_REGION_BYTES;
}

void
swim_copy_shared (void *copy, const void *shared, gsize size)
{
  memcpy (copy, shared, size);
  __asm__ volatile("" ::: "memory");
}

guint32
swim_image_get_state (const guint8 *image)
{
  return __atomic_load_n (&((const SwimWatchImage *) image)->state, __ATOMIC_ACQUIRE);
}

void
swim_image_copy (const guint8 *image, SwimWatchImage *copy)
{
  swim_copy_shared (copy, image, sizeof *copy);
  copy->program[sizeof copy->program - 1] = '\0';
  copy->started = MIN (copy->started, G_MAXINT64);
  copy->ended = MIN (copy->ended, G_MAXINT64);
  copy->first_poll = MIN (copy->first_poll, G_MAXINT64);
}

/* For those who read single fields, atomically. */
const SwimWatchThread *
swim_image_get_thread (const guint8 *image, guint slot)
{
  g_assert (slot < SWIM_WATCH_THREADS);
  return (const SwimWatchThread *) (image + SWIM_WATCH_THREADS_AT) + slot;
}

guint32
swim_image_get_thread_state (const guint8 *image, guint slot)
{
  return __atomic_load_n (&swim_image_get_thread (image, slot)->state, __ATOMIC_ACQUIRE);
}

/* What is before the head is in the ring: that is read first. */
void
swim_image_copy_thread (const guint8 *image, guint slot, SwimWatchThread *copy)
{
  const SwimWatchThread *thread = swim_image_get_thread (image, slot);
  guint64 head = __atomic_load_n (&thread->head, __ATOMIC_ACQUIRE);

  swim_copy_shared (copy, thread, sizeof *copy);
  copy->head = head;
  copy->name[sizeof copy->name - 1] = '\0';
  copy->busy_since = MIN (copy->busy_since, G_MAXINT64);
  copy->call_since = MIN (copy->call_since, G_MAXINT64);
}

/* The thread has ended, and its ring was read. */
void
swim_image_set_thread_free (guint8 *image, guint slot)
{
  SwimWatchThread *thread = (SwimWatchThread *) swim_image_get_thread (image, slot);

  __atomic_store_n (&thread->state, SWIM_WATCH_THREAD_FREE, __ATOMIC_RELEASE);
}

/* What is before @tail was read; the thread may write there again. */
void
swim_image_set_tail (guint8 *image, guint slot, guint64 tail)
{
  SwimWatchThread *thread = (SwimWatchThread *) swim_image_get_thread (image, slot);

  __atomic_store_n (&thread->tail, tail, __ATOMIC_RELEASE);
}

const guint8 *
swim_image_get_ring (const guint8 *image, guint slot)
{
  g_assert (slot < SWIM_WATCH_THREADS);
  return image + SWIM_WATCH_RINGS_AT + (gsize) slot * SWIM_WATCH_RING_BYTES;
}

/* FALSE: there is no such site, or not yet. */
gboolean
swim_image_copy_site (const guint8 *image, guint at, SwimWatchSite *copy)
{
  const SwimWatchSite *site = (const SwimWatchSite *) (image + SWIM_WATCH_SITES_AT) + at;

  if (at >= SWIM_WATCH_SITES || __atomic_load_n (&site->ready, __ATOMIC_ACQUIRE) != 1)
    return FALSE;
  swim_copy_shared (copy, site, sizeof *copy);
  copy->n_frames = MIN (copy->n_frames, SWIM_WATCH_FRAMES);
  copy->n_scripts = MIN (copy->n_scripts, SWIM_WATCH_SCRIPT_FRAMES);
  copy->target[sizeof copy->target - 1] = '\0';
  return copy->function < SWIM_WATCH_N_FUNCTIONS;
}

/* FALSE: there is no such function of Python, or not yet. */
gboolean
swim_image_copy_script (const guint8 *image, guint at, SwimWatchScript *copy)
{
  const SwimWatchScript *script = (const SwimWatchScript *) (image + SWIM_WATCH_SCRIPTS_AT) + at;

  if (at >= SWIM_WATCH_SCRIPTS || __atomic_load_n (&script->ready, __ATOMIC_ACQUIRE) != 1)
    return FALSE;
  swim_copy_shared (copy, script, sizeof *copy);
  copy->function[sizeof copy->function - 1] = '\0';
  copy->file[sizeof copy->file - 1] = '\0';
  return TRUE;
}

/* To be copied by swim_python_copy (). */
const SwimWatchPython *
swim_image_get_python (const guint8 *image)
{
  return &((const SwimWatchImage *) image)->python;
}

/* FALSE: there is no such module, or not yet. */
gboolean
swim_image_copy_module (const guint8 *image, guint at, SwimWatchModule *copy)
{
  const SwimWatchModule *module = (const SwimWatchModule *) (image + SWIM_WATCH_MODULES_AT) + at;

  if (at >= SWIM_WATCH_MODULES || __atomic_load_n (&module->ready, __ATOMIC_ACQUIRE) != 1)
    return FALSE;
  swim_copy_shared (copy, module, sizeof *copy);
  copy->build_id_bytes = MIN (copy->build_id_bytes, SWIM_WATCH_BUILD_ID_BYTES);
  copy->path[sizeof copy->path - 1] = '\0';
  return copy->start < copy->end;
}
