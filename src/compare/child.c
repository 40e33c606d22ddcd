/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/child.h"

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

/* If a child is still running so long after it wrote to standard error, the text is passed on.
 * Otherwise it is the reason for its end, and part of the result. */
#define STILL_THERE_MS 1000

/* A child that is waited for, and what it wrote to standard error. */
typedef struct
{
  GSubprocess *child;
  GDataInputStream *lines;
  GString *on_stderr;
  gsize passed_on;      /* bytes of it */
  GSource *still_there; /* NULL: there is nothing to pass on */
  gboolean done;
  const SwimChildSetup *setup;
} Waiting;

static void
clear_still_there (Waiting *self)
{
  if (self->still_there != NULL)
    g_source_destroy (self->still_there);
  g_clear_pointer (&self->still_there, g_source_unref);
}

static gboolean
on_still_there (gpointer data)
{
  Waiting *self = data;

  self->setup->on_stderr (self->on_stderr->str + self->passed_on, self->setup->data);
  self->passed_on = self->on_stderr->len;
  clear_still_there (self);
  return G_SOURCE_REMOVE;
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *self = data;

  g_subprocess_wait_finish (self->child, result, NULL);
  self->done = TRUE;
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *self = data;
  g_autofree char *line = g_data_input_stream_read_line_finish (self->lines, result, NULL, NULL);
  g_autofree char *text = NULL;

  if (line == NULL)
    {
      g_subprocess_wait_async (self->child, NULL, on_ended, self);
      return;
    }
  text = g_utf8_make_valid (line, -1);
  g_string_append_printf (self->on_stderr, "%s\n", text);
  if (self->still_there == NULL && self->setup->on_stderr != NULL)
    {
      self->still_there = g_timeout_source_new (STILL_THERE_MS);
      g_source_set_callback (self->still_there, on_still_there, self, NULL);
      g_source_attach (self->still_there, g_main_context_get_thread_default ());
    }
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, NULL, on_line, self);
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_subprocess_send_signal (data, SIGINT);
}

static void
wait_for (GSubprocess *child,
          const SwimChildSetup *setup,
          GCancellable *cancellable,
          SwimChildResult *result)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (GDataInputStream) lines =
      g_data_input_stream_new (g_subprocess_get_stderr_pipe (child));
  Waiting waiting = {
    .child = child, .lines = lines, .on_stderr = g_string_new (NULL), .setup = setup
  };
  gulong handler = 0;

  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), child, NULL);
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, on_line, &waiting);
  while (!waiting.done)
    g_main_context_iteration (context, TRUE);
  g_cancellable_disconnect (cancellable, handler);
  clear_still_there (&waiting);
  result->message = g_strstrip (g_string_free (waiting.on_stderr, FALSE));
  result->exit_code =
      g_subprocess_get_if_exited (child) ? g_subprocess_get_exit_status (child) : -1;
}

static GSubprocess *
spawn (const SwimChildSetup *setup,
       const char *folder,
       const char *record,
       const char *const *argv,
       GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *record_option = g_strconcat ("--record=", record, NULL);
  g_autofree char *mode_option = g_strconcat ("--mode=", setup->mode, NULL);
  g_auto (GStrv) full = NULL;

  g_strv_builder_add_many (builder, argv[0], argv[1], record_option, NULL);
  if (setup->mode != NULL)
    g_strv_builder_add (builder, mode_option);
  g_strv_builder_addv (builder, (const char **) argv + 2);
  full = g_strv_builder_end (builder);
  if (!setup->stay)
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
 * with --record; the folder is removed afterwards. Iterates the thread-default main context
 * meanwhile. FALSE only where the process could not be started; all else is in the result. */
gboolean
swim_child_run (const char *const *argv,
                const SwimChildSetup *setup,
                GCancellable *cancellable,
                SwimChildResult *result,
                GError **error)
{
  g_autofree char *folder = make_folder (setup->scratch, error);
  g_autofree char *path = NULL;
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GFile) tree = NULL;

  memset (result, 0, sizeof *result);
  if (folder == NULL)
    return FALSE;
  tree = g_file_new_for_path (folder);
  path = g_build_filename (folder, "record.json", NULL);
  child = spawn (setup, folder, path, argv, error);
  if (child != NULL)
    {
      wait_for (child, setup, cancellable, result);
      if (g_file_test (path, G_FILE_TEST_EXISTS))
        result->record = swim_record_load (path, NULL);
      if (result->record != NULL)
        swim_record_drop_times (result->record);
    }
  remove_tree (tree);
  return child != NULL;
}
