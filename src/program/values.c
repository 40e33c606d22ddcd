/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/values.h"

#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/nearest.h"
#include "base/quantity.h"
#include "base/swim-error.h"
#include "mode/mode.h"

/* Fewer queries than c-ares can number, and more than most machines have descriptors for. */
#define MOST_JOBS 30000
/* A slot may hold a connection, a file and the descriptor that wakes a blocking call. */
#define DESCRIPTORS_A_SLOT 3
#define DESCRIPTORS_BESIDES 64
/* And where the items of a loop share its sockets: some ten for each loop. */
#define DESCRIPTORS_SHARED 4096
/* What a run needs besides those of its mode: ours, GLib's, the lab. */
#define THREADS_BESIDES 7
/* Limits from here on are not tried: that would take time in each process, for nothing. */
#define PLENTY_OF_THREADS 1024

/* The names of the modes, for a message (transfer full). */
char *
swim_join_modes (const char *separator)
{
  GString *names = g_string_new (NULL);

  for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
    g_string_append_printf (names, "%s%s", names->len > 0 ? separator : "", (*mode)->name);
  return g_string_free (names, FALSE);
}

/* Whether there is such a mode. */
gboolean
swim_check_mode (const char *name, GError **error)
{
  g_autofree char *modes = swim_join_modes (" ");
  g_auto (GStrv) names = g_strsplit (modes, " ", -1);
  g_autofree char *known = NULL;

  if (swim_mode_lookup (name) != NULL)
    return TRUE;
  known = swim_nearest_or_all (name, (const char *const *) names, "the modes are");
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "there is no mode “%s”%s", name, known);
  return FALSE;
}

/* Reads auto (also NULL), always or never. */
gboolean
swim_choice (const char *value,
             gboolean automatic,
             const char *option,
             gboolean *chosen,
             GError **error)
{
  if (value == NULL || strcmp (value, "auto") == 0)
    *chosen = automatic;
  else if (strcmp (value, "always") == 0 || strcmp (value, "never") == 0)
    *chosen = value[0] == 'a';
  else
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "--%s takes auto, always or never, not “%s”", option, value);
      return FALSE;
    }
  return TRUE;
}

/* Has the kernel make room for so many descriptors. It doubles the table when one does not fit, and
 * in a process of several threads then waits until each processor has seen the new one: some 16 ms
 * in which the loop stands still. As long as there is one thread it costs nothing. */
static void
reserve_descriptors (rlim_t count)
{
  int fd = fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, (int) count - 1);

  if (fd >= 0)
    close (fd);
}

typedef struct
{
  GMutex lock;
  GCond opened;
  gboolean open;
} Gate;

static gpointer
pass_gate (gpointer data)
{
  Gate *gate = data;

  g_mutex_lock (&gate->lock);
  while (!gate->open)
    g_cond_wait (&gate->opened, &gate->lock);
  g_mutex_unlock (&gate->lock);
  return NULL;
}

/* Whether that many threads can live at once. */
static gboolean
can_start (guint wanted)
{
  g_autoptr (GPtrArray) threads = g_ptr_array_new_with_free_func ((GDestroyNotify) g_thread_join);
  Gate gate = { .open = FALSE };
  GThread *thread;

  g_mutex_init (&gate.lock);
  g_cond_init (&gate.opened);
  while (threads->len < wanted
         && (thread = g_thread_try_new ("trial", pass_gate, &gate, NULL)) != NULL)
    g_ptr_array_add (threads, thread);
  wanted -= threads->len;
  g_mutex_lock (&gate.lock);
  gate.open = TRUE;
  g_cond_broadcast (&gate.opened);
  g_mutex_unlock (&gate.lock);
  g_ptr_array_set_size (threads, 0);
  g_cond_clear (&gate.opened);
  g_mutex_clear (&gate.lock);
  return wanted == 0;
}

/* Where GLib cannot start a thread of its own, it ends the process. */
static gboolean
check_threads (GError **error)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NPROC, &limit) != 0 || limit.rlim_cur >= PLENTY_OF_THREADS
      || can_start (THREADS_BESIDES))
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
               "a run needs some %d threads, and the limit of this user's processes and threads is "
               "%" G_GUINT64_FORMAT ": raise it (ulimit -u)",
               THREADS_BESIDES + 1, (guint64) limit.rlim_cur);
  return FALSE;
}

/* Whether so many items can be in flight. Raises the limit of open files, as far as the system lets
 * us, and makes room for them. Where items share sockets, that may be less: a connection of its own
 * is for a question whose shared one broke. Call before the first thread. */
gboolean
swim_check_jobs (int jobs, gboolean each_holds, GError **error)
{
  rlim_t wanted = (rlim_t) jobs * DESCRIPTORS_A_SLOT + DESCRIPTORS_BESIDES;
  struct rlimit limit;
  rlim_t most;

  if (!swim_quantity_check (SWIM_QUANTITY_COUNT, "jobs", jobs, 1, MOST_JOBS, error)
      || !check_threads (error))
    return FALSE;
  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return TRUE;
  if (limit.rlim_cur < wanted)
    {
      limit.rlim_cur = MIN (wanted, limit.rlim_max);
      if (setrlimit (RLIMIT_NOFILE, &limit) != 0)
        limit.rlim_cur = 0;
    }
  if (limit.rlim_cur >= wanted || (!each_holds && limit.rlim_cur >= DESCRIPTORS_BESIDES))
    {
      reserve_descriptors (each_holds ? wanted : MIN (limit.rlim_cur, DESCRIPTORS_SHARED));
      return TRUE;
    }
  most = (limit.rlim_max > DESCRIPTORS_BESIDES ? limit.rlim_max - DESCRIPTORS_BESIDES : 0)
         / DESCRIPTORS_A_SLOT;
  if (most == 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
                   "a run may need %" G_GUINT64_FORMAT " open files and the hard limit is "
                   "%" G_GUINT64_FORMAT ": raise it (ulimit -n, as root)",
                   (guint64) wanted, (guint64) limit.rlim_max);
      return FALSE;
    }
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
               "--jobs=%d may need %" G_GUINT64_FORMAT " open files and the hard limit is "
               "%" G_GUINT64_FORMAT ": use --jobs=%" G_GUINT64_FORMAT
               " at most, or raise the limit (ulimit -Hn, as root)",
               jobs, (guint64) wanted, (guint64) limit.rlim_max, (guint64) most);
  return FALSE;
}
