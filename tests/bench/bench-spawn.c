/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bare loop that a benchmarking tool is measured against: starts a program so many times, one
 * after the other, by vfork() and exec(), and prints for each run the seconds until it had ended.
 *
 * usage: bench-spawn RUNS PROGRAM [ARGUMENT…] */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

int
main (int argc, char **argv)
{
  posix_spawn_file_actions_t actions;

  if (argc < 3)
    return 2;
  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_addopen (&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen (&actions, 1, "/dev/null", O_WRONLY, 0);
  for (long i = strtol (argv[1], NULL, 10); i > 0; i--)
    {
      double begin = now ();
      int status;
      pid_t pid;

      if (posix_spawnp (&pid, argv[2], &actions, NULL, argv + 2, environ) != 0
          || waitpid (pid, &status, 0) != pid || status != 0)
        {
          fprintf (stderr, "bench-spawn: %s failed\n", argv[2]);
          return 1;
        }
      printf ("%.9f\n", now () - begin);
    }
  return 0;
}
