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

#include "base/child-processes.h"

/* What was ended may leave children of its own, which become ours then. */
#define MOST_GENERATIONS 64

struct _SwimExecLeft
{
  GHashTable *own;  /* set of pids: those that others wait for */
  GHashTable *kept; /* likewise, of those that are not to be ended, or cannot be */
  int was_reaper;
};

/* What became of the processes, by their names. */
typedef struct
{
  GPtrArray *ended;
  GPtrArray *stayed;
} Found;

static void
add_children (GHashTable *pids, GHashTable *except)
{
  g_autoptr (GArray) children = swim_child_processes_list (getpid ());

  for (guint i = 0; children != NULL && i < children->len; i++)
    {
      gpointer pid = GINT_TO_POINTER (g_array_index (children, int, i));

      if (except == NULL || !g_hash_table_contains (except, pid))
        g_hash_table_add (pids, pid);
    }
}

static gboolean
reap_ended (gpointer pid, gpointer value, gpointer data)
{
  return waitpid (GPOINTER_TO_INT (pid), NULL, WNOHANG) != 0;
}

/* What is a child of this process now is not to be ended. Those of them that have ended meanwhile
 * are reaped: there may be one for each run. */
void
swim_exec_left_keep (SwimExecLeft *self)
{
  add_children (self->kept, self->own);
  g_hash_table_foreach_remove (self->kept, reap_ended, NULL);
}

SwimExecLeft *
swim_exec_left_new (void)
{
  SwimExecLeft *self = g_new0 (SwimExecLeft, 1);

  self->own = g_hash_table_new (NULL, NULL);
  self->kept = g_hash_table_new (NULL, NULL);
  add_children (self->own, NULL);
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
  g_hash_table_unref (self->kept);
  g_free (self);
}

/* Its name and number (transfer full); NULL: it has ended and only waits to be reaped. */
static char *
describe (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/comm", pid);
  g_autofree char *name = NULL;
  siginfo_t info = { 0 };

  if (waitid (P_PID, (id_t) pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != 0)
    return NULL;
  if (!g_file_get_contents (path, &name, NULL, NULL))
    return g_strdup_printf ("process %d", pid);
  return g_strdup_printf ("%s (process %d)", g_strstrip (name), pid);
}

/* One that may not be ended, since it is of another user, is not waited for: that might take for
 * ever. */
static void
end_child (const SwimExecLeft *self, int pid, const Found *found)
{
  g_autofree char *name = describe (pid);

  if (name != NULL && kill (pid, SIGKILL) != 0)
    {
      g_ptr_array_add (found->stayed, g_strdup_printf ("%s: %s", name, g_strerror (errno)));
      g_hash_table_add (self->kept, GINT_TO_POINTER (pid));
      return;
    }
  if (name != NULL)
    g_ptr_array_add (found->ended, g_steal_pointer (&name));
  while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
    ;
}

/* Ends those that became our children meanwhile; FALSE: there are none. Where the kernel does not
 * list children, only the process group is known. */
static gboolean
end_children (const SwimExecLeft *self, pid_t group, const Found *found)
{
  g_autoptr (GArray) children = swim_child_processes_list (getpid ());
  gboolean any = FALSE;

  if (children == NULL)
    kill (-group, SIGKILL);
  for (guint i = 0; children != NULL && i < children->len; i++)
    {
      int pid = g_array_index (children, int, i);

      if (g_hash_table_contains (self->own, GINT_TO_POINTER (pid))
          || g_hash_table_contains (self->kept, GINT_TO_POINTER (pid)))
        continue;
      any = TRUE;
      end_child (self, pid, found);
    }
  return any;
}

static void
add_remark (GStrvBuilder *remarks, const char *words, GPtrArray *names)
{
  g_autofree char *all = NULL;
  g_autofree char *remark = NULL;

  if (names->len == 0)
    return;
  g_ptr_array_add (names, NULL);
  all = g_strjoinv (", ", (char **) names->pdata);
  remark = g_strconcat ("left processes behind, which ", words, ": ", all, NULL);
  g_strv_builder_add (remarks, remark);
}

/* Ends all that is left of a command which has ended and was reaped, and of its process group.
 * Returns remarks about it (transfer full), perhaps none. */
GStrv
swim_exec_left_end (SwimExecLeft *self, pid_t group)
{
  g_autoptr (GPtrArray) ended = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) stayed = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GStrvBuilder) remarks = g_strv_builder_new ();
  Found found = { ended, stayed };

  for (guint i = 0; i < MOST_GENERATIONS && end_children (self, group, &found); i++)
    ;
  add_remark (remarks, "were ended", ended);
  add_remark (remarks, "could not be ended", stayed);
  return g_strv_builder_end (remarks);
}
