/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/swim-error.h"
#include "job/swim-items.h"
#include "swim-test.h"

static char *list_path;

static void
write_list (const char *text, gsize length)
{
  int fd = g_file_open_tmp ("swimlane-list-XXXXXX", &list_path, NULL);

  ck_assert_int_ge (fd, 0);
  ck_assert_int_eq (write (fd, text, length), (int) length);
  close (fd);
}

static void
remove_list (void)
{
  g_unlink (list_path);
  g_clear_pointer (&list_path, g_free);
}

static void
on_wake (gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* The next item, waited for on the default main context; NULL at the end. */
static SwimItem *
await_item (SwimItems *items)
{
  gboolean woken = FALSE;
  SwimItem *item = NULL;

  swim_items_set_wake (items, on_wake, &woken);
  for (;;)
    switch (swim_items_next (items, &item))
      {
      case SWIM_NEXT_ITEM:
        return item;
      case SWIM_NEXT_END:
        return NULL;
      case SWIM_NEXT_WAIT:
        while (!woken)
          g_main_context_iteration (NULL, TRUE);
        woken = FALSE;
      }
}

static SwimItems *
open_list (void)
{
  GError *error = NULL;
  SwimItems *items = swim_items_new_from_list (list_path, &error);

  swim_assert_no_error (error);
  return items;
}

START_TEST (test_names_come_in_their_order)
{
  const char *const names[] = { "a", "b", NULL };
  g_autoptr (SwimItems) items = swim_items_new_from_names (names);
  g_autoptr (SwimItem) first = await_item (items);
  g_autoptr (SwimItem) second = await_item (items);

  ck_assert_int_eq (swim_items_get_count (items), 2);
  ck_assert_str_eq (first->name, "a");
  ck_assert_str_eq (second->name, "b");
  ck_assert_uint_eq (second->index, 1);
  ck_assert_ptr_null (await_item (items));
}
END_TEST

START_TEST (test_pulling_gives_null_where_there_is_no_item)
{
  static const char *const none[] = { NULL };
  g_autoptr (SwimItems) items = swim_items_new_from_names (none);
  SwimItem *item = (SwimItem *) &list_path;

  ck_assert_int_eq (swim_items_next (items, &item), SWIM_NEXT_END);
  ck_assert_ptr_null (item);
}
END_TEST

/* A list for which no thread can be started is an error like any other. */
START_TEST (test_a_list_without_a_thread_is_an_error)
{
  static const struct rlimit none = { 0, 0 };
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    return; /* whom no limit stops */
  write_list ("a\n", 2);
  ck_assert_int_eq (setrlimit (RLIMIT_NPROC, &none), 0);
  ck_assert_ptr_null (swim_items_new_from_list (list_path, &error));
  ck_assert (g_error_matches (error, G_THREAD_ERROR, G_THREAD_ERROR_AGAIN));
  ck_assert (g_str_has_prefix (error->message, "cannot read the list "));
  remove_list ();
}
END_TEST

START_TEST (test_a_list_may_have_blanks_comments_crlf_and_a_byte_order_mark)
{
  const char text[] = "\357\273\277one\r\n\n  two  \n# three\n\r\nfour";
  const char *const expected[] = { "one", "two", "four" };
  g_autoptr (SwimItems) items = NULL;

  write_list (text, strlen (text));
  items = open_list ();
  ck_assert_int_eq (swim_items_get_count (items), G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (SwimItem) item = await_item (items);

      ck_assert_str_eq (item->name, expected[i]);
      ck_assert_ptr_null (item->problem);
      ck_assert_uint_eq (item->index, i);
    }
  ck_assert_ptr_null (await_item (items));
  remove_list ();
}
END_TEST

START_TEST (test_a_bad_line_is_an_item_with_file_and_line)
{
  g_autoptr (GString) text = g_string_new ("good\n");
  g_autoptr (SwimItems) items = NULL;
  g_autofree char *place = NULL;
  const char *const expected[] = { "NUL", "64 KiB", "UTF-8" };

  g_string_append_len (text, "b\0d\n", 4);
  for (guint i = 0; i < 70 * 1024; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, "\n\xff\xfe\nlast\n");
  write_list (text->str, text->len);
  items = open_list ();
  swim_item_free (await_item (items));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (SwimItem) item = await_item (items);

      g_free (place);
      place = g_strdup_printf ("%s:%u: ", list_path, i + 2);
      ck_assert_ptr_nonnull (item->problem);
      ck_assert (g_str_has_prefix (item->problem, place));
      ck_assert_ptr_nonnull (strstr (item->problem, expected[i]));
    }
  {
    g_autoptr (SwimItem) last = await_item (items);

    ck_assert_str_eq (last->name, "last");
    ck_assert_ptr_null (await_item (items));
  }
  remove_list ();
}
END_TEST

START_TEST (test_a_line_of_exactly_64_kib_is_good)
{
  g_autofree char *line = g_strnfill (64 * 1024 + 1, 'x');
  g_autoptr (SwimItems) items = NULL;
  g_autoptr (SwimItem) item = NULL;

  line[64 * 1024] = '\n';
  write_list (line, 64 * 1024 + 1);
  items = open_list ();
  item = await_item (items);
  ck_assert_ptr_null (item->problem);
  ck_assert_uint_eq (strlen (item->name), 64 * 1024);
  ck_assert_ptr_null (await_item (items));
  remove_list ();
}
END_TEST

START_TEST (test_a_long_list_is_read_in_order_and_whole)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (SwimItems) items = NULL;
  const guint n = 20000;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "name%u\n", i);
  write_list (text->str, text->len);
  items = open_list ();
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SwimItem) item = await_item (items);
      g_autofree char *name = g_strdup_printf ("name%u", i);

      ck_assert_str_eq (item->name, name);
    }
  ck_assert_ptr_null (await_item (items));
  remove_list ();
}
END_TEST

START_TEST (test_a_list_that_nobody_reads_to_its_end_lets_go)
{
  g_autoptr (GString) text = g_string_new (NULL);
  SwimItems *items;

  for (guint i = 0; i < 20000; i++)
    g_string_append (text, "name\n");
  write_list (text->str, text->len);
  items = open_list ();
  swim_item_free (await_item (items));
  g_object_add_weak_pointer (G_OBJECT (items), (gpointer *) &items);
  g_object_unref (items);
  ck_assert_ptr_null (items);
  remove_list ();
}
END_TEST

START_TEST (test_a_list_that_cannot_be_read_is_named)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) folder_error = NULL;

  ck_assert_ptr_null (swim_items_new_from_list ("/nonexistent/list", &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_FAILED));
  ck_assert_ptr_nonnull (strstr (error->message, "/nonexistent/list"));
  ck_assert_ptr_null (swim_items_new_from_list ("/", &folder_error));
  ck_assert_ptr_nonnull (strstr (folder_error->message, "folder"));
}
END_TEST

static void
set_target (SwimItem *item, gpointer data)
{
  item->target = g_strconcat (data, item->name, NULL);
}

START_TEST (test_a_map_completes_items)
{
  const char *const names[] = { "x", NULL };
  g_autoptr (SwimItems) items = swim_items_new_from_names (names);
  g_autoptr (SwimItem) item = NULL;

  swim_items_set_map (items, set_target, (gpointer) "to-", NULL);
  item = await_item (items);
  ck_assert_str_eq (swim_item_get_target (item), "to-x");
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_names_come_in_their_order);
  tcase_add_test (tests, test_pulling_gives_null_where_there_is_no_item);
  tcase_add_test (tests, test_a_list_without_a_thread_is_an_error);
  tcase_add_test (tests, test_a_list_may_have_blanks_comments_crlf_and_a_byte_order_mark);
  tcase_add_test (tests, test_a_bad_line_is_an_item_with_file_and_line);
  tcase_add_test (tests, test_a_line_of_exactly_64_kib_is_good);
  tcase_add_test (tests, test_a_long_list_is_read_in_order_and_whole);
  tcase_add_test (tests, test_a_list_that_nobody_reads_to_its_end_lets_go);
  tcase_add_test (tests, test_a_list_that_cannot_be_read_is_named);
  tcase_add_test (tests, test_a_map_completes_items);
}

SWIM_TEST_MAIN ("items", add_tests)
