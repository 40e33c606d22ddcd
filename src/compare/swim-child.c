/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/swim-child.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "base/swim-error.h"

void
swim_child_result_clear (SwimChildResult *result)
{
  g_clear_pointer (&result->record, swim_record_free);
  g_clear_pointer (&result->message, g_free);
}

/* Removes a folder of ours with all that a run left in it. Never follows a link out of it. */
static void
remove_tree (GFile *file)
{
  g_autoptr (GFileEnumerator) children = g_file_enumerate_children (
      file, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL)
         && child != NULL)
    if (!g_file_delete (child, NULL, NULL))
      remove_tree (child);
  g_file_delete (file, NULL, NULL);
}

/* The child's end, for the loop that waits for it. */
typedef struct
{
  gboolean done;
  char *message;
} Waiting;

static void
on_child_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;

  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, NULL, &waiting->message,
                                        NULL);
  waiting->done = TRUE;
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_subprocess_send_signal (data, SIGINT);
}

static void
wait_for (GSubprocess *child, GCancellable *cancellable, SwimChildResult *result)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  Waiting waiting = { FALSE, NULL };
  gulong handler = 0;

  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), child, NULL);
  g_subprocess_communicate_utf8_async (child, NULL, NULL, on_child_ended, &waiting);
  while (!waiting.done)
    g_main_context_iteration (context, TRUE);
  g_cancellable_disconnect (cancellable, handler);
  result->message = waiting.message != NULL ? g_strstrip (waiting.message) : g_strdup ("");
  result->exit_code =
      g_subprocess_get_if_exited (child) ? g_subprocess_get_exit_status (child) : -1;
}

static GSubprocess *
spawn_in (const char *folder, const char *record, const char *const *argv, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *option = g_strconcat ("--record=", record, NULL);
  g_auto (GStrv) full = NULL;

  g_strv_builder_add (builder, argv[0]);
  g_strv_builder_add (builder, argv[1]);
  g_strv_builder_add (builder, option);
  g_strv_builder_addv (builder, (const char **) argv + 2);
  full = g_strv_builder_end (builder);
  if (folder != NULL)
    g_subprocess_launcher_set_cwd (launcher, folder);
  /* Before 2.76 GLib has an allocator of its own that costs each new thread dearly, a quarter of
   * the CPU of a short run with 64 threads; later it uses malloc. So do all our runs, with any
   * GLib. */
  g_subprocess_launcher_setenv (launcher, "G_SLICE", "always-malloc", FALSE);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *) full, error);
}

static char *
make_folder (const char *scratch, GError **error)
{
  g_autofree char *base =
      g_canonicalize_filename (scratch != NULL ? scratch : g_get_tmp_dir (), NULL);
  char *folder = g_build_filename (base, "swimlane-XXXXXX", NULL);

  if (g_mkdtemp (folder) != NULL)
    return folder;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "cannot make the folder %s for a run: %s",
               folder, g_strerror (errno));
  g_free (folder);
  return NULL;
}

/* Runs argv (program, command, its arguments) in a fresh folder, where the files that it writes go,
 * with a record asked for. The folder is made in @scratch or, where that is NULL, where temporary
 * files go, and is gone afterwards; with @stay it holds the record alone, and the working directory
 * stays ours. Iterates the thread-default main context meanwhile. FALSE only where the process
 * could not be started; all else is in the result. */
gboolean
swim_child_run (const char *const *argv,
                const char *scratch,
                gboolean stay,
                GCancellable *cancellable,
                SwimChildResult *result,
                GError **error)
{
  g_autofree char *folder = make_folder (scratch, error);
  g_autofree char *path = NULL;
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GFile) tree = NULL;

  memset (result, 0, sizeof *result);
  if (folder == NULL)
    return FALSE;
  tree = g_file_new_for_path (folder);
  path = g_build_filename (folder, "record.json", NULL);
  child = spawn_in (stay ? NULL : folder, path, argv, error);
  if (child != NULL)
    {
      wait_for (child, cancellable, result);
      if (g_file_test (path, G_FILE_TEST_EXISTS))
        result->record = swim_record_load (path, NULL);
    }
  remove_tree (tree);
  return child != NULL;
}
