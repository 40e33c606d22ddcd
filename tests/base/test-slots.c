/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/hash.h"
#include "base/slots.h"
#include "swim-test.h"

START_TEST (test_values_stay_with_their_hashes_as_the_set_grows)
{
  enum
  {
    COUNT = 100000
  };
  SwimSlots slots;
  gboolean is_new;

  swim_slots_init (&slots, 5);
  for (guint64 i = 0; i < COUNT; i++)
    {
      guint64 *slot = swim_slots_get (&slots, swim_hash_number (i, slots.seed), &is_new);

      ck_assert (is_new && (*slot & 31) == 0);
      *slot |= i & 31;
    }
  for (guint64 i = 0; i < COUNT; i++)
    {
      guint64 *slot = swim_slots_get (&slots, swim_hash_number (i, slots.seed), &is_new);

      ck_assert (!is_new && (*slot & 31) == (i & 31));
    }
  ck_assert_uint_eq (slots.used, COUNT);
  ck_assert_uint_le (slots.size, 4 * COUNT);
  swim_slots_clear (&slots);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_values_stay_with_their_hashes_as_the_set_grows);
}

SWIM_TEST_MAIN ("slots", add_tests)
