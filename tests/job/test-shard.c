/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which share an item is of, on any machine and for ever. */
#include "config.h"

#include <string.h>

#include "base/hash.h"
#include "base/swim-error.h"
#include "job/shard.h"
#include "jobs/download/download-items.h"
#include "jobs/probe/probe-items.h"
#include "swim-test.h"

#define MANY 20000

static const guint counts[] = { 1, 3, 16, 1000 };

/* XXH3_64bits () of libxxhash 0.8.1, without vector instructions, called by itself. */
static const struct
{
  const char *canonical;
  guint64 hash;
  guint shares[3]; /* of 3, 16, 1000 */
} golden[] = {
  { "a", 0xe6c632b61e964e1f, { 2, 16, 720 } },
  { "python.org", 0x6d798701156d6dc7, { 1, 8, 520 } },
  { "as.dev", 0xcfd304fe80c82d38, { 2, 9, 881 } },
  { "xn--bcher-kva.example", 0x67519d0e20d524a6, { 2, 7, 983 } },
  { "192.0.2.1", 0xd5f33d205a82b1d0, { 3, 1, 225 } },
  { "http://example.org/a/b.png", 0xbf14f0347c6828da, { 3, 11, 515 } },
  { "https://example.org:8443/x?y=z", 0xdcd3410e2f654538, { 1, 9, 929 } },
  { "fr", 0xab154f820778087b, { 3, 12, 620 } },
};

START_TEST (test_shares_are_what_they_always_were)
{
  for (guint i = 0; i < G_N_ELEMENTS (golden); i++)
    {
      const char *canonical = golden[i].canonical;
      gsize length = strlen (canonical);

      ck_assert_uint_eq (swim_hash_string (canonical, 0), golden[i].hash);
      ck_assert (
          swim_shard_has (&(SwimShard){ 1, 1, SWIM_SHARD_BY_ITEM }, canonical, length, NULL));
      for (guint j = 0; j < 3; j++)
        {
          SwimShard shard = { golden[i].shares[j], counts[j + 1], SWIM_SHARD_BY_ITEM };

          ck_assert (swim_shard_has (&shard, canonical, length, NULL));
          shard.index = shard.index % shard.count + 1;
          ck_assert (!swim_shard_has (&shard, canonical, length, NULL));
        }
    }
}
END_TEST

START_TEST (test_each_item_is_of_one_share)
{
  guint count = counts[_i];
  g_autofree guint *sizes = g_new0 (guint, count + 1);
  SwimShardFilter filter = { .shard = { 1, count, SWIM_SHARD_BY_ITEM } };
  char name[32];

  for (guint i = 0; i < MANY; i++)
    {
      guint of = 0;

      g_snprintf (name, sizeof name, "name%u.example", i);
      for (filter.shard.index = 1; filter.shard.index <= count; filter.shard.index++)
        if (swim_shard_filter_has (&filter, name, NULL))
          {
            of++;
            sizes[filter.shard.index]++;
          }
      ck_assert_uint_eq (of, 1);
    }
  for (guint k = 1; k <= count; k++) /* some five standard deviations */
    {
      ck_assert_uint_gt (sizes[k] * count, count == 1000 ? 0 : MANY * 9 / 10);
      ck_assert_uint_lt (sizes[k] * count, count == 1000 ? 3 * MANY : MANY * 11 / 10);
    }
}
END_TEST

static void
assert_canonical (SwimShardCanonical dup_canonical,
                  const char *name,
                  SwimShardBy by,
                  const char *context,
                  const char *expected)
{
  g_autofree char *canonical = dup_canonical (name, by, context);

  ck_assert_str_eq (canonical != NULL ? canonical : name, expected);
}

START_TEST (test_names_are_canonical_as_they_are_queried)
{
  static const char *const cases[][3] = {
    { "python.org", NULL, "python.org" },
    { "Python.ORG.", NULL, "python.org" },
    { "bücher.example", NULL, "xn--bcher-kva.example" },
    { "BÜCHER.example.", NULL, "xn--bcher-kva.example" },
    { "as", ".dev", "as.dev" },
    { "As", ".DEV.", "as.dev" },
    { "as.dev", "", "as.dev" },
    { "192.0.2.1", NULL, "192.0.2.1" },
    { ".", NULL, "." },
    { "not a name", NULL, "not a name" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      assert_canonical (swim_probe_dup_canonical, cases[i][0], SWIM_SHARD_BY_ITEM, cases[i][1],
                        cases[i][2]);
      assert_canonical (swim_probe_dup_canonical, cases[i][0], SWIM_SHARD_BY_HOST, cases[i][1],
                        cases[i][2]);
    }
}
END_TEST

#define FLAGS "http://flags.lab:8080/flags"

START_TEST (test_urls_are_canonical_as_they_are_fetched)
{
  /* name, by item, by host */
  static const char *const cases[][3] = {
    { "http://example.org/A", "http://example.org/a", "example.org" },
    { "http://me:secret@Example.org/a#part", "http://example.org/a", "example.org" },
    { "HTTP://example.org./a?q=1", "http://example.org./a?q=1", "example.org" },
    { "http://example.org:8080/a", "http://example.org:8080/a", "example.org" },
    { "http://2130706433/", "http://2130706433/", "127.0.0.1" },
    { "http://bücher.example/", "http://bücher.example/", "xn--bcher-kva.example" },
    { "http://[::1]:80/x", "http://[::1]:80/x", "::1" },
    { "FR", "fr", "flags.lab" },
    { "fr", "fr", "flags.lab" },
    { "no url://", "no url://", "no url://" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      assert_canonical (swim_download_dup_canonical, cases[i][0], SWIM_SHARD_BY_ITEM, FLAGS,
                        cases[i][1]);
      assert_canonical (swim_download_dup_canonical, cases[i][0], SWIM_SHARD_BY_HOST, FLAGS,
                        cases[i][2]);
    }
  assert_canonical (swim_download_dup_canonical, "FR", SWIM_SHARD_BY_HOST, NULL, "fr");
}
END_TEST

START_TEST (test_options_are_read)
{
  SwimShard shard;

  ck_assert (swim_shard_parse (NULL, NULL, &shard, NULL));
  ck_assert_uint_eq (shard.count, 0);
  ck_assert (swim_shard_parse ("3/16", NULL, &shard, NULL));
  ck_assert_uint_eq (shard.index, 3);
  ck_assert_uint_eq (shard.count, 16);
  ck_assert_int_eq (shard.by, SWIM_SHARD_BY_ITEM);
  ck_assert (swim_shard_parse ("1000000/1000000", "host", &shard, NULL));
  ck_assert_uint_eq (shard.index, SWIM_SHARD_MOST);
  ck_assert_int_eq (shard.by, SWIM_SHARD_BY_HOST);
  ck_assert_str_eq (swim_shard_by_to_string (shard.by), "host");
}
END_TEST

START_TEST (test_bad_options_are_refused)
{
  static const char *const bad[][2] = {
    { "", NULL },     { "1", NULL },     { "1/", NULL },
    { "/4", NULL },   { "0/4", NULL },   { "5/4", NULL },
    { "1/0", NULL },  { "-1/4", NULL },  { "1/4x", NULL },
    { " 1/4", NULL }, { "1/4/2", NULL }, { "1/1000001", NULL },
    { "+1/4", NULL }, { "1.0/4", NULL }, { "1/4", "name" },
    { "1/4", "" },    { NULL, "host" },  { "1/99999999999999999999", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      SwimShard shard;

      ck_assert (!swim_shard_parse (bad[i][0], bad[i][1], &shard, &error));
      ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
    }
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_shares_are_what_they_always_were);
  tcase_add_loop_test (tests, test_each_item_is_of_one_share, 0, G_N_ELEMENTS (counts));
  tcase_add_test (tests, test_names_are_canonical_as_they_are_queried);
  tcase_add_test (tests, test_urls_are_canonical_as_they_are_fetched);
  tcase_add_test (tests, test_options_are_read);
  tcase_add_test (tests, test_bad_options_are_refused);
}

SWIM_TEST_MAIN ("shard", add_tests)
