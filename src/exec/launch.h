/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Starts a command: as a shell would, but in a process group of its own. */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

typedef struct
{
  const char *file;
  char **argv;
  char **environment;
  int streams[3]; /* what its standard streams are */
} SwimExecLaunch;

typedef struct
{
  pid_t pid; /* and number of its process group */
  int pidfd;
  gint64 started; /* on the clock of loop/clock.h */
} SwimExecChild;

gboolean swim_exec_launch (const SwimExecLaunch *launch, SwimExecChild *child, GError **error);

G_END_DECLS
