/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/file/file-private.h"
#include "net/file/file-writer.h"
#include "swim-test.h"

static char *path;
static SwimFolder *folder;
static int all_done; /* streams */

/* The one limit of size that needs neither a mount nor a privilege. */
static void
limit_file_size (rlim_t bytes)
{
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  ck_assert_int_eq (getrlimit (RLIMIT_FSIZE, &limit), 0);
  limit.rlim_cur = bytes;
  ck_assert_int_eq (setrlimit (RLIMIT_FSIZE, &limit), 0);
}

static void
set_up (void)
{
  g_autoptr (GError) error = NULL;

  all_done = 0;
  path = g_dir_make_tmp ("swimlane-test-XXXXXX", NULL);
  folder = swim_folder_open (path, &error);
  swim_assert_no_error (error);
}

/* Files that have no name before they are complete, where there are such, or those that have one.
 */
enum
{
  FORM_UNNAMED,
  FORM_NAMED,
  N_FORMS
};

static void
use_form (int form)
{
  folder->unnamed &= form == FORM_UNNAMED;
}

/* Commits a file under a name that is replaced. */
static gboolean
commit (SwimFile *file, GError **error)
{
  const SwimFileTarget target = { .name = "x" };
  g_autofree char *name = swim_file_commit (file, &target, error);

  return name != NULL;
}

/* How many files there are, hidden ones included. */
static int
count_files (void)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  int count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  g_dir_close (dir);
  return count;
}

static void
tear_down (void)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", path);

  limit_file_size (RLIM_INFINITY);
  swim_folder_unref (folder);
  ck_assert_int_eq (system (command), 0);
  g_free (path);
}

static char *
dup_path (const char *name)
{
  return g_build_filename (path, name, NULL);
}

static gboolean
exists (const char *name)
{
  g_autofree char *full = dup_path (name);

  return g_file_test (full, G_FILE_TEST_EXISTS);
}

static void
assert_holds (const char *name, const char *bytes, gsize length)
{
  g_autofree char *full = dup_path (name);
  g_autofree char *found = NULL;
  gsize size = 0;

  ck_assert (g_file_get_contents (full, &found, &size, NULL));
  ck_assert_uint_eq (size, length);
  ck_assert_mem_eq (found, bytes, length);
}

START_TEST (test_partial_file_never_bears_final_name)
{
  SwimFile *file;

  use_form (_i);
  file = swim_file_create (folder, "x", NULL);
  ck_assert (swim_file_write (file, "half", 4, NULL));
  ck_assert (!exists ("x"));
  ck_assert_int_eq (count_files (), folder->unnamed ? 0 : 1);
  swim_file_discard (file);
  ck_assert_int_eq (count_files (), 0);
}
END_TEST

START_TEST (test_complete_file_replaces_the_old_one)
{
  use_form (_i);
  for (int i = 0; i < 2; i++)
    {
      SwimFile *file = swim_file_create (folder, "x", NULL);

      ck_assert (swim_file_write (file, i == 0 ? "old" : "new", 3, NULL));
      ck_assert (commit (file, NULL));
    }
  assert_holds ("x", "new", 3);
  ck_assert_int_eq (count_files (), 1);
}
END_TEST

START_TEST (test_files_have_the_mode_that_umask_leaves)
{
  g_autofree char *full = dup_path ("x");
  struct stat info;
  mode_t old = umask (027);

  use_form (_i);
  ck_assert (commit (swim_file_create (folder, "x", NULL), NULL));
  ck_assert_int_eq (g_stat (full, &info), 0);
  ck_assert_int_eq (info.st_mode & 0777, 0640);
  umask (old);
}
END_TEST

START_TEST (test_name_of_a_folder_is_an_error_that_leaves_nothing)
{
  g_autofree char *full = dup_path ("x");
  g_autoptr (GError) error = NULL;

  use_form (_i);
  ck_assert_int_eq (g_mkdir (full, 0777), 0);
  ck_assert (!commit (swim_file_create (folder, "x", NULL), &error));
  ck_assert (g_str_has_prefix (error->message, "cannot write "));
  ck_assert_ptr_nonnull (strstr (error->message, full));
  ck_assert_int_eq (count_files (), 1);
}
END_TEST

START_TEST (test_write_that_fails_says_what_and_why)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = NULL;
  SwimFile *file;

  use_form (_i);
  limit_file_size (1000);
  file = swim_file_create (folder, "x", NULL);
  ck_assert (swim_file_write (file, "1", 1, NULL));
  {
    char more[2000] = { 0 };

    ck_assert (!swim_file_write (file, more, sizeof more, &error));
  }
  swim_file_discard (file);
  expected = g_strdup_printf ("cannot write %s/x: %s", path, g_strerror (EFBIG));
  ck_assert_str_eq (error->message, expected);
  ck_assert_int_eq (count_files (), 0);
}
END_TEST

START_TEST (test_folder_is_made_and_one_that_cannot_be_is_named)
{
  g_autofree char *deep = dup_path ("a/b/c");
  g_autofree char *file = dup_path ("f");
  g_autofree char *below = dup_path ("f/x");
  g_autoptr (GError) error = NULL;
  SwimFolder *made = swim_folder_open (deep, NULL);

  ck_assert_ptr_nonnull (made);
  swim_folder_unref (made);
  ck_assert (g_file_set_contents (file, "", 0, NULL));
  ck_assert_ptr_null (swim_folder_open (below, &error));
  ck_assert_ptr_nonnull (strstr (error->message, below));
}
END_TEST

START_TEST (test_folder_stays_the_same_when_it_is_renamed)
{
  g_autofree char *moved = g_strconcat (path, "-moved", NULL);

  use_form (_i);
  ck_assert_int_eq (g_rename (path, moved), 0);
  ck_assert (commit (swim_file_create (folder, "x", NULL), NULL));
  ck_assert_int_eq (g_rename (moved, path), 0);
  ck_assert (exists ("x"));
}
END_TEST

/* A temporary file, begun by another process, of which only its own descriptors know. */
static SwimFile *
begin_elsewhere (SwimFolder **other, gboolean resume)
{
  SwimFile *file;

  *other = swim_folder_open (path, NULL);
  (*other)->unnamed = FALSE;
  if (resume)
    swim_folder_sweep (*other);
  file = swim_file_create (*other, "x", NULL);
  ck_assert_ptr_nonnull (file);
  ck_assert (swim_file_write (file, "whole", 5, NULL));
  return file;
}

/* As with --resume: each run sweeps, and the lock of one must not depend on that of another. */
START_TEST (test_sweeping_leaves_what_another_writes_whoever_else_has_come_and_gone)
{
  SwimFolder *first, *second, *third;
  SwimFile *of_first, *of_second;
  const SwimFileTarget target = { .name = "x" };
  g_autofree char *name = NULL;

  g_clear_pointer (&folder, swim_folder_unref); /* no run but these has the folder open */
  of_first = begin_elsewhere (&first, TRUE);
  of_second = begin_elsewhere (&second, TRUE);
  swim_file_discard (of_first);
  swim_folder_unref (first);
  third = swim_folder_open (path, NULL);
  swim_folder_sweep (third);
  ck_assert_int_eq (count_files (), 1);
  name = swim_file_commit (of_second, &target, NULL);
  ck_assert_ptr_nonnull (name);
  swim_folder_unref (second);
  folder = third;
  assert_holds ("x", "whole", 5);
}
END_TEST

/* What a process that was killed leaves has no lock; a run that goes on beside it changes nothing.
 */
START_TEST (test_sweeping_removes_what_is_left_over_while_others_write)
{
  g_autofree char *left = dup_path (".swimlane-0123abcd-7");
  g_autofree char *foreign = dup_path (".swimlane-notes");
  SwimFolder *other;
  SwimFile *running = begin_elsewhere (&other, FALSE);

  ck_assert (g_file_set_contents (left, "half", 4, NULL));
  ck_assert (g_file_set_contents (foreign, "", 0, NULL));
  swim_folder_sweep (folder);
  ck_assert (!exists (".swimlane-0123abcd-7"));
  ck_assert (exists (".swimlane-notes"));
  ck_assert_int_eq (count_files (), 2);
  swim_file_discard (running);
  swim_folder_unref (other);
}
END_TEST

/* Before a file is renamed it is closed, since some errors are only told then: it must stay locked.
 */
START_TEST (test_file_is_locked_from_its_first_name_to_its_last)
{
  SwimFile *file;
  int fd;

  use_form (_i);
  file = swim_file_create (folder, "x", NULL);
  ck_assert (swim_file_name_temporarily (file));
  fd = openat (folder->fd, file->temporary, O_RDWR | O_CLOEXEC);
  ck_assert_int_ge (fd, 0);
  ck_assert_int_lt (flock (fd, LOCK_EX | LOCK_NB), 0);
  ck_assert (commit (file, NULL));
  ck_assert_int_eq (flock (fd, LOCK_EX | LOCK_NB), 0);
  close (fd);
}
END_TEST

START_TEST (test_lock_of_a_file_that_was_swept_away_before_fails)
{
  g_autofree char *full = dup_path ("x");
  int fd = open (full, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

  ck_assert (swim_file_lock (fd));
  ck_assert_int_eq (g_unlink (full), 0);
  ck_assert (!swim_file_lock (fd));
  ck_assert_int_eq (errno, ENOENT);
  close (fd);
}
END_TEST

/* A stream that counts what it hears. */
typedef struct
{
  SwimFileStream stream;
  int drained;
  int done;
  GError *error;
} Listener;

static void
on_drained (SwimFileStream *stream)
{
  ((Listener *) stream)->drained++;
}

static void
on_done (SwimFileStream *stream, GError *error)
{
  Listener *listener = (Listener *) stream;

  listener->done++;
  listener->error = error;
  all_done++;
}

static void
init_listener (Listener *listener, const char *name)
{
  *listener = (Listener){
    .stream = { .target = { .name = name }, .drained = on_drained, .done = on_done },
  };
}

static void
wait_for_done (int count)
{
  while (all_done < count)
    g_main_context_iteration (NULL, TRUE);
}

static guint8 *
new_block (char letter)
{
  guint8 *block = g_malloc (SWIM_FILE_BLOCK);

  memset (block, letter, SWIM_FILE_BLOCK);
  return block;
}

START_TEST (test_writer_keeps_many_small_files_apart)
{
  enum
  {
    COUNT = 300
  };
  SwimFileWriter *writer = swim_file_writer_new (folder, g_main_context_default ());
  Listener *listeners = g_new (Listener, COUNT);
  char names[COUNT][8];

  for (int i = 0; i < COUNT; i++)
    {
      g_snprintf (names[i], sizeof names[i], "f%d", i);
      init_listener (&listeners[i], names[i]);
      swim_file_stream_ask (writer, &listeners[i].stream, SWIM_FILE_FINISH,
                            (guint8 *) g_strdup (names[i]), strlen (names[i]));
    }
  wait_for_done (COUNT);
  swim_file_writer_free (writer);

  ck_assert_int_eq (count_files (), COUNT);
  for (int i = 0; i < COUNT; i++)
    {
      ck_assert_int_eq (listeners[i].done, 1);
      swim_assert_no_error (listeners[i].error);
      assert_holds (names[i], names[i], strlen (names[i]));
    }
  for (int i = 0; i < COUNT; i++)
    g_free (listeners[i].stream.name);
  g_free (listeners);
}
END_TEST

START_TEST (test_writer_holds_back_who_is_faster_than_the_disk)
{
  SwimFileWriter *writer = swim_file_writer_new (folder, g_main_context_default ());
  g_autofree char *expected = g_malloc (16 * SWIM_FILE_BLOCK);
  Listener listener;
  int held = 0;

  init_listener (&listener, "x");
  for (int i = 0; i < 16; i++)
    {
      memset (expected + i * SWIM_FILE_BLOCK, 'a' + i, SWIM_FILE_BLOCK);
      if (swim_file_stream_ask (writer, &listener.stream, SWIM_FILE_WRITE, new_block ('a' + i),
                                SWIM_FILE_BLOCK))
        continue;
      held++;
      while (listener.drained < held)
        g_main_context_iteration (NULL, TRUE);
    }
  swim_file_stream_ask (writer, &listener.stream, SWIM_FILE_FINISH, NULL, 0);
  wait_for_done (1);
  swim_file_writer_free (writer);

  ck_assert_int_gt (held, 0);
  g_free (listener.stream.name);
  swim_assert_no_error (listener.error);
  assert_holds ("x", expected, 16 * SWIM_FILE_BLOCK);
}
END_TEST

START_TEST (test_writer_holds_back_many_files_sooner_than_few)
{
  enum
  {
    COUNT = 20
  };
  SwimFileWriter *writer = swim_file_writer_new (folder, g_main_context_default ());
  Listener *listeners = g_new (Listener, COUNT);
  char names[COUNT][8];
  gsize pushed[COUNT] = { 0 };

  for (int i = 0; i < COUNT; i++) /* nothing is written before the loop is run */
    {
      g_snprintf (names[i], sizeof names[i], "f%d", i);
      init_listener (&listeners[i], names[i]);
      do
        pushed[i]++;
      while (swim_file_stream_ask (writer, &listeners[i].stream, SWIM_FILE_WRITE,
                                   (guint8 *) g_strdup ("x"), 1));
    }
  ck_assert_int_eq (pushed[0], 16);
  ck_assert_int_eq (pushed[COUNT - 1], 4);
  for (int i = 0; i < COUNT; i++)
    {
      while (listeners[i].drained == 0)
        g_main_context_iteration (NULL, TRUE);
      swim_file_stream_ask (writer, &listeners[i].stream, SWIM_FILE_FINISH, NULL, 0);
    }
  wait_for_done (COUNT);
  swim_file_writer_free (writer);

  for (int i = 0; i < COUNT; i++)
    {
      swim_assert_no_error (listeners[i].error);
      ck_assert_int_eq (listeners[i].drained, 1);
      assert_holds (names[i], "xxxxxxxxxxxxxxxx", pushed[i]);
      g_free (listeners[i].stream.name);
    }
  g_free (listeners);
}
END_TEST

START_TEST (test_writer_that_is_told_to_abort_leaves_nothing)
{
  SwimFileWriter *writer = swim_file_writer_new (folder, g_main_context_default ());
  Listener listener;

  init_listener (&listener, "x");
  swim_file_stream_ask (writer, &listener.stream, SWIM_FILE_WRITE, new_block ('a'),
                        SWIM_FILE_BLOCK);
  swim_file_stream_ask (writer, &listener.stream, SWIM_FILE_ABORT, NULL, 0);
  wait_for_done (1);
  swim_file_writer_free (writer);

  swim_assert_no_error (listener.error);
  ck_assert_int_eq (count_files (), 0);
}
END_TEST

START_TEST (test_writer_tells_early_that_it_cannot_write)
{
  SwimFileWriter *writer;
  Listener listener;

  limit_file_size (1000);
  writer = swim_file_writer_new (folder, g_main_context_default ());
  init_listener (&listener, "x");
  swim_file_stream_ask (writer, &listener.stream, SWIM_FILE_WRITE, new_block ('a'),
                        SWIM_FILE_BLOCK);
  while (listener.drained == 0)
    g_main_context_iteration (NULL, TRUE);
  ck_assert (listener.stream.failed);
  swim_file_stream_ask (writer, &listener.stream, SWIM_FILE_FINISH, new_block ('b'),
                        SWIM_FILE_BLOCK);
  wait_for_done (1);
  swim_file_writer_free (writer);

  ck_assert_ptr_nonnull (listener.error);
  ck_assert_int_eq (count_files (), 0);
  g_error_free (listener.error);
}
END_TEST

/* A part of which another run has left five bytes, more of it, and a disk that has room for eight:
 * how the file ends, and by whom it is written. */
enum
{
  END_FINISH,
  END_LEAVE,
  END_ABORT,
  N_ENDS
};

static void
ask (SwimFileWriter *writer, SwimFileStream *stream, SwimFileRequest kind, const char *text)
{
  guint8 *bytes = (guint8 *) g_strdup (text);
  gsize length = text != NULL ? strlen (text) : 0;

  if (writer != NULL)
    {
      swim_file_stream_ask (writer, stream, kind, bytes, length);
      return;
    }
  swim_file_stream_perform (folder, stream, kind, &bytes, length);
  g_free (bytes);
  if (kind >= SWIM_FILE_FINISH)
    stream->done (stream, g_steal_pointer (&stream->error));
}

static void
on_looked (SwimFileStream *stream)
{
}

static void
init_part (Listener *listener)
{
  init_listener (listener, "x");
  listener->stream.target.url = "http://x.example/x";
  listener->stream.looked = on_looked;
}

static void
leave_part (const char *text)
{
  Listener listener;

  init_part (&listener);
  ask (NULL, &listener.stream, SWIM_FILE_RESTART, "version");
  ask (NULL, &listener.stream, SWIM_FILE_WRITE, text);
  ask (NULL, &listener.stream, SWIM_FILE_LEAVE, NULL);
  swim_assert_no_error (listener.error);
  ck_assert (listener.stream.kept);
}

static void
assert_part_holds (const char *text)
{
  const SwimFileTarget target = { .name = "x", .url = "http://x.example/x" };
  SwimPartialFile part;

  swim_partial_file_look (folder, &target, &part);
  ck_assert_int_eq (part.state, SWIM_PARTIAL_FILE_SOME);
  ck_assert_str_eq (part.version, "version");
  ck_assert_uint_eq (part.size, strlen (text));
  swim_partial_file_clear (&part);
}

/* The worker's stream is looked at only once it is done. */
static void
fill_the_disk (gboolean in_worker, int end, Listener *listener)
{
  static const SwimFileRequest kinds[] = { SWIM_FILE_FINISH, SWIM_FILE_LEAVE, SWIM_FILE_ABORT };
  SwimFileWriter *writer =
      in_worker ? swim_file_writer_new (folder, g_main_context_default ()) : NULL;

  init_part (listener);
  ask (writer, &listener->stream, SWIM_FILE_LOOK, NULL);
  ask (writer, &listener->stream, SWIM_FILE_WRITE, "56");
  ask (writer, &listener->stream, SWIM_FILE_WRITE, "789");
  ask (writer, &listener->stream, SWIM_FILE_WRITE, "never");
  ask (writer, &listener->stream, kinds[end], end == END_FINISH ? "last" : NULL);
  wait_for_done (2);
  if (writer != NULL)
    swim_file_writer_free (writer);
  swim_partial_file_clear (&listener->stream.part);
}

START_TEST (test_part_keeps_what_was_written_before_the_disk_was_full)
{
  g_autoptr (GError) error = NULL;
  Listener listener;

  leave_part ("01234");
  limit_file_size (8);
  fill_the_disk (_i / N_ENDS > 0, _i % N_ENDS, &listener);
  limit_file_size (RLIM_INFINITY);

  error = listener.error;
  ck_assert_ptr_nonnull (error);
  ck_assert_ptr_nonnull (strstr (error->message, g_strerror (EFBIG)));
  ck_assert_ptr_null (listener.stream.name);
  ck_assert_int_eq (listener.stream.kept, _i % N_ENDS != END_ABORT);
  ck_assert_int_eq (count_files (), _i % N_ENDS != END_ABORT ? 2 : 0);
  if (_i % N_ENDS != END_ABORT)
    assert_part_holds ("01234567");
}
END_TEST

/* A part without a byte would be none, and a file that was not meant to be one needs its room. */
START_TEST (test_nothing_is_left_of_a_write_that_failed_where_there_is_no_part)
{
  Listener listener;

  init_part (&listener);
  ask (NULL, &listener.stream, SWIM_FILE_RESTART, _i == 0 ? "version" : NULL);
  ask (NULL, &listener.stream, SWIM_FILE_WRITE, ""); /* and with it the note of a part */
  limit_file_size (_i == 0 ? 0 : 3);
  ask (NULL, &listener.stream, SWIM_FILE_WRITE, "01234");
  ask (NULL, &listener.stream, SWIM_FILE_LEAVE, _i == 0 ? NULL : "version");

  ck_assert_ptr_nonnull (listener.error);
  ck_assert (!listener.stream.kept);
  ck_assert_int_eq (count_files (), 0);
  g_error_free (listener.error);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_loop_test (tests, test_partial_file_never_bears_final_name, 0, N_FORMS);
  tcase_add_loop_test (tests, test_complete_file_replaces_the_old_one, 0, N_FORMS);
  tcase_add_loop_test (tests, test_files_have_the_mode_that_umask_leaves, 0, N_FORMS);
  tcase_add_loop_test (tests, test_name_of_a_folder_is_an_error_that_leaves_nothing, 0, N_FORMS);
  tcase_add_loop_test (tests, test_write_that_fails_says_what_and_why, 0, N_FORMS);
  tcase_add_test (tests, test_folder_is_made_and_one_that_cannot_be_is_named);
  tcase_add_loop_test (tests, test_folder_stays_the_same_when_it_is_renamed, 0, N_FORMS);
  tcase_add_test (tests, test_sweeping_leaves_what_another_writes_whoever_else_has_come_and_gone);
  tcase_add_test (tests, test_sweeping_removes_what_is_left_over_while_others_write);
  tcase_add_loop_test (tests, test_file_is_locked_from_its_first_name_to_its_last, 0, N_FORMS);
  tcase_add_test (tests, test_lock_of_a_file_that_was_swept_away_before_fails);
  tcase_add_test (tests, test_writer_keeps_many_small_files_apart);
  tcase_add_test (tests, test_writer_holds_back_who_is_faster_than_the_disk);
  tcase_add_test (tests, test_writer_holds_back_many_files_sooner_than_few);
  tcase_add_test (tests, test_writer_that_is_told_to_abort_leaves_nothing);
  tcase_add_test (tests, test_writer_tells_early_that_it_cannot_write);
  tcase_add_loop_test (tests, test_part_keeps_what_was_written_before_the_disk_was_full, 0,
                       2 * N_ENDS);
  tcase_add_loop_test (tests, test_nothing_is_left_of_a_write_that_failed_where_there_is_no_part, 0,
                       2);
}

SWIM_TEST_MAIN ("files", add_tests)
