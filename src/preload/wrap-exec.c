/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that end the image of the process. */
#include "config.h"

#include <alloca.h>
#include <stdarg.h>
#include <unistd.h>

#include "preload/turns.h"
#include "preload/wrap.h"

/* Not in a child of vfork (), which has the thread of its parent. */
static void
end_turns (uintptr_t stack)
{
  SwimThread *thread = swim_process_is_ours () ? swim_thread_peek () : NULL;

  if (thread != NULL)
    swim_turn_end_all (thread, stack);
}

/* The turn is at an end even if it fails, which is rare: nothing is told after it succeeds. */
#define WRAP_EXEC(symbol, params, args) \
  SWIM_DEFINE (int, symbol, params) \
  { \
    SWIM_REAL (int, symbol, params); \
    int result; \
    end_turns (SWIM_STACK); \
    swim_process_replaced (true); \
    result = real args; \
    swim_process_replaced (false); \
    return result; \
  }

WRAP_EXEC (execve, (const char *path, char *const *argv, char *const *envp), (path, argv, envp))
WRAP_EXEC (execv, (const char *path, char *const *argv), (path, argv))
WRAP_EXEC (execvp, (const char *file, char *const *argv), (file, argv))
WRAP_EXEC (execvpe, (const char *file, char *const *argv, char *const *envp), (file, argv, envp))
WRAP_EXEC (fexecve, (int fd, char *const *argv, char *const *envp), (fd, argv, envp))
WRAP_EXEC (execveat,
           (int at, const char *path, char *const *argv, char *const *envp, int flags),
           (at, path, argv, envp, flags))

/* The analyzer takes the second list for one that was not begun. */
#ifndef __clang_analyzer__
/* The words of a list up to NULL, and after that the environment if the function takes one. */
#define WRAP_EXEC_LIST(symbol, envp, call) \
  SWIM_DEFINE (int, symbol, (const char *path, const char *word, ...)) \
  { \
    size_t n = 0; \
    char **argv; \
    va_list counted, rest; \
    va_start (counted, word); \
    for (const char *next = word; next != NULL; next = va_arg (counted, const char *)) \
      n++; \
    va_end (counted); \
    argv = alloca ((n + 1) * sizeof *argv); \
    va_start (rest, word); \
    for (size_t i = 0; i <= n; i++) \
      argv[i] = i == 0 ? (char *) word : va_arg (rest, char *); \
    envp; \
    va_end (rest); \
    return call; \
  }

// cppcheck-suppress allocaCalled
WRAP_EXEC_LIST (execl, (void) 0, swim_wrap_execv (path, argv))
// cppcheck-suppress allocaCalled
WRAP_EXEC_LIST (execlp, (void) 0, swim_wrap_execvp (path, argv))
// cppcheck-suppress allocaCalled
WRAP_EXEC_LIST (execle,
                char *const *envp = va_arg (rest, char *const *),
                swim_wrap_execve (path, argv, envp))
#endif

/* What runs at the exit is no work of a loop from which that is called. */
SWIM_DEFINE (void, exit, (int status))
{
  SWIM_REAL (void, exit, (int) );

  end_turns (SWIM_STACK);
  real (status);
}

__attribute__ ((destructor)) static void
on_exit_called (void)
{
  end_turns (SWIM_STACK);
  swim_process_end ();
}

/* exit () ends the image by the destructor, these do it at once. */
#define WRAP_EXIT(symbol) \
  SWIM_DEFINE (void, symbol, (int status)) \
  { \
    SWIM_REAL (void, symbol, (int) ); \
    end_turns (SWIM_STACK); \
    swim_process_end (); \
    real (status); \
  }

WRAP_EXIT (_exit)
WRAP_EXIT (_Exit)
