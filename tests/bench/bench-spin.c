/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A program whose work is a number and not a time: it counts so far, and ends. So the work of two
 * runs has a known ratio on any machine, however busy that is. Of libc alone, so that little is
 * added by its start.
 *
 * usage: bench-spin COUNT | bench-spin --calibrate SECONDS    prints the count for so much CPU time
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "spin.h"

#define TRIES 9
#define TRIED 20000000UL

static double
cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/* The quickest of a few tries: other programs only ever slow one down. */
static double
time_tries (void)
{
  double best = 1e9;

  for (int i = 0; i < TRIES; i++)
    {
      double begin = cpu_seconds ();
      double seconds;

      spin (TRIED);
      seconds = cpu_seconds () - begin;
      best = seconds < best ? seconds : best;
    }
  return best;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--calibrate") == 0)
    printf ("%lu\n", (unsigned long) ((double) TRIED * strtod (argv[2], NULL) / time_tries ()));
  else if (argc == 2)
    spin (strtoul (argv[1], NULL, 10));
  else
    return 2;
  return 0;
}
