/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that wait for processes, threads and signals. What a command says is not looked at. */
#include "config.h"

#include <signal.h>
#include <stdio.h>

#include "preload/wrap.h"

SWIM_WRAP (pid_t, fork, fork, (void), (), SWIM_NOTHING)
#define SPAWN \
  (pid_t * pid, const char *path, const void *actions, const void *attributes, char *const *argv, \
   char *const *envp)
SWIM_WRAP_VERSION (int,
                   posix_spawn,
                   SWIM_SINCE ("GLIBC_2.15"),
                   posix_spawn,
                   SPAWN,
                   (pid, path, actions, attributes, argv, envp),
                   SWIM_PATH (path))
SWIM_WRAP_VERSION (int,
                   posix_spawnp,
                   SWIM_SINCE ("GLIBC_2.15"),
                   posix_spawn,
                   SPAWN,
                   (pid, path, actions, attributes, argv, envp),
                   SWIM_PATH (path))
SWIM_WRAP (int, system, system, (const char *command), (command), SWIM_NOTHING)
SWIM_WRAP (FILE *,
           popen,
           popen,
           (const char *command, const char *mode),
           (command, mode),
           SWIM_NOTHING)
SWIM_WRAP (int, pclose, pclose, (FILE * stream), (stream), SWIM_LAST_STREAM (stream))
SWIM_WRAP (pid_t, wait, waitpid, (int *status), (status), SWIM_NOTHING)
SWIM_WRAP (pid_t,
           waitpid,
           waitpid,
           (pid_t pid, int *status, int options),
           (pid, status, options),
           SWIM_NOTHING)
SWIM_WRAP (pid_t,
           wait3,
           waitpid,
           (int *status, int options, void *usage),
           (status, options, usage),
           SWIM_NOTHING)
SWIM_WRAP (pid_t,
           wait4,
           waitpid,
           (pid_t pid, int *status, int options, void *usage),
           (pid, status, options, usage),
           SWIM_NOTHING)
SWIM_WRAP (int,
           waitid,
           waitid,
           (int type, id_t id, siginfo_t *info, int options),
           (type, id, info, options),
           SWIM_NOTHING)

SWIM_WRAP (int,
           pthread_join,
           pthread_join,
           (unsigned long thread, void **result),
           (thread, result),
           SWIM_NOTHING)
SWIM_WRAP (int,
           pthread_timedjoin_np,
           pthread_join,
           (unsigned long thread, void **result, const struct timespec *deadline),
           (thread, result, deadline),
           SWIM_NOTHING)
SWIM_WRAP (int,
           pthread_clockjoin_np,
           pthread_join,
           (unsigned long thread, void **result, clockid_t clock, const struct timespec *deadline),
           (thread, result, clock, deadline),
           SWIM_NOTHING)
SWIM_WRAP (int,
           thrd_join,
           pthread_join,
           (unsigned long thread, int *result),
           (thread, result),
           SWIM_NOTHING)
SWIM_WRAP (int, sigwait, sigwait, (const sigset_t *set, int *signal), (set, signal), SWIM_NOTHING)
SWIM_WRAP (int,
           sigwaitinfo,
           sigwait,
           (const sigset_t *set, siginfo_t *info),
           (set, info),
           SWIM_NOTHING)
SWIM_WRAP (int,
           sigtimedwait,
           sigwait,
           (const sigset_t *set, siginfo_t *info, const struct timespec *timeout),
           (set, info, timeout),
           SWIM_NOTHING)
SWIM_WRAP (int, sigsuspend, pause, (const sigset_t *mask), (mask), SWIM_NOTHING)
SWIM_WRAP (int, pause, pause, (void), (), SWIM_NOTHING)
