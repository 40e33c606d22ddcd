/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

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
  ck_assert (g_str_has_suffix (name, "é.jpeg"));
  ck_assert (g_utf8_validate (name, -1, NULL));
}
END_TEST

START_TEST (test_names_are_told_apart_in_their_order)
{
  static const char *const wanted[] = { "x.gif", "x.gif", "X.GIF", "y", "y", "x.gif", "x-2.gif" };
  static const char *const given[] = { "x.gif", "x-2.gif", "X-3.GIF",  "y",
                                       "y-2",   "x-4.gif", "x-2-2.gif" };
  g_autoptr (SwimNameSet) set = swim_name_set_new ();

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autofree char *name = swim_name_set_claim (set, wanted[i]);

      ck_assert_str_eq (name, given[i]);
    }
}
END_TEST

START_TEST (test_a_hundred_thousand_equal_names_are_all_told_apart)
{
  g_autoptr (SwimNameSet) set = swim_name_set_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < 100000; i++)
    ck_assert (g_hash_table_add (seen, swim_name_set_claim (set, "same.gif")));
  ck_assert (g_hash_table_contains (seen, "same-100000.gif"));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_name_from_url_is_safe, 0, G_N_ELEMENTS (rows));
  tcase_add_test (tests, test_long_name_keeps_its_extension_and_whole_characters);
  tcase_add_test (tests, test_names_are_told_apart_in_their_order);
  tcase_add_test (tests, test_a_hundred_thousand_equal_names_are_all_told_apart);
}

SWIM_TEST_MAIN ("file names", add_tests)
