/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every seed, and every input that once was a crash, goes through its target in an ordinary
 * build. */
#include "config.h"

#include "swim-fuzz.h"
#include "swim-test.h"

static const char *const names[] = {
#define SWIM_FUZZ(name) #name,
#include "targets.def"
#undef SWIM_FUZZ
};

START_TEST (test_target_survives_its_corpus)
{
  SwimFuzzFunc run = swim_fuzz_find (names[_i]);
  g_autofree char *folder =
      g_build_filename (g_getenv ("SWIM_TEST_SRCDIR"), "tests", "fuzz", "corpus", names[_i], NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *entry;
  guint count = 0;

  ck_assert_msg (dir != NULL, "%s cannot be read", folder);
  while ((entry = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, entry, NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      ck_assert (g_file_get_contents (path, &bytes, &length, NULL));
      run ((const guint8 *) bytes, length);
      count++;
    }
  ck_assert_uint_gt (count, 0);
  run ((const guint8 *) "", 0);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_target_survives_its_corpus, 0, G_N_ELEMENTS (names));
}

SWIM_TEST_MAIN ("corpora", add_tests)
