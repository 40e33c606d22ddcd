/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that wait for locks and conditions. What can be had at once is not timed. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <threads.h>

#include "preload/wrap.h"

SWIM_WRAP (int, flock, flock, (int fd, int operation), (fd, operation), SWIM_FD (fd))
SWIM_WRAP_2 (int,
             lockf,
             lockf64,
             lockf,
             (int fd, int command, long n),
             (fd, command, n),
             SWIM_FD (fd))
/* The third argument is a pointer, an integer, or not there. */
SWIM_WRAP_IF (command == F_SETLKW || command == F_OFD_SETLKW,
              int,
              fcntl,
              fcntl,
              (int fd, int command, void *data),
              (fd, command, data),
              SWIM_FD (fd))
SWIM_WRAP_IF (command == F_SETLKW || command == F_OFD_SETLKW,
              int,
              fcntl64,
              fcntl,
              (int fd, int command, void *data),
              (fd, command, data),
              SWIM_FD (fd))

/* Inside a turn, the lock is tried first: that has the same result unless it is `busy`. */
#define WRAP_LOCK(symbol, function, type, busy, attempt) \
  SWIM_DEFINE (int, symbol, (type * lock)) \
  { \
    SWIM_REAL (int, symbol, (type *) ); \
    int tried; \
    if (SWIM_LIKELY (swim_turn == NULL)) \
      return real (lock); \
    tried = attempt (lock); \
    if (SWIM_LIKELY (tried != busy)) \
      return tried; \
    SWIM_TIMED (int, function, 0, real (lock), SWIM_NOTHING); \
  }

WRAP_LOCK (pthread_mutex_lock, pthread_mutex_lock, pthread_mutex_t, EBUSY, pthread_mutex_trylock)
WRAP_LOCK (mtx_lock, pthread_mutex_lock, mtx_t, thrd_busy, mtx_trylock)
WRAP_LOCK (pthread_rwlock_rdlock,
           pthread_rwlock_rdlock,
           pthread_rwlock_t,
           EBUSY,
           pthread_rwlock_tryrdlock)
WRAP_LOCK (pthread_rwlock_wrlock,
           pthread_rwlock_wrlock,
           pthread_rwlock_t,
           EBUSY,
           pthread_rwlock_trywrlock)

#define DEADLINE const struct timespec *deadline

SWIM_WRAP (int,
           pthread_mutex_timedlock,
           pthread_mutex_lock,
           (void *lock, DEADLINE),
           (lock, deadline),
           SWIM_NOTHING)
SWIM_WRAP (int,
           pthread_mutex_clocklock,
           pthread_mutex_lock,
           (void *lock, clockid_t clock, DEADLINE),
           (lock, clock, deadline),
           SWIM_NOTHING)
SWIM_WRAP (int,
           pthread_rwlock_timedrdlock,
           pthread_rwlock_rdlock,
           (void *lock, DEADLINE),
           (lock, deadline),
           SWIM_NOTHING)
SWIM_WRAP (int,
           pthread_rwlock_timedwrlock,
           pthread_rwlock_wrlock,
           (void *lock, DEADLINE),
           (lock, deadline),
           SWIM_NOTHING)
SWIM_WRAP_VERSION (int,
                   pthread_cond_wait,
                   SWIM_SINCE ("GLIBC_2.3.2"),
                   pthread_cond_wait,
                   (void *condition, void *lock),
                   (condition, lock),
                   SWIM_NOTHING)
SWIM_WRAP_VERSION (int,
                   pthread_cond_timedwait,
                   SWIM_SINCE ("GLIBC_2.3.2"),
                   pthread_cond_timedwait,
                   (void *condition, void *lock, DEADLINE),
                   (condition, lock, deadline),
                   SWIM_NOTHING)
SWIM_WRAP (int,
           pthread_cond_clockwait,
           pthread_cond_timedwait,
           (void *condition, void *lock, clockid_t clock, DEADLINE),
           (condition, lock, clock, deadline),
           SWIM_NOTHING)
SWIM_WRAP (int,
           cnd_wait,
           pthread_cond_wait,
           (void *condition, void *lock),
           (condition, lock),
           SWIM_NOTHING)
SWIM_WRAP (int,
           cnd_timedwait,
           pthread_cond_timedwait,
           (void *condition, void *lock, DEADLINE),
           (condition, lock, deadline),
           SWIM_NOTHING)
SWIM_WRAP (int,
           pthread_barrier_wait,
           pthread_barrier_wait,
           (void *barrier),
           (barrier),
           SWIM_NOTHING)

SWIM_DEFINE (int, sem_wait, (sem_t * semaphore))
{
  SWIM_REAL (int, sem_wait, (sem_t *) );
  int saved;

  if (SWIM_LIKELY (swim_turn == NULL))
    return real (semaphore);
  saved = errno;
  if (sem_trywait (semaphore) == 0)
    return 0;
  errno = saved;
  SWIM_TIMED (int, sem_wait, 0, real (semaphore), SWIM_NOTHING);
}

SWIM_WRAP (int,
           sem_timedwait,
           sem_timedwait,
           (void *semaphore, DEADLINE),
           (semaphore, deadline),
           SWIM_NOTHING)
SWIM_WRAP (int,
           sem_clockwait,
           sem_timedwait,
           (void *semaphore, clockid_t clock, DEADLINE),
           (semaphore, clock, deadline),
           SWIM_NOTHING)
SWIM_WRAP (int,
           semop,
           semop,
           (int set, void *operations, size_t n),
           (set, operations, n),
           SWIM_NOTHING)
SWIM_WRAP (int,
           semtimedop,
           semop,
           (int set, void *operations, size_t n, const struct timespec *timeout),
           (set, operations, n, timeout),
           SWIM_NOTHING)
