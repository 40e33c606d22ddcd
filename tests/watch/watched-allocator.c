/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A program with an allocator of its own, which does what such allocators do when they begin: it
 * reads a file and takes a lock, maybe inside of the dynamic linker. Nothing is ever freed. */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <malloc.h>
#include <pthread.h>
#include <stdalign.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "watch/watched.h"

#define ARENA_BYTES (64 * 1024 * 1024)

static alignas (max_align_t) unsigned char arena[ARENA_BYTES];
static size_t used;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void
begin (void)
{
  char data[16];
  int fd = open ("/proc/sys/vm/overcommit_memory", O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    return;
  if (read (fd, data, sizeof data) < 0)
    used += 16;
  close (fd);
}

static void *
take (size_t alignment, size_t bytes)
{
  static int begun;
  size_t *block;

  if (!begun)
    {
      begun = 1;
      begin ();
    }
  pthread_mutex_lock (&lock);
  used = (used + 16 + alignment - 1) / alignment * alignment;
  block = (size_t *) (void *) (arena + used);
  block[-1] = bytes;
  used += (bytes + 15) / 16 * 16;
  pthread_mutex_unlock (&lock);
  if (used > ARENA_BYTES)
    _exit (9);
  return block;
}

void *
malloc (size_t bytes)
{
  return take (16, bytes);
}

void *
calloc (size_t n, size_t bytes)
{
  return take (16, n * bytes);
}

void *
realloc (void *block, size_t bytes)
{
  void *larger = take (16, bytes);

  if (block != NULL)
    memcpy (larger, block, MIN (bytes, ((size_t *) block)[-1]));
  return larger;
}

void
free (void *block)
{
  (void) block;
}

void *
memalign (size_t alignment, size_t bytes)
{
  return take (MAX (alignment, 16), bytes);
}

void *
aligned_alloc (size_t alignment, size_t bytes)
{
  return memalign (alignment, bytes);
}

int
posix_memalign (void **block, size_t alignment, size_t bytes)
{
  *block = memalign (alignment, bytes);
  return 0;
}

static gboolean
on_idle (gpointer data)
{
  (void) data;
  usleep (WATCHED_MS * 1000);
  return G_SOURCE_REMOVE;
}

int
main (void)
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);

  g_idle_add (on_idle, NULL);
  g_idle_add_full (G_PRIORITY_LOW, (GSourceFunc) (void (*) (void)) g_main_loop_quit, loop, NULL);
  g_main_loop_run (loop);
  return 0;
}
