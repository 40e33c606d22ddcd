/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "exec/overhead.h"

#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>

#include "base/swim-error.h"
#include "compare/statistics.h"
#include "loop/clock.h"

#define RUNS 60
/* There is hardly a shorter one. */
#define PROGRAM "true"

extern char **environ;

static double
get_seconds_since (gint64 begin)
{
  return (double) (swim_clock_ns () - begin) / 1e9;
}

static gboolean
run_bare (const SwimExecCommand *command, double *seconds, GError **error)
{
  gint64 begin = swim_clock_ns ();
  pid_t pid;
  int code = posix_spawn (&pid, command->file, NULL, NULL, command->argv, environ);

  if (code != 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "%s cannot be started: %s", command->file,
                   g_strerror (code));
      return FALSE;
    }
  while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
    ;
  *seconds = get_seconds_since (begin);
  return TRUE;
}

static gboolean
run_measured (const SwimExecCommand *command,
              const SwimExecOptions *options,
              double *seconds,
              double *wall,
              GError **error)
{
  gint64 begin = swim_clock_ns ();
  g_auto (SwimExecResult) result = { 0 };

  if (!swim_exec_run (command, options, FALSE, &result, error))
    return FALSE;
  *seconds = get_seconds_since (begin);
  *wall = result.record != NULL ? result.record->wall_seconds : 0;
  return TRUE;
}

static double
get_median (const double *values)
{
  SwimSummary summary;

  swim_statistics_summarize (values, RUNS, &summary);
  return summary.median;
}

/* Runs both in turn, so that what slows the machine slows both. */
gboolean
swim_exec_overhead_measure (const SwimExecOptions *options,
                            SwimExecOverhead *overhead,
                            GError **error)
{
  g_autoptr (SwimExecCommand) command = swim_exec_command_new (PROGRAM, FALSE, error);
  double bare[RUNS];
  double measured[RUNS];
  double walls[RUNS];

  if (command == NULL)
    return FALSE;
  for (guint i = 0; i < RUNS; i++)
    if (!run_bare (command, &bare[i], error)
        || !run_measured (command, options, &measured[i], &walls[i], error))
      return FALSE;
  *overhead =
      (SwimExecOverhead){ RUNS, get_median (bare), get_median (measured), get_median (walls) };
  return TRUE;
}
