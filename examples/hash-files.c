/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A job of one's own, the SHA-256 of files, run in every mode:
 * cc hash-files.c -o hash-files $(pkg-config --cflags --libs swimlane-1) && ./hash-files *.c */
#include <swimlane.h>

G_DECLARE_FINAL_TYPE (HashJob, hash_job, HASH, JOB, GObject)
struct _HashJob { GObject parent; };

static SwimOutcome * /* what both forms share; it computes, so a large file stalls the loop */
hash (const char *data, gsize length)
{
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (void *) data, length);
  SwimOutcome *outcome = swim_outcome_new (SWIM_STATUS_OK, sum);

  outcome->content_hash = g_str_hash (sum); /* modes that differ in it did different work */
  outcome->bytes = length;
  return outcome;
}

static SwimOutcome *
hash_job_run (SwimJob *job, const SwimItem *item, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (item->name);
  g_autofree char *data = NULL;
  gsize length = 0;

  g_file_load_contents (file, cancellable, &data, &length, NULL, error);
  return data != NULL ? hash (data, length) : NULL;
}

static void
on_loaded (GObject *file, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autofree char *data = NULL;
  gsize length;

  if (g_file_load_contents_finish (G_FILE (file), result, &data, &length, NULL, &error))
    g_task_return_pointer (task, hash (data, length), (GDestroyNotify) swim_outcome_unref);
  else
    g_task_return_error (task, error);
}

static void
hash_job_run_async (SwimJob *job, const SwimItem *item, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (item->name);

  g_file_load_contents_async (file, cancellable, on_loaded,
                              g_task_new (job, cancellable, callback, data));
}

static const char *const offloaded[] = { "file reads: GLib's pool of threads", NULL };
static const char *const *
hash_job_get_offloaded (SwimJob *job)
{
  return offloaded;
}

static void
implement_job (SwimJobInterface *iface)
{
  iface->run = hash_job_run;
  iface->run_async = hash_job_run_async;
  iface->get_offloaded = hash_job_get_offloaded;
}
G_DEFINE_FINAL_TYPE_WITH_CODE (HashJob, hash_job, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SWIM_TYPE_JOB, implement_job))
static void hash_job_class_init (HashJobClass *klass) {}
static void hash_job_init (HashJob *job) {}
int
main (int argc, char **argv)
{
  g_autoptr (SwimJob) job = g_object_new (hash_job_get_type (), NULL);

  return swim_main (job, "hash", NULL, (const char *const *) argv);
}
