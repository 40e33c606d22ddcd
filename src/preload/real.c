/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/real.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
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

  is_resolving = true;
  if (function == NULL && version != NULL)
    function = dlvsym (RTLD_NEXT, symbol, version);
  if (function == NULL)
    function = dlsym (RTLD_NEXT, symbol);
  is_resolving = was_resolving;
  errno = saved;
  return function != NULL ? function : fail;
}
