/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What holds for the properties of every public class. */
#include "config.h"

#include "base/properties.h"
#include "jobs/download/download-private.h"
#include "jobs/probe/swim-probe.h"
#include "run/swim-run.h"
#include "swim-test.h"

static GObject *
make (int i)
{
  switch (i)
    {
    case 0:
      return g_object_new (SWIM_TYPE_RUN, NULL);
    case 1:
      return G_OBJECT (swim_probe_new ());
    default:
      return G_OBJECT (swim_download_new ("files"));
    }
}

static void
count (GObject *object, GParamSpec *spec, gpointer n)
{
  (*(guint *) n)++;
}

/* A value that is not the default, of a property that is no object. */
static void
set_another (GObject *object, GParamSpec *spec)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, spec->value_type);
  switch (G_TYPE_FUNDAMENTAL (spec->value_type))
    {
    case G_TYPE_BOOLEAN:
      g_value_set_boolean (&value, !((GParamSpecBoolean *) spec)->default_value);
      break;
    case G_TYPE_UINT:
      g_value_set_uint (&value, 7);
      break;
    case G_TYPE_UINT64:
      g_value_set_uint64 (&value, G_MAXUINT64);
      break;
    case G_TYPE_DOUBLE:
      g_value_set_double (&value, 0.300001);
      break;
    default:
      if (spec->value_type == G_TYPE_STRV)
        g_value_set_boxed (&value, (const char *const[]){ "192.0.2.1", NULL });
    }
  g_object_set_property (object, spec->name, &value);
}

static void
assert_equal (GObject *object, GObject *other, GParamSpec *spec)
{
  g_auto (GValue) left = G_VALUE_INIT;
  g_auto (GValue) right = G_VALUE_INIT;
  g_autofree char *text = NULL;
  g_autofree char *expected = NULL;

  g_object_get_property (object, spec->name, &left);
  g_object_get_property (other, spec->name, &right);
  text = g_strdup_value_contents (&left);
  expected = g_strdup_value_contents (&right);
  if (spec->value_type == G_TYPE_STRV)
    ck_assert (g_strv_equal (g_value_get_boxed (&left), g_value_get_boxed (&right)));
  else
    ck_assert_str_eq (text, expected);
}

START_TEST (test_a_copy_has_every_setting)
{
  g_autoptr (GObject) object = make (_i);
  g_autoptr (GObject) copy = NULL;
  g_autofree GParamSpec **specs = NULL;
  guint notified = 0;
  guint n;

  specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);
  ck_assert_uint_gt (n, 8);
  g_signal_connect (object, "notify", G_CALLBACK (count), &notified);
  for (guint i = 0; i < n; i++)
    {
      guint before = notified;

      if ((specs[i]->flags & G_PARAM_CONSTRUCT_ONLY) != 0)
        continue;
      set_another (object, specs[i]);
      ck_assert_uint_eq (notified, before + 1);
    }
  copy = swim_properties_copy (object);
  for (guint i = 0; i < n; i++)
    assert_equal (copy, object, specs[i]);
}
END_TEST

START_TEST (test_setters_set_the_properties)
{
  g_autoptr (SwimProbe) probe = swim_probe_new ();
  g_autoptr (SwimDownload) download = swim_download_new ("files");
  g_auto (GStrv) nameservers = NULL;
  g_auto (GStrv) types = NULL;
  g_autofree char *folder = NULL;
  gboolean by_dns, keep_responses;
  guint edns_size;
  double probe_timeout, timeout, connect_timeout, max_time;
  guint retries, redirects;
  guint64 seed;

  swim_probe_set_dns (probe, (const char *const[]){ "192.0.2.1", NULL });
  swim_probe_set_types (probe, (const char *const[]){ "MX", NULL });
  swim_probe_set_edns_size (probe, 1232);
  swim_probe_set_keep_responses (probe, TRUE);
  swim_download_set_timeout (download, 1.5);
  swim_download_set_connect_timeout (download, 2.5);
  swim_download_set_max_time (download, 3.5);
  swim_download_set_retries (download, 4, 99);
  g_object_get (probe, "by-dns", &by_dns, "nameservers", &nameservers, "types", &types, "edns-size",
                &edns_size, "keep-responses", &keep_responses, "timeout", &probe_timeout, NULL);
  g_object_get (download, "folder", &folder, "timeout", &timeout, "retries", &retries, "seed",
                &seed, "max-redirects", &redirects, NULL);
  ck_assert (by_dns && keep_responses);
  ck_assert_uint_eq (edns_size, 1232);
  ck_assert_str_eq (types[0], "MX");
  ck_assert_str_eq (nameservers[0], "192.0.2.1");
  ck_assert_double_eq (probe_timeout, 10);
  ck_assert_str_eq (folder, "files");
  ck_assert_double_eq (timeout, 1.5);
  g_object_get (download, "connect-timeout", &connect_timeout, "max-time", &max_time, NULL);
  ck_assert_double_eq (connect_timeout, 2.5);
  ck_assert_double_eq (max_time, 3.5);
  ck_assert_uint_eq (retries, 4);
  ck_assert_uint_eq (seed, 99);
  ck_assert_uint_eq (redirects, 10);
}
END_TEST

/* It is no property, since it has no type of its own. */
START_TEST (test_a_copy_of_a_download_has_its_client)
{
  const SwimHttpClient *const *clients = swim_http_clients_list ();

  for (guint i = 0; clients[i] != NULL; i++)
    {
      g_autoptr (SwimDownload) download = swim_download_new ("files");
      g_autoptr (SwimJob) copy = NULL;

      ck_assert (swim_download_set_client (download, clients[i]->name, NULL));
      copy = swim_job_copy (SWIM_JOB (download), NULL);
      ck_assert_ptr_eq (SWIM_DOWNLOAD (copy)->policy.client, clients[i]);
    }
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_a_copy_has_every_setting, 0, 3);
  tcase_add_test (tests, test_setters_set_the_properties);
  tcase_add_test (tests, test_a_copy_of_a_download_has_its_client);
}

SWIM_TEST_MAIN ("properties", add_tests)
