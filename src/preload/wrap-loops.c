/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The functions by which loops are found: eventfd (), poll () and ppoll (), and what closes
 * descriptors. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>

#include "preload/contexts.h"
#include "preload/trap.h"
#include "preload/wrap.h"

static __thread unsigned last_index;

/* The descriptor of a main context in the set, or -1. It is nearly always where it was before. */
static int
find_context (const struct pollfd *fds, nfds_t n)
{
  if (last_index < n && swim_context_of (fds[last_index].fd) != 0)
    return fds[last_index].fd;
  for (nfds_t i = 0; i < n; i++)
    if (swim_context_of (fds[i].fd) != 0)
      {
        last_index = (unsigned) i;
        return fds[i].fd;
      }
  return -1;
}

static int
find_loop (const struct pollfd *fds, nfds_t n, bool waits, uintptr_t stack, uintptr_t caller)
{
  int fd;

  if (swim_process == NULL)
    return -1;
  fd = find_context (fds, n);
  if (fd < 0 && swim_turn != NULL && !waits)
    fd = swim_turn_polls_again (stack, caller);
  return fd;
}

/* Only a set of one descriptor has a name. */
static SwimTarget
describe_set (const struct pollfd *fds, nfds_t n)
{
  int only = -1;

  for (nfds_t i = 0; i < n; i++)
    if (fds[i].fd >= 0)
      {
        if (only >= 0)
          return SWIM_NOTHING;
        only = fds[i].fd;
      }
  return SWIM_FD (only);
}

static void
end_poll (SwimPoll *poll, uintptr_t stack, uint64_t now)
{
  SwimThread *thread = poll->thread;

  swim_poll_end (poll, stack, now);
  if (SWIM_LIKELY (thread->was_prepared) || !swim_trap_is_wanted () || swim_turn == NULL)
    return;
  thread->was_prepared = true;
  thread->armed = swim_trap_prepare ();
  swim_selector = thread->armed;
}

/* The poll is over, and did not wait. */
static void
tell_poll (int fd, uintptr_t stack, uintptr_t caller)
{
  int error = errno;
  uint64_t now = swim_now ();
  SwimPoll poll;

  if (swim_poll_begin (&poll, fd, stack, caller, now))
    end_poll (&poll, stack, now);
  errno = error;
}

#define WRAP_POLL(symbol, waits, params, args) \
  SWIM_DEFINE (int, symbol, params) \
  { \
    SWIM_REAL (int, symbol, params); \
    int fd = find_loop (fds, n, waits, SWIM_STACK, SWIM_CALLER); \
    SwimPoll poll; \
    int result; \
    if (fd < 0 && swim_turn == NULL) \
      return real args; \
    if (fd < 0) \
      { \
        SWIM_TIMED (int, poll, 0, real args, describe_set (fds, n)); \
      } \
    swim_turn_pause (); \
    if (!(waits)) \
      { \
        result = real args; \
        tell_poll (fd, SWIM_STACK, SWIM_CALLER); \
        return result; \
      } \
    if (!swim_poll_begin (&poll, fd, SWIM_STACK, SWIM_CALLER, swim_now ())) \
      return real args; \
    result = real args; \
    end_poll (&poll, SWIM_STACK, swim_now ()); \
    return result; \
  }

#define TIMEOUT_WAITS (timeout == NULL || timeout->tv_sec != 0 || timeout->tv_nsec != 0)

WRAP_POLL (poll, timeout != 0, (struct pollfd * fds, nfds_t n, int timeout), (fds, n, timeout))
WRAP_POLL (__poll_chk,
           timeout != 0,
           (struct pollfd * fds, nfds_t n, int timeout, size_t bytes),
           (fds, n, timeout, bytes))
WRAP_POLL (ppoll,
           TIMEOUT_WAITS,
           (struct pollfd * fds, nfds_t n, const struct timespec *timeout, const sigset_t *mask),
           (fds, n, timeout, mask))
WRAP_POLL (__ppoll_chk,
           TIMEOUT_WAITS,
           (struct pollfd * fds,
            nfds_t n,
            const struct timespec *timeout,
            const sigset_t *mask,
            size_t bytes),
           (fds, n, timeout, mask, bytes))

SWIM_DEFINE (int, eventfd, (unsigned value, int flags))
{
  SWIM_REAL (int, eventfd, (unsigned, int) );
  int fd = real (value, flags);

  if (fd >= 0)
    swim_contexts_made (fd, SWIM_STACK, SWIM_CALLER);
  return fd;
}

SWIM_DEFINE (int, close, (int fd))
{
  SWIM_REAL (int, close, (int) );

  if (SWIM_UNLIKELY (swim_context_of (fd) != 0))
    swim_contexts_close ((unsigned) fd, (unsigned) fd);
  if (SWIM_LIKELY (swim_turn == NULL))
    return real (fd);
  SWIM_TIMED (int, close, 0, real (fd), SWIM_LAST_FD (fd));
}

SWIM_DEFINE (int, close_range, (unsigned first, unsigned last, int flags))
{
  SWIM_REAL (int, close_range, (unsigned, unsigned, int) );

  if (flags == 0)
    swim_contexts_close (first, last);
  return real (first, last, flags);
}

SWIM_DEFINE (void, closefrom, (int first))
{
  SWIM_REAL (void, closefrom, (int) );

  swim_contexts_close (first > 0 ? (unsigned) first : 0, SWIM_CONTEXT_FDS - 1);
  real (first);
}

SWIM_DEFINE (int, dup2, (int fd, int copy))
{
  SWIM_REAL (int, dup2, (int, int) );

  if (fd != copy && swim_context_of (copy) != 0)
    swim_contexts_close ((unsigned) copy, (unsigned) copy);
  return real (fd, copy);
}

SWIM_DEFINE (int, dup3, (int fd, int copy, int flags))
{
  SWIM_REAL (int, dup3, (int, int, int) );

  if (fd != copy && swim_context_of (copy) != 0)
    swim_contexts_close ((unsigned) copy, (unsigned) copy);
  return real (fd, copy, flags);
}
