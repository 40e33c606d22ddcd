/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <gio/gio.h>

#include "base/hash.h"
#include "base/swim-status.h"
#include "swim-test.h"

START_TEST (test_every_class_is_found_by_its_name)
{
  for (guint i = 0; i < SWIM_N_STATUSES; i++)
    {
      SwimStatus found = SWIM_N_STATUSES;

      ck_assert (swim_status_from_string (swim_status_to_string (i), &found));
      ck_assert_uint_eq (found, i);
    }
}
END_TEST

START_TEST (test_an_unknown_name_is_no_class)
{
  SwimStatus status = SWIM_STATUS_TIMEOUT;

  ck_assert (!swim_status_from_string ("fine", &status));
  ck_assert_uint_eq (status, SWIM_STATUS_TIMEOUT);
}
END_TEST

static const struct
{
  GQuark (*domain) (void);
  int code;
  SwimStatus status;
} errors[] = {
  { g_io_error_quark, G_IO_ERROR_CANCELLED, SWIM_STATUS_CANCELLED },
  { g_io_error_quark, G_IO_ERROR_TIMED_OUT, SWIM_STATUS_TIMEOUT },
  { g_io_error_quark, G_IO_ERROR_CONNECTION_REFUSED, SWIM_STATUS_REFUSED },
  { g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED, SWIM_STATUS_TRUNCATED },
  { g_io_error_quark, G_IO_ERROR_NO_SPACE, SWIM_STATUS_IO_ERROR },
  { g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE, SWIM_STATUS_TLS_ERROR },
  { g_resolver_error_quark, G_RESOLVER_ERROR_NOT_FOUND, SWIM_STATUS_NOT_FOUND },
  { g_resolver_error_quark, G_RESOLVER_ERROR_TEMPORARY_FAILURE, SWIM_STATUS_SERVER_ERROR },
};

START_TEST (test_an_error_has_a_class_by_its_code)
{
  /* The message says something else on purpose: it must not count. */
  g_autoptr (GError) error =
      g_error_new_literal (errors[_i].domain (), errors[_i].code, "timed out, not found");

  ck_assert_uint_eq (swim_status_from_error (error), errors[_i].status);
}
END_TEST

START_TEST (test_hashes_are_the_same_on_every_machine)
{
  ck_assert_uint_eq (swim_hash_string ("if.dev", 1), swim_hash_bytes ("if.dev", 6, 1));
  ck_assert_uint_ne (swim_hash_string ("if.dev", 1), swim_hash_string ("if.dev", 2));
  /* The value that XXH3_64bits gives for no bytes and seed 0, from the algorithm's own tests. */
  ck_assert_uint_eq (swim_hash_bytes ("", 0, 0), G_GUINT64_CONSTANT (0x2D06800538D394C2));
  ck_assert_double_ge (swim_hash_to_unit (0), 0);
  ck_assert_double_lt (swim_hash_to_unit (G_MAXUINT64), 1);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_every_class_is_found_by_its_name);
  tcase_add_test (tests, test_an_unknown_name_is_no_class);
  tcase_add_loop_test (tests, test_an_error_has_a_class_by_its_code, 0, G_N_ELEMENTS (errors));
  tcase_add_test (tests, test_hashes_are_the_same_on_every_machine);
}

SWIM_TEST_MAIN ("status", add_tests)
