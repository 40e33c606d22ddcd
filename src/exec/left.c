/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* As a “subreaper”, this process becomes the parent of every orphan among its descendants, also of
 * those that made a session of their own. What was its child before the runs, such as the lab, is
 * none. */
#include "config.h"

#include "exec/left.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What was ended may leave children of its own, which become ours then. */
#define MOST_GENERATIONS 64

struct _SwimExecLeft
{
  GHashTable *own; /* set of pids */
  int was_reaper;
};

/* The processes whose parent is this one, as the kernel lists them (transfer full). NULL: it does
 * not. Orphans become children of the first thread. */
static GArray *
list_children (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/children", (int) getpid ());
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;
  GArray *children;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  children = g_array_new (FALSE, FALSE, sizeof (int));
  words = g_strsplit (g_strstrip (text), " ", -1);
  for (char **word = words; *word != NULL; word++)
    {
      int pid = (int) g_ascii_strtoll (*word, NULL, 10);

      if (pid > 0)
        g_array_append_val (children, pid);
    }
  return children;
}

/* What is a child of this process now is not to be ended. */
void
swim_exec_left_keep (SwimExecLeft *self)
{
  g_autoptr (GArray) children = list_children ();

  for (guint i = 0; children != NULL && i < children->len; i++)
    g_hash_table_add (self->own, GINT_TO_POINTER (g_array_index (children, int, i)));
}

SwimExecLeft *
swim_exec_left_new (void)
{
  SwimExecLeft *self = g_new0 (SwimExecLeft, 1);

  self->own = g_hash_table_new (NULL, NULL);
  swim_exec_left_keep (self);
  prctl (PR_GET_CHILD_SUBREAPER, &self->was_reaper, 0, 0, 0);
  prctl (PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  return self;
}

void
swim_exec_left_free (SwimExecLeft *self)
{
  if (self == NULL)
    return;
  prctl (PR_SET_CHILD_SUBREAPER, self->was_reaper, 0, 0, 0);
  g_hash_table_unref (self->own);
  g_free (self);
}

/* Its name and number (transfer full); NULL: it has ended and only waits to be reaped. */
static char *
describe (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/comm", pid);
  g_autofree char *name = NULL;
  siginfo_t info = { 0 };

  if (waitid (P_PID, (id_t) pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != 0
      || !g_file_get_contents (path, &name, NULL, NULL))
    return NULL;
  return g_strdup_printf ("%s (process %d)", g_strstrip (name), pid);
}

/* Ends those that became our children meanwhile; FALSE: there are none. Where the kernel does not
 * list children, only the process group is known. */
static gboolean
end_children (const SwimExecLeft *self, pid_t group, GStrvBuilder *names)
{
  g_autoptr (GArray) children = list_children ();
  gboolean any = FALSE;

  if (children == NULL)
    kill (-group, SIGKILL);
  for (guint i = 0; children != NULL && i < children->len; i++)
    {
      int pid = g_array_index (children, int, i);
      g_autofree char *name = NULL;

      if (g_hash_table_contains (self->own, GINT_TO_POINTER (pid)))
        continue;
      any = TRUE;
      name = describe (pid);
      if (name != NULL)
        g_strv_builder_add (names, name);
      kill (pid, SIGKILL);
      while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
        ;
    }
  return any;
}

/* Ends all that is left of a command which has ended and was reaped, and of its process group.
 * Returns what they were (transfer full), perhaps nothing. */
GStrv
swim_exec_left_end (SwimExecLeft *self, pid_t group)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < MOST_GENERATIONS && end_children (self, group, names); i++)
    ;
  return g_strv_builder_end (names);
}
