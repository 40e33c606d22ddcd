/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Starts commands: as a shell would, but in a process group of their own. */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* A process of ours that starts the commands, which are children of this one all the same. Where
 * this one is killed, it ends the command that runs. */
typedef struct _SwimExecLauncher SwimExecLauncher;

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

SwimExecLauncher *swim_exec_launcher_new (GError **error);
void swim_exec_launcher_free (SwimExecLauncher *launcher);
gboolean swim_exec_launch (SwimExecLauncher *launcher,
                           const SwimExecLaunch *launch,
                           SwimExecChild *child,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimExecLauncher, swim_exec_launcher_free)

G_END_DECLS
