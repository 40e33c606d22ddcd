/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every fault of the lab in every mode of either job, and with every HTTP client. Whatever goes
 * wrong, each item comes to one outcome, to the same one in each mode and with each client, in its
 * time, and nothing is left behind. */
#include "config.h"

#include <glib/gstdio.h>

#include "base/countries.h"
#include "base/hash.h"
#include "jobs/download/swim-download.h"
#include "jobs/probe/swim-probe.h"
#include "lab/fault.h"
#include "mode/mode.h"
#include "net/http/client.h"
#include "run/swim-run.h"
#include "swim-lab-child.h"

#define N_ITEMS 2
#define SHORT_TIMEOUT 0.1  /* seconds an item, for those that it is to end */
#define LONG_TIMEOUT 2     /* for those that end by themselves, on a machine that is busy */
#define LONG_TIMEOUT_DNS 1 /* likewise; before another try a share of this passes */
#define MAX_SIZE (100 * 1024)

/* What the items of a run are. */
typedef enum
{
  PROBES,
  DOWNLOADS,
  NAMED, /* downloads by metadata: one meets the fault there, one in its file */
} Items;

static SwimLabChild lab;
static char *folder;
static char *scenario;

/* The code of the country of an item that meets the fault, in lower case (transfer full). */
static char *
dup_code (SwimFaultId id, guint item)
{
  return g_ascii_strdown (swim_countries ()[id * N_ITEMS + item], -1);
}

/* Without a delay, and with a fault in the first country's metadata and the second's flag. */
static void
write_scenario (void)
{
  g_autoptr (GString) text = g_string_new ("[scenario]\nseed=1\n\n[http-faults]\n");
  int fd = g_file_open_tmp ("swimlane-test-XXXXXX", &scenario, NULL);

  for (SwimFaultId id = SWIM_FAULT_NONE + 1; id < SWIM_N_FAULTS; id++)
    {
      const SwimFaultInfo *info = swim_fault_get_info (id);
      g_autofree char *first = dup_code (id, 0);
      g_autofree char *second = dup_code (id, 1);

      if (info->side == SWIM_LAB_HTTP)
        g_string_append_printf (text, "/flags/%s/metadata.json=%s\n%s=%s\n", first, info->name,
                                second, info->name);
    }
  ck_assert_int_eq (write (fd, text->str, text->len), (gssize) text->len);
  close (fd);
}

static void
set_up (void)
{
  write_scenario ();
  swim_lab_child_start (&lab, scenario);
}

static void
tear_down (void)
{
  swim_lab_child_stop (&lab);
  g_unlink (scenario);
  g_free (scenario);
}

static void
make_folder (void)
{
  folder = g_dir_make_tmp ("swimlane-test-XXXXXX", NULL);
}

static void
remove_folder (void)
{
  g_rmdir (folder);
  g_free (folder);
}

/* What one run came to. */
typedef struct
{
  SwimStatus statuses[N_ITEMS];
  guint n_outcomes[N_ITEMS];
  gint64 longest; /* µs that an item took */
} Result;

/* Its file is whole, or it has none. */
static void
check_file (const SwimOutcome *outcome)
{
  const char *name = outcome->file != NULL ? outcome->file : outcome->item->path;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  if (outcome->status != SWIM_STATUS_OK)
    {
      ck_assert_msg (!g_file_test (path, G_FILE_TEST_EXISTS), "%s has a file", outcome->item->name);
      return;
    }
  ck_assert (g_file_get_contents (path, &bytes, &length, NULL));
  ck_assert_uint_eq (length, outcome->bytes);
  ck_assert_uint_eq (swim_hash_bytes (bytes, length, 0), outcome->content_hash);
  g_unlink (path);
}

static void
on_outcome (SwimRun *run, SwimOutcome *outcome, gpointer data)
{
  Result *result = data;
  guint64 index = outcome->item->index;

  ck_assert_uint_lt (index, N_ITEMS);
  result->n_outcomes[index]++;
  result->statuses[index] = outcome->status;
  result->longest = MAX (result->longest, outcome->finished - outcome->started);
  if (outcome->item->path != NULL)
    check_file (outcome);
}

static void
name_file (SwimItem *item, gpointer data)
{
  item->path = g_strdup_printf ("file-%" G_GUINT64_FORMAT, item->index);
}

static char *
dup_name (Items what, SwimFaultId id, guint item)
{
  const char *fault = id != SWIM_FAULT_NONE ? swim_fault_get_info (id)->name : "none";
  g_autofree char *code = NULL;

  if (what == PROBES)
    return g_strdup_printf ("n%u.fault-%s.dev", item, fault);
  if (what == DOWNLOADS)
    return g_strdup_printf ("%s/fault/%s/bytes/%u", lab.http, fault, 40000 + item);
  code = dup_code (id, item);
  return g_strdup_printf ("%s/flags/%s/%s.gif", lab.http, code, code);
}

/* Items that meet the fault, each by a name of its own; that meet none, for SWIM_FAULT_NONE. */
static SwimItems *
make_items (Items what, SwimFaultId id)
{
  char *names[N_ITEMS + 1] = { NULL };
  SwimItems *items;

  for (guint i = 0; i < N_ITEMS; i++)
    names[i] = dup_name (what, id, i);
  items = swim_items_new_from_names ((const char *const *) names);
  if (what != PROBES)
    swim_items_set_map (items, name_file, NULL, NULL);
  for (guint i = 0; i < N_ITEMS; i++)
    g_free (names[i]);
  return items;
}

/* Seconds that an item may take in all. */
static double
get_timeout (SwimLabSide side, SwimFaultId id)
{
  gboolean ends =
      id == SWIM_FAULT_NONE || swim_fault_get_info (id)->expected != SWIM_STATUS_TIMEOUT;

  if (!ends)
    return swim_test_scaled (SHORT_TIMEOUT);
  return swim_test_scaled (side == SWIM_LAB_DNS ? LONG_TIMEOUT_DNS : LONG_TIMEOUT);
}

static SwimJob *
make_job (Items what, SwimFaultId id, const char *client)
{
  SwimLabSide side = what == PROBES ? SWIM_LAB_DNS : SWIM_LAB_HTTP;
  const char *const nameservers[] = { lab.nameserver, NULL };
  SwimDownload *download;
  SwimProbe *probe;

  if (what == PROBES)
    {
      probe = swim_probe_new ();
      swim_probe_set_dns (probe, nameservers);
      swim_probe_set_timeout (probe, get_timeout (side, id));
      swim_probe_set_tries (probe, 2);
      return SWIM_JOB (probe);
    }
  download = swim_download_new (folder);
  ck_assert (swim_download_set_client (download, client, NULL));
  swim_download_set_timeout (download, get_timeout (side, id));
  swim_download_set_max_time (download, get_timeout (side, id)); /* what drips makes progress */
  swim_download_set_max_size (download, MAX_SIZE);
  swim_download_set_metadata (download, what == NAMED);
  if (id == SWIM_HTTP_FAULT_BUSY)
    swim_download_set_retries (download, 1, 1); /* only a new try gets an answer */
  return SWIM_JOB (download);
}

static void
run_items (const SwimMode *mode, const char *client, Items what, SwimFaultId id, Result *result)
{
  g_autoptr (SwimItems) items = make_items (what, id);
  g_autoptr (SwimJob) job = make_job (what, id, client);
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimRun) run = swim_run_new (job, items, mode->name, &error);

  swim_assert_no_error (error);
  swim_run_set_jobs (run, N_ITEMS);
  swim_run_set_blocking_share (run, 0.5);
  swim_run_set_sink (run, on_outcome, result, NULL);
  swim_run_execute (run, &error);
  swim_assert_no_error (error);
}

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint count = 0;

  ck_assert_ptr_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

typedef struct
{
  guint descriptors;
  guint threads;
} Holdings;

static Holdings
count_holdings (void)
{
  g_thread_pool_stop_unused_threads ();
  return (Holdings){ count_entries ("/proc/self/fd"), count_entries ("/proc/self/task") };
}

/* The names of this process's threads. */
static char *
list_threads (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  GString *names = g_string_new (NULL);
  const char *entry;

  ck_assert_ptr_nonnull (dir);
  while ((entry = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", entry, "comm", NULL);
      g_autofree char *name = NULL;

      if (g_file_get_contents (path, &name, NULL, NULL))
        g_string_append_printf (names, " %s", g_strchomp (name));
    }
  return g_string_free (names, FALSE);
}

/* A thread that was joined, or told to stop, may still be listed for a moment; and one of a pool
 * that did not hear that it is to end does so after 15 s. */
static void
check_nothing_is_left (const char *what, Holdings before)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) (swim_test_scaled (30) * G_USEC_PER_SEC);
  Holdings now = count_holdings ();
  g_autofree char *threads = NULL;

  while ((now.threads > before.threads || now.descriptors > before.descriptors)
         && g_get_monotonic_time () < deadline)
    {
      g_usleep (1000);
      now = count_holdings ();
    }
  ck_assert_msg (now.descriptors <= before.descriptors, "%s: %u descriptors are left", what,
                 now.descriptors - before.descriptors);
  threads = list_threads ();
  ck_assert_msg (now.threads <= before.threads, "%s: %u threads are left; there are:%s", what,
                 now.threads - before.threads, threads);
  ck_assert_msg (count_entries (folder) == 0, "%s: a file is left", what);
}

static SwimStatus
get_expected (Items what, SwimFaultId id, guint item, const char *client)
{
  /* Half of it, and what is packed, are bodies like any other, but no metadata. */
  if (what == NAMED && item == 0
      && (id == SWIM_HTTP_FAULT_SHORT_LENGTH || id == SWIM_HTTP_FAULT_GZIP_BOMB))
    return SWIM_STATUS_PROTOCOL_ERROR;
  return swim_fault_get_info (id)->expected;
}

/* How long an item may take: where items block the loop, one waits for the others too; and where
 * one has learnt that the host asks for a pause, the other waits for its end. A machine may stand
 * still for the better part of a second. */
static double
get_longest (const SwimMode *mode, SwimFaultId id)
{
  gboolean waits = (mode->traits & SWIM_MODE_BLOCKS_LOOP) != 0;
  gboolean pauses = id == SWIM_HTTP_FAULT_RETRY_AFTER || id == SWIM_HTTP_FAULT_RETRY_DATE;

  return get_timeout (swim_fault_get_info (id)->side, id) * 1.1 * (waits ? N_ITEMS : 1)
         + swim_test_scaled (1.5) + (pauses ? 2 * N_ITEMS : 0);
}

static void
check_fault (const SwimMode *mode, const char *client, Items items, SwimFaultId id)
{
  const SwimFaultInfo *info = swim_fault_get_info (id);
  g_autofree char *what = g_strdup_printf ("%s in %s with %s%s", info->name, mode->name, client,
                                           items == NAMED ? ", by metadata" : "");
  Result usual = { 0 };
  Result result = { 0 };
  Holdings before;

  /* Some things are made once a process, and stay. */
  run_items (mode, client, items, SWIM_FAULT_NONE, &usual);
  before = count_holdings ();
  run_items (mode, client, items, id, &result);

  for (guint i = 0; i < N_ITEMS; i++)
    {
      ck_assert_msg (result.n_outcomes[i] == 1, "%s: %u outcomes", what, result.n_outcomes[i]);
      ck_assert_msg (result.statuses[i] == get_expected (items, id, i, client), "%s came to %s",
                     what, swim_status_to_string (result.statuses[i]));
    }
  ck_assert_msg ((double) result.longest / 1e6 <= get_longest (mode, id), "%s took %g s", what,
                 (double) result.longest / 1e6);
  check_nothing_is_left (what, before);
}

START_TEST (test_fault_comes_to_one_class_in_every_mode_and_leaves_nothing)
{
  SwimFaultId id = (SwimFaultId) _i;
  gboolean over_http = swim_fault_get_info (id)->side == SWIM_LAB_HTTP;

  for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
    for (const SwimHttpClient *const *client = swim_http_clients_list ();
         *client != NULL && (over_http || client == swim_http_clients_list ()); client++)
      check_fault (*mode, (*client)->name, over_http ? DOWNLOADS : PROBES, id);
}
END_TEST

/* The same where an item is two requests, of which either may meet the fault. */
START_TEST (test_fault_in_either_of_two_requests_comes_to_its_class)
{
  SwimFaultId id = (SwimFaultId) _i;

  if (swim_fault_get_info (id)->side != SWIM_LAB_HTTP)
    return;
  for (const SwimMode *const *mode = swim_mode_list (); *mode != NULL; mode++)
    for (const SwimHttpClient *const *client = swim_http_clients_list (); *client != NULL; client++)
      check_fault (*mode, (*client)->name, NAMED, id);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("faults");
  TCase *tests = tcase_create ("faults");

  tcase_add_unchecked_fixture (tests, set_up, tear_down);
  tcase_add_checked_fixture (tests, make_folder, remove_folder);
  tcase_set_timeout (tests, swim_test_scaled (60));
  tcase_add_loop_test (tests, test_fault_comes_to_one_class_in_every_mode_and_leaves_nothing,
                       SWIM_FAULT_NONE + 1, SWIM_N_FAULTS);
  tcase_add_loop_test (tests, test_fault_in_either_of_two_requests_comes_to_its_class,
                       SWIM_FAULT_NONE + 1, SWIM_N_FAULTS);
  suite_add_tcase (suite, tests);
  return swim_test_run (suite);
}
