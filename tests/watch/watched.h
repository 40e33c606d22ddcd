/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of the program that is watched share, and what its test knows of it. */
#pragma once

#include <time.h>
#include <unistd.h>

#define WATCHED_MS 30
#define WATCHED_PAUSE 10 /* times that */
#define WATCHED_FILES 1000
#define WATCHED_THREADS 300
#define WATCHED_AT_ONCE 30
#define WATCHED_DEPTH 1500
#define WATCHED_TURNS 20000
#define WATCHED_TWINS 10
#define WATCHED_STACK 65536

typedef void (*WatchedAct) (void);

/* The act of this name, or NULL. */
WatchedAct watched_call (const char *name);
WatchedAct watched_fault (const char *name);

extern char *watched_file;

static inline void
watched_sleep (void)
{
  struct timespec time = { .tv_nsec = WATCHED_MS * 1000000L };

  nanosleep (&time, NULL);
}

/* A system call that no function makes, where that is possible. */
static inline long
watched_inline_syscall (long number, const void *a, const void *b)
{
  long result;

#ifdef __x86_64__
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b) : "rcx", "r11", "memory");
#else
  result = syscall (number, a, b);
#endif
  return result;
}
