/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/content-disposition.h"
#include "swim-test.h"

static const struct
{
  const char *value;
  const char *name; /* NULL: none */
} rows[] = {
  { "attachment; filename=\"a.txt\"", "a.txt" },
  { "attachment;filename=a.txt;size=1", "a.txt" },
  { "ATTACHMENT ; FileName = \"a.txt\"", "a.txt" },
  { "inline; filename=\"a;b \\\"c\\\".txt\"", "a;b _c_.txt" },
  { "attachment; filename=\"a.txt\"; filename*=UTF-8''caf%c3%a9.txt", "café.txt" },
  { "attachment; filename*=utf-8'fr'caf%C3%A9.txt; filename=x", "café.txt" },
  { "attachment; filename*=ISO-8859-1''caf%e9.txt", "café.txt" },
  { "attachment; filename*=KOI8-R''x; filename=y", "y" },
  { "attachment; filename*=UTF-8''%zz; filename=y", "y" },
  { "attachment; filename*=UTF-8x; filename=y", "y" },
  { "attachment; filename=\"../../etc/passwd\"", "passwd" },
  { "attachment; filename=\"C:\\\\dir\\\\a.exe\"", "a.exe" },
  { "attachment; filename*=UTF-8''..%2f..%2fx", "x" },
  { "attachment; filename=.bashrc", "_bashrc" },
  { "attachment; filename=\"a%20b\"", "a%20b" },
  { "attachment; filename=\"unended", "unended" },
  { "attachment; filename=\"..\"", NULL },
  { "attachment; filename=\"x/\"", NULL },
  { "attachment; filename=", NULL },
  { "attachment; filename", NULL },
  { "attachment", NULL },
  { "attachment;;; =;\"", NULL },
  { "", NULL },
};

START_TEST (test_name_in_a_header_is_found_and_safe)
{
  g_autofree char *name = swim_content_disposition_get_name (rows[_i].value);

  if (rows[_i].name == NULL)
    ck_assert_msg (name == NULL, "%s: %s", rows[_i].value, name);
  else
    ck_assert_str_eq (name, rows[_i].name);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_name_in_a_header_is_found_and_safe, 0, G_N_ELEMENTS (rows));
}

SWIM_TEST_MAIN ("Content-Disposition", add_tests)
