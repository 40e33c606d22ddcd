/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What ThreadSanitizer has to be told of GLib, which distributions build without it: GLib's locks
 * are futexes and its counters inline atomics, and of neither does the sanitizer see anything, so
 * that it takes each hand-over between threads for a race.
 *
 * In a build with --enable-sanitizers=thread the functions here stand before GLib's, for our code
 * and for the libraries that call GLib from outside, such as GIO and libsoup. Each calls GLib's
 * own, and tells which order between threads follows from it, and no more than that: what is told
 * too generously hides a race. Here are the locks; loops and pools are in swim-tsan-loops.c, and
 * memory in swim-tsan-memory.c. */
#include "config.h"

#include <glib.h>
#include <pthread.h>

#include "swim-tsan.h"

void
g_mutex_clear (GMutex *mutex)
{
  SWIM_TSAN_REAL (g_mutex_clear) (mutex);
  __tsan_mutex_destroy (mutex, 0);
}

void
g_mutex_lock (GMutex *mutex)
{
  __tsan_mutex_pre_lock (mutex, 0);
  SWIM_TSAN_REAL (g_mutex_lock) (mutex);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

gboolean
g_mutex_trylock (GMutex *mutex)
{
  gboolean locked;

  __tsan_mutex_pre_lock (mutex, __tsan_mutex_try_lock);
  locked = SWIM_TSAN_REAL (g_mutex_trylock) (mutex);
  __tsan_mutex_post_lock (mutex,
                          __tsan_mutex_try_lock | (locked ? 0 : __tsan_mutex_try_lock_failed), 0);
  return locked;
}

void
g_mutex_unlock (GMutex *mutex)
{
  __tsan_mutex_pre_unlock (mutex, 0);
  SWIM_TSAN_REAL (g_mutex_unlock) (mutex);
  __tsan_mutex_post_unlock (mutex, 0);
}

/* A wait gives the lock up and takes it again. The condition itself orders nothing. */
static void
begin_wait (GMutex *mutex)
{
  __tsan_mutex_pre_unlock (mutex, 0);
  __tsan_mutex_post_unlock (mutex, 0);
}

static void
end_wait (GMutex *mutex)
{
  __tsan_mutex_pre_lock (mutex, 0);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  begin_wait (mutex);
  SWIM_TSAN_REAL (g_cond_wait) (cond, mutex);
  end_wait (mutex);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end_time)
{
  gboolean signalled;

  begin_wait (mutex);
  signalled = SWIM_TSAN_REAL (g_cond_wait_until) (cond, mutex, end_time);
  end_wait (mutex);
  return signalled;
}

/* The locks that GLib makes of those of the system, of which the sanitizer sees some calls and
 * others not, as the compiler made them jumps or calls. Here it sees all. */

static pthread_mutex_t *
rec_mutex (GRecMutex *mutex)
{
  if (g_atomic_pointer_get (&mutex->p) == NULL)
    {
      GRecMutex made;

      SWIM_TSAN_REAL (g_rec_mutex_init) (&made);
      if (!g_atomic_pointer_compare_and_exchange (&mutex->p, NULL, made.p))
        SWIM_TSAN_REAL (g_rec_mutex_clear) (&made);
    }
  return g_atomic_pointer_get (&mutex->p);
}

void
g_rec_mutex_lock (GRecMutex *mutex)
{
  pthread_mutex_lock (rec_mutex (mutex));
}

gboolean
g_rec_mutex_trylock (GRecMutex *mutex)
{
  return pthread_mutex_trylock (rec_mutex (mutex)) == 0;
}

void
g_rec_mutex_unlock (GRecMutex *mutex)
{
  pthread_mutex_unlock (rec_mutex (mutex));
}

static pthread_rwlock_t *
rw_lock (GRWLock *lock)
{
  if (g_atomic_pointer_get (&lock->p) == NULL)
    {
      GRWLock made;

      SWIM_TSAN_REAL (g_rw_lock_init) (&made);
      if (!g_atomic_pointer_compare_and_exchange (&lock->p, NULL, made.p))
        SWIM_TSAN_REAL (g_rw_lock_clear) (&made);
    }
  return g_atomic_pointer_get (&lock->p);
}

void
g_rw_lock_reader_lock (GRWLock *lock)
{
  pthread_rwlock_rdlock (rw_lock (lock));
}

void
g_rw_lock_reader_unlock (GRWLock *lock)
{
  pthread_rwlock_unlock (rw_lock (lock));
}

void
g_rw_lock_writer_lock (GRWLock *lock)
{
  pthread_rwlock_wrlock (rw_lock (lock));
}

void
g_rw_lock_writer_unlock (GRWLock *lock)
{
  pthread_rwlock_unlock (rw_lock (lock));
}

/* What is made once. The quick test in front of these is a macro, and an atomic read of our own. */

gboolean (g_once_init_enter) (volatile void *location)
{
  gboolean first = SWIM_TSAN_REAL (g_once_init_enter) (location);

  if (!first)
    acquire (location);
  return first;
}

void (g_once_init_leave) (volatile void *location, gsize result)
{
  release (location);
  SWIM_TSAN_REAL (g_once_init_leave) (location, result);
}

#if GLIB_CHECK_VERSION(2, 80, 0)
gboolean (g_once_init_enter_pointer) (void *location)
{
  gboolean first = SWIM_TSAN_REAL (g_once_init_enter_pointer) (location);

  if (!first)
    acquire (location);
  return first;
}

void (g_once_init_leave_pointer) (void *location, gpointer result)
{
  release (location);
  SWIM_TSAN_REAL (g_once_init_leave_pointer) (location, result);
}
#endif
