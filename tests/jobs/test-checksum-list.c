/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/checksum-list.h"
#include "swim-test.h"

#define MD5 "d41d8cd98f00b204e9800998ecf8427e"
#define SHA1 "da39a3ee5e6b4b0d3255bfef95601890afd80709"
#define SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define OTHER "0000000000000000000000000000000000000000000000000000000000000000"

static SwimChecksumList *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  SwimChecksumList *list = swim_checksum_list_parse (text, "LIST", &error);

  swim_assert_no_error (error);
  return list;
}

static const struct
{
  const char *text;
  const char *file;
  GChecksumType type;
} lines[] = {
  { MD5 "  a\n", "a", G_CHECKSUM_MD5 },
  { SHA1 " *a", "a", G_CHECKSUM_SHA1 },
  { SHA256 "  a b\r\n", "a b", G_CHECKSUM_SHA256 },
  { SHA256 "  ./a\n", "a", G_CHECKSUM_SHA256 },
  { SHA256 "  some/folder/a\n", "a", G_CHECKSUM_SHA256 },
  { SHA256 "  some/folder/a\n", "some/folder/a", G_CHECKSUM_SHA256 },
  { "\\" SHA256 "  a\\\\b\n", "a\\b", G_CHECKSUM_SHA256 },
  { "SHA256 (a (1).txt) = " SHA256 "\n", "a (1).txt", G_CHECKSUM_SHA256 },
  { "# comment\n\nMD5 (a) = " MD5 "\n", "a", G_CHECKSUM_MD5 },
  { "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" SHA256
    "  a\n-----BEGIN PGP SIGNATURE-----\n\nabc=\n-----END PGP SIGNATURE-----\n",
    "a", G_CHECKSUM_SHA256 },
  { MD5 "  a\n" SHA256 "  a\n", "a", G_CHECKSUM_SHA256 },
  { SHA256 "  a\n" MD5 "  a\n", "a", G_CHECKSUM_SHA256 },
};

START_TEST (test_line_is_found_by_the_name_of_the_file)
{
  g_autoptr (SwimChecksumList) list = parse (lines[_i].text);
  const SwimFileDigest *digest;
  g_auto (GStrv) unused = NULL;

  ck_assert_ptr_null (swim_checksum_list_look_up (list, "other"));
  digest = swim_checksum_list_look_up (list, lines[_i].file);
  ck_assert_ptr_nonnull (digest);
  ck_assert_int_eq (digest->type, lines[_i].type);
  unused = swim_checksum_list_dup_unused (list);
  ck_assert_ptr_null (unused[0]);
}
END_TEST

START_TEST (test_file_of_several_folders_is_found_by_its_whole_name_only)
{
  g_autoptr (SwimChecksumList) list =
      parse (SHA256 "  one/a\n" OTHER "  two/a\n" OTHER "  three/a\n" OTHER "  b\n");
  g_auto (GStrv) unused = NULL;

  ck_assert_ptr_null (swim_checksum_list_look_up (list, "a"));
  ck_assert_str_eq (swim_checksum_list_look_up (list, "two/a")->hex, OTHER);
  ck_assert_str_eq (swim_checksum_list_look_up (list, "one/a")->hex, SHA256);
  unused = swim_checksum_list_dup_unused (list);
  ck_assert_str_eq (unused[0], "three/a");
  ck_assert_str_eq (unused[1], "b");
  ck_assert_ptr_null (unused[2]);
}
END_TEST

static const struct
{
  const char *text;
  const char *line; /* that the message names */
} mistakes[] = {
  { "hello\n", "line 1" },
  { SHA256 "  a\n" SHA256 "\n", "line 2" },
  { SHA256 "  \n", "line 1" },
  { "abc  a\n", "line 1" },
  { "SHA256 (a) = " MD5 "\n", "line 1" },
  { "BLAKE2b (a) = " SHA256 "\n", "line 1" },
  { "\\" SHA256 "  a\\x\n", "line 1" },
  { SHA256 "  folder/\n", "line 1" },
  { SHA256 "  a\n" OTHER "  a\n", "line 2" }, /* they contradict each other */
  { "# nothing\n", "no checksums" },
};

START_TEST (test_what_is_no_list_is_an_error_that_names_the_line)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (swim_checksum_list_parse (mistakes[_i].text, "LIST", &error));
  ck_assert_msg (strstr (error->message, mistakes[_i].line) != NULL, "%s", error->message);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_line_is_found_by_the_name_of_the_file, 0, G_N_ELEMENTS (lines));
  tcase_add_test (tests, test_file_of_several_folders_is_found_by_its_whole_name_only);
  tcase_add_loop_test (tests, test_what_is_no_list_is_an_error_that_names_the_line, 0,
                       G_N_ELEMENTS (mistakes));
}

SWIM_TEST_MAIN ("checksum lists", add_tests)
