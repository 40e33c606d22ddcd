/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/siphash.h"
#include "swim-test.h"

/* From the authors' own table: the key is 0, 1, 2 … 15, and the text 0, 1, 2 and so on. */
START_TEST (test_hashes_are_those_of_the_authors)
{
  static const struct
  {
    gsize length;
    const char *hex;
  } vectors[] = {
    { 0, "a3817f04ba25a8e66df67214c7550293" },
    { 1, "da87c1d86b99af44347659119b22fc45" },
    { 2, "8177228da4a45dc7fca38bdef60affe4" },
    { 3, "9c70b60c5267a94e5f33b6b02985ed51" },
  };
  guint8 key[SWIM_SIPHASH_KEY];
  guint8 text[64];

  for (guint i = 0; i < sizeof text; i++)
    text[i] = (guint8) i;
  memcpy (key, text, sizeof key);
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      guint8 hash[SWIM_SIPHASH_SIZE];
      g_autoptr (GString) hex = g_string_new (NULL);

      swim_siphash (key, text, vectors[i].length, hash);
      for (guint j = 0; j < sizeof hash; j++)
        g_string_append_printf (hex, "%02x", hash[j]);
      ck_assert_str_eq (hex->str, vectors[i].hex);
    }
}
END_TEST

START_TEST (test_each_byte_of_text_and_key_counts)
{
  guint8 key[SWIM_SIPHASH_KEY] = { 0 };
  guint8 text[64] = { 0 };
  guint8 first[SWIM_SIPHASH_SIZE], hash[SWIM_SIPHASH_SIZE];

  for (gsize length = 1; length <= sizeof text; length++)
    {
      swim_siphash (key, text, length, first);
      swim_siphash (key, text, length - 1, hash);
      ck_assert (memcmp (hash, first, sizeof hash) != 0);
      for (gsize i = 0; i < length + sizeof key; i++)
        {
          guint8 *byte = i < length ? &text[i] : &key[i - length];

          *byte ^= 1;
          swim_siphash (key, text, length, hash);
          *byte ^= 1;
          ck_assert (memcmp (hash, first, sizeof hash) != 0);
        }
    }
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_hashes_are_those_of_the_authors);
  tcase_add_test (tests, test_each_byte_of_text_and_key_counts);
}

SWIM_TEST_MAIN ("siphash", add_tests)
