/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "net/file/file-name.h"
#include "swim-test.h"

static const struct
{
  const char *url;
  const char *name;
} rows[] = {
  { "http://a.example/flags/cn/cn.gif", "cn.gif" },
  { "http://a.example/cn.gif?size=1#top", "cn.gif" },
  { "http://a.example", "index.html" },
  { "http://a.example/x/", "index.html" },
  { "http://a.example/..", "index.html" },
  { "http://a.example/%2e%2e", "index.html" },
  { "http://a.example/..%2f..%2fetc%2fpasswd", "_._.._etc_passwd" },
  { "http://a.example/%2fetc%2fpasswd", "_etc_passwd" },
  { "http://a.example/a%5cb", "a_b" },
  { "http://a.example/.bashrc", "_bashrc" },
  { "http://a.example/.swimlane-1", "_swimlane-1" },
  { "http://a.example/a%00b", "a\xef\xbf\xbd"
                              "b" },
  { "http://a.example/a%0ab%1b%5b1m", "a_b_[1m" },
  { "http://a.example/a%7fb", "a_b" },
  { "http://a.example/%e2%80%aegpj.exe", "_gpj.exe" },
  { "http://a.example/caf%c3%a9.txt", "café.txt" },
  { "http://a.example/%ff%fe.txt", "\xef\xbf\xbd\xef\xbf\xbd.txt" },
  { "http://a.example/100%", "100%" },
  { "http://a.example/a%20b.txt", "a b.txt" },
  { "http://a.example/name.%20.", "name" },
  { "http://a.example/CON", "_CON" },
  { "http://a.example/nul.txt", "_nul.txt" },
  { "http://a.example/com1.gif", "_com1.gif" },
  { "http://a.example/console.gif", "console.gif" },
  { "http://a.example/a:b*c%3fd%22e%3cf%3eg%7ch", "a_b_c_d_e_f_g_h" },
};

START_TEST (test_name_from_url_is_safe)
{
  g_autoptr (GUri) uri = g_uri_parse (rows[_i].url, G_URI_FLAGS_ENCODED, NULL);
  const char *segment = strrchr (rows[_i].url, '/') + 1;
  g_autofree char *name = uri != NULL ? swim_file_name_from_uri (uri)
                                      : swim_file_name_clean (segment, strlen (segment));

  ck_assert_str_eq (name, rows[_i].name);
}
END_TEST

START_TEST (test_long_name_keeps_its_extension_and_whole_characters)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *name = NULL;

  for (int i = 0; i < 300; i++)
    g_string_append (text, "é");
  g_string_append (text, ".jpeg");
  name = swim_file_name_clean (text->str, text->len);

  ck_assert_int_le (strlen (name), SWIM_FILE_NAME_MAX);
  ck_assert_int_ge (strlen (name), SWIM_FILE_NAME_MAX - 1);
  ck_assert (g_pattern_match_simple ("*é-??????????.jpeg", name));
  ck_assert (g_utf8_validate (name, -1, NULL));
}
END_TEST

START_TEST (test_long_names_that_differ_where_they_are_cut_stay_apart)
{
  g_autofree char *stem = g_strnfill (300, 'x');
  g_autofree char *one = g_strconcat (stem, "1.gif", NULL);
  g_autofree char *two = g_strconcat (stem, "2.gif", NULL);
  g_autofree char *first = swim_file_name_clean (one, strlen (one));
  g_autofree char *second = swim_file_name_clean (two, strlen (two));
  g_autofree char *again = swim_file_name_clean (first, strlen (first));

  ck_assert_str_ne (first, second);
  ck_assert_str_eq (first, again);
  ck_assert (g_str_has_suffix (first, ".gif"));
}
END_TEST

START_TEST (test_name_belongs_to_one_url)
{
  static const struct
  {
    const char *name;
    const char *url;
    gboolean claimed;
  } claims[] = {
    { "x.gif", "http://a/x.gif", TRUE },   { "x.gif", "http://b/x.gif", FALSE },
    { "x.gif", "http://a/x.gif", TRUE },   { "X.GIF", "http://b/X.GIF", FALSE },
    { "x.gif", "http://a/x.gif#1", TRUE }, { "é", "http://a/é", TRUE },
    { "É", "http://a/É", FALSE },          { "y", "http://b/x.gif", TRUE },
  };
  g_autoptr (SwimNameSet) set = swim_name_set_new ();

  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    ck_assert_msg (swim_name_set_claim (set, claims[i].name, claims[i].url) == claims[i].claimed,
                   "%s for %s", claims[i].name, claims[i].url);
}
END_TEST

/* Whether files of these are files of the same URL. */
static const struct
{
  const char *url;
  const char *same;
  gboolean equal;
} origins[] = {
  { "http://a/x", "http://a/x", TRUE },
  { "http://a/x", "http://b/x", FALSE },
  { "http://a/x", "http://a/x?1", FALSE },
  { "http://a/x", "http://a/x#top", TRUE },
  { "http://u:one@a/x", "http://u:two@a/x", TRUE },
  { "http://u:one@a/x", "http://v:one@a/x", FALSE },
  { "http://u:one@a/x", "http://a/x", FALSE },
  { "http://a/x:1@", "http://a/x:2@", FALSE },
};

START_TEST (test_hash_in_a_name_depends_on_the_url_alone)
{
  for (guint i = 0; i < G_N_ELEMENTS (origins); i++)
    {
      SwimOrigin one, two;
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;

      swim_origin_init (&one, origins[i].url);
      swim_origin_init (&two, origins[i].same);
      first = swim_file_name_add_hash ("d/x.gif", &one);
      second = swim_file_name_add_hash ("d/x.gif", &two);
      ck_assert (g_pattern_match_simple ("d/x-??????????.gif", first));
      ck_assert_msg ((strcmp (first, second) == 0) == origins[i].equal, "%s", origins[i].same);
    }
}
END_TEST

START_TEST (test_mark_is_that_of_one_url)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("swimlane-mark-XXXXXX", &path, NULL);

  ck_assert_int_ge (fd, 0);
  ck_assert_int_eq (swim_origin_check_mark (fd, "http://a/x"), SWIM_MARK_NONE);
  for (guint i = 0; i < G_N_ELEMENTS (origins); i++)
    if (swim_origin_mark (fd, origins[i].url))
      ck_assert_msg (swim_origin_check_mark (fd, origins[i].same)
                         == (origins[i].equal ? SWIM_MARK_SAME : SWIM_MARK_OTHER),
                     "%s", origins[i].same);
    else
      ck_assert_int_eq (errno, ENOTSUP); /* a file system that keeps none */
  close (fd);
  unlink (path);
}
END_TEST

START_TEST (test_path_with_folders_is_made_safe_and_stays_below)
{
  static const struct
  {
    const char *path;
    const char *clean;
    gboolean fine;
  } paths[] = {
    { "a/b.gif", "a/b.gif", TRUE },   { "/a//./b", "a/b", FALSE },
    { "../../b", "b", FALSE },        { "a/../b", "a/b", FALSE },
    { "a/", "a/index.html", FALSE },  { "", "index.html", FALSE },
    { ".hidden", "_hidden", FALSE },  { "a\nb", "a_b", FALSE },
    { "a/CON/b", "a/_CON/b", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *clean = swim_file_path_clean (paths[i].path, strlen (paths[i].path));

      ck_assert_str_eq (clean, paths[i].clean);
      ck_assert_msg ((swim_file_path_check (paths[i].path) == NULL) == paths[i].fine, "%s",
                     paths[i].path);
    }
}
END_TEST

START_TEST (test_a_hundred_thousand_names_are_kept_apart)
{
  g_autoptr (SwimNameSet) set = swim_name_set_new ();
  int mistaken = 0;

  for (int turn = 0; turn < 2; turn++)
    for (int i = 0; i < 100000; i++)
      {
        g_autofree char *name = g_strdup_printf ("%d.gif", i);
        gboolean claimed = swim_name_set_claim (set, name, turn == 0 ? name : "x");

        ck_assert (claimed || turn == 1);
        mistaken += claimed && turn == 1;
      }
  ck_assert_int_lt (mistaken, 30);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_name_from_url_is_safe, 0, G_N_ELEMENTS (rows));
  tcase_add_test (tests, test_long_name_keeps_its_extension_and_whole_characters);
  tcase_add_test (tests, test_long_names_that_differ_where_they_are_cut_stay_apart);
  tcase_add_test (tests, test_name_belongs_to_one_url);
  tcase_add_test (tests, test_hash_in_a_name_depends_on_the_url_alone);
  tcase_add_test (tests, test_mark_is_that_of_one_url);
  tcase_add_test (tests, test_path_with_folders_is_made_safe_and_stays_below);
  tcase_add_test (tests, test_a_hundred_thousand_names_are_kept_apart);
}

SWIM_TEST_MAIN ("file names", add_tests)
