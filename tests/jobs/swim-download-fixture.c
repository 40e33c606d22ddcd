/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tests/jobs/swim-download-fixture.h"

#include <string.h>
#include <sys/resource.h>

#include "base/hash.h"

TestServer *server;
char *folder;
SwimDownload *download;
SwimJob *job;
static GResolver *usual_resolver;

/* The one limit of size that needs neither a mount nor a privilege. */
void
limit_file_size (guint64 bytes)
{
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  ck_assert_int_eq (getrlimit (RLIMIT_FSIZE, &limit), 0);
  limit.rlim_cur = bytes;
  ck_assert_int_eq (setrlimit (RLIMIT_FSIZE, &limit), 0);
}

void
fixture_set_up (void)
{
  usual_resolver = g_resolver_get_default ();
  server = test_server_start ();
  folder = g_dir_make_tmp ("swimlane-test-XXXXXX", NULL);
  download = swim_download_new (folder);
  job = SWIM_JOB (download);
}

void
fixture_tear_down (void)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);

  limit_file_size (RLIM_INFINITY);
  g_resolver_set_default (usual_resolver);
  g_object_unref (usual_resolver);
  swim_job_close (job);
  ck_assert_int_eq (G_OBJECT (job)->ref_count, 1);
  g_object_unref (job);
  ck_assert_int_eq (system (command), 0);
  g_free (folder);
  test_server_stop (server);
}

void
open_job (guint slots)
{
  g_autoptr (GError) error = NULL;

  swim_job_open (job, slots, SWIM_JOB_BLOCKING, &error);
  swim_assert_no_error (error);
}

int
count_files (void)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  int count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  g_dir_close (dir);
  return count;
}

gsize
read_size (const char *name, guint64 *hash)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *bytes = NULL;
  gsize size = 0;

  ck_assert (g_file_get_contents (path, &bytes, &size, NULL));
  *hash = swim_hash_bytes (bytes, size, 0);
  return size;
}

typedef struct
{
  SwimCompletion completion;
  SwimOutcome *outcome;
} Waiter;

static void
on_returned (SwimCompletion *completion, SwimOutcome *outcome)
{
  ((Waiter *) completion)->outcome = outcome;
}

SwimOutcome *
do_item (int form, const SwimItem *item, GCancellable *cancellable)
{
  Waiter waiter = { { on_returned }, NULL };

  if (form == BLOCKING)
    return swim_job_run (job, item, cancellable);
  swim_job_start (job, item, cancellable, &waiter.completion);
  while (waiter.outcome == NULL)
    g_main_context_iteration (NULL, TRUE);
  return waiter.outcome;
}

SwimOutcome *
fetch_url (int form, const char *url)
{
  g_autoptr (SwimItem) item = swim_item_new (url);

  item->path = g_strdup ("x");
  return do_item (form, item, NULL);
}

SwimOutcome *
fetch (int form, const char *path)
{
  g_autofree char *url = test_server_url (server, path);

  return fetch_url (form, url);
}
