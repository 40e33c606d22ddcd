/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/real.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* libc's own names for what a memory allocator calls. One that replaces libc's may begin its work
 * inside of our dlsym (), when the function that it calls is the one that is being looked up. */
extern int __open (const char *, int, ...);
extern int __open64 (const char *, int, ...);
extern int __close (int);
extern long __read (int, void *, size_t);
extern long __write (int, const void *, size_t);
extern int __fcntl (int, int, ...);
extern int __pthread_mutex_lock (void *);

static const struct
{
  const char *symbol;
  void *function;
} EARLY[] = {
  { "open", __open },     { "open64", __open64 },
  { "close", __close },   { "read", __read },
  { "write", __write },   { "fcntl", __fcntl },
  { "fcntl64", __fcntl }, { "pthread_mutex_lock", __pthread_mutex_lock },
};

static __thread bool is_resolving;

/* No object has a function of this name, and so the error is known again. */
#define NOWHERE "swim_nowhere"

static char *(*real_error) (void); /* NULL: not found yet */
static __thread char *kept;        /* what was put back, or told last */

/* As early as can be: when it is needed, to look for it would be such a call. */
__attribute__ ((constructor)) static void
find_error (void)
{
  if (real_error == NULL)
    real_error = (__typeof__ (real_error)) dlsym (RTLD_NEXT, "dlerror");
}

static char *
keep (char *error)
{
  free (kept);
  kept = error;
  return kept;
}

char *
swim_error_tell (void)
{
  char *error;
  char *copy;

  find_error ();
  error = real_error ();
  if (error == NULL)
    return NULL;
  if (kept != NULL && strstr (error, NOWHERE) != NULL)
    return kept;
  copy = strdup (error);
  return copy != NULL ? keep (copy) : error;
}

char *
swim_error_take (void)
{
  char *error;

  find_error ();
  error = real_error ();
  if (error == NULL)
    return NULL;
  return strdup (kept != NULL && strstr (error, NOWHERE) != NULL ? kept : error);
}

/* By an error of ours, which the next call takes away as it would have the program's. */
void
swim_error_put_back (char *error)
{
  if (error != NULL)
    {
      keep (error);
      (void) dlsym (RTLD_NEXT, NOWHERE);
    }
  else
    real_error (); /* what we did not find is no matter of the program's */
}

static long
fail (void)
{
  errno = ENOSYS;
  return -1;
}

static void *
early (const char *symbol)
{
  for (size_t i = 0; i < sizeof EARLY / sizeof EARLY[0]; i++)
    if (strcmp (EARLY[i].symbol, symbol) == 0)
      return EARLY[i].function;
  return NULL;
}

void *
swim_real (const char *symbol, const char *version)
{
  int saved = errno;
  bool was_resolving = is_resolving;
  void *function = was_resolving ? early (symbol) : NULL;
  char *error;

  is_resolving = true;
  error = was_resolving ? NULL : swim_error_take ();
  if (function == NULL && version != NULL)
    function = dlvsym (RTLD_NEXT, symbol, version);
  if (function == NULL)
    function = dlsym (RTLD_NEXT, symbol);
  if (!was_resolving)
    swim_error_put_back (error);
  is_resolving = was_resolving;
  errno = saved;
  return function != NULL ? function : fail;
}
