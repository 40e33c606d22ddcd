/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Record types by name, addresses as names, lists of servers, and responses as text. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/swim-error.h"
#include "net/dns/response.h"
#include "net/dns/servers.h"
#include "net/dns/types.h"
#include "swim-test.h"

static const struct
{
  const char *text;
  guint16 number;
  const char *name;
} types[] = {
  { "A", 1, "A" },
  { "mx", 15, "MX" },
  { "Aaaa", 28, "AAAA" },
  { "HTTPS", 65, "HTTPS" },
  { "CAA", 257, "CAA" },
  { "TYPE28", 28, "AAAA" },
  { "type65400", 65400, "TYPE65400" },
  { "ANY", 255, "ANY" },
  { "", 0, NULL },
  { "TYPE", 0, NULL },
  { "TYPE0", 0, NULL },
  { "TYPE65536", 0, NULL },
  { "TYPE1x", 0, NULL },
  { "AXFR", 0, NULL },
  { "TYPE252", 0, NULL },
  { "OPT", 0, NULL },
  { "MX ", 0, NULL },
};

static const struct
{
  const char *lines;
  SwimDnsResolvOptions expected;
} resolv_options[] = {
  { "", { 0, FALSE, FALSE } },
  { "options timeout:3 use-vc", { 3 * G_USEC_PER_SEC, TRUE, FALSE } },
  { "options\tedns0\t attempts:4 rotate\r", { 0, FALSE, TRUE } },
  { "options use-vc\noptions edns0", { 0, TRUE, TRUE } },
  { "options timeout:3\noptions timeout:2", { 2 * G_USEC_PER_SEC, FALSE, FALSE } },
  { "options timeout:0", { 1 * G_USEC_PER_SEC, FALSE, FALSE } },
  { "options timeout:31", { 30 * G_USEC_PER_SEC, FALSE, FALSE } },
  { "options timeout:99999999999999999999", { 0, FALSE, FALSE } },
  { "options timeout:-1 timeout: timeout:1,5 timeout:2x", { 0, FALSE, FALSE } },
  { "options", { 0, FALSE, FALSE } },
  { "optionsuse-vc", { 0, FALSE, FALSE } },
  { "search use-vc edns0", { 0, FALSE, FALSE } },
  { "options USE-VC no-use-vc", { 0, FALSE, FALSE } },
};

START_TEST (test_options_of_resolv_conf_are_read)
{
  g_auto (GStrv) lines = g_strsplit (resolv_options[_i].lines, "\n", -1);
  const SwimDnsResolvOptions *expected = &resolv_options[_i].expected;
  SwimDnsResolvOptions options = { 0 };

  for (guint i = 0; lines[i] != NULL; i++)
    swim_dns_resolv_options_read (&options, lines[i]);
  ck_assert_int_eq (options.timeout, expected->timeout);
  ck_assert_int_eq (options.over_tcp, expected->over_tcp);
  ck_assert_int_eq (options.edns, expected->edns);
}
END_TEST

START_TEST (test_types_have_names_and_numbers)
{
  ck_assert_uint_eq (swim_dns_type_parse (types[_i].text), types[_i].number);
  if (types[_i].number != 0)
    {
      g_autofree char *name = swim_dns_type_to_string (types[_i].number);

      ck_assert_str_eq (name, types[_i].name);
    }
}
END_TEST

static const char *const addresses[][2] = {
  { "192.0.2.1", "1.2.0.192.in-addr.arpa" },
  { "0.0.0.0", "0.0.0.0.in-addr.arpa" },
  { "2001:db8::1", "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa" },
  { "2001:DB8::", "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa" },
  { "", NULL },
  { "192.0.2", NULL },
  { "192.0.2.256", NULL },
  { "192.0.2.1.dev", NULL },
  { "fe80::1%lo", NULL },
  { "host1", NULL },
  { "1", NULL },
};

START_TEST (test_addresses_have_a_name)
{
  g_autofree char *name = swim_dns_reverse_name (addresses[_i][0]);

  ck_assert_pstr_eq (name, addresses[_i][1]);
}
END_TEST

static const struct
{
  const char *text;
  const char *servers;
  const char *message;
} lists[] = {
  { "192.0.2.1\n", "192.0.2.1:53", NULL },
  { "# two\r\n\r\n 192.0.2.1:5353 # here\r\n[2001:db8::1]:54", "192.0.2.1:5353 [2001:db8::1]:54",
    NULL },
  { "192.0.2.1\n\nns.example\n", NULL, "*:3: *ns.example*" },
  { "", NULL, "*names no nameserver*" },
  { "# none\n", NULL, "*names no nameserver*" },
};

START_TEST (test_servers_are_read_from_a_list)
{
  g_autofree char *path = NULL;
  g_auto (GStrv) servers = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("swim-servers-XXXXXX", &path, NULL);

  ck_assert (fd >= 0 && g_close (fd, NULL));
  ck_assert (g_file_set_contents (path, lists[_i].text, -1, NULL));
  servers = swim_dns_servers_read (path, &error);
  g_remove (path);
  if (lists[_i].servers != NULL)
    {
      g_autofree char *joined = NULL;

      swim_assert_no_error (error);
      joined = g_strjoinv (" ", servers);
      ck_assert_str_eq (joined, lists[_i].servers);
      return;
    }
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_msg (g_pattern_match_simple (lists[_i].message, error->message), "%s", error->message);
}
END_TEST

/* id, flags, counts; the question x TXT; an answer with that data. */
#define HEADER "\x12\x34\x85\xb0\0\1\0\1\0\0\0\0"
#define QUESTION "\1x\0\0\x10\0\1"
#define ANSWER "\xc0\x0c\0\x10\0\1\0\0\0\x3c"

START_TEST (test_a_record_stays_on_its_line)
{
  static const char message[] = HEADER QUESTION ANSWER "\0\7\6a\tb\n\"\x9b";
  SwimDnsResponse *response = swim_dns_response_new ("x", 16);

  swim_dns_response_read (response, (const guchar *) message, sizeof message - 1);
  ck_assert_str_eq (response->rcode, "NOERROR");
  ck_assert_int_eq (response->flags, SWIM_DNS_FLAG_AA | SWIM_DNS_FLAG_RD | SWIM_DNS_FLAG_RA
                                         | SWIM_DNS_FLAG_AD | SWIM_DNS_FLAG_CD);
  ck_assert_str_eq (response->records[0], "x.\t60\tIN\tTXT\t\"a\\009b\\010\\\"\\155\"");
  ck_assert_ptr_null (response->records[1]);
  swim_dns_response_unref (response);
}
END_TEST

START_TEST (test_what_cannot_be_read_has_no_records)
{
  static const char message[] = HEADER QUESTION ANSWER "\0\7\6a";
  SwimDnsResponse *response = swim_dns_response_new ("x", 16);

  for (gsize length = 0; length < sizeof message; length++)
    {
      swim_dns_response_read (response, (const guchar *) message, length);
      ck_assert_ptr_null (response->records);
    }
  swim_dns_response_unref (response);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_options_of_resolv_conf_are_read, 0,
                       G_N_ELEMENTS (resolv_options));
  tcase_add_loop_test (tests, test_types_have_names_and_numbers, 0, G_N_ELEMENTS (types));
  tcase_add_loop_test (tests, test_addresses_have_a_name, 0, G_N_ELEMENTS (addresses));
  tcase_add_loop_test (tests, test_servers_are_read_from_a_list, 0, G_N_ELEMENTS (lists));
  tcase_add_test (tests, test_a_record_stays_on_its_line);
  tcase_add_test (tests, test_what_cannot_be_read_has_no_records);
}

SWIM_TEST_MAIN ("dns-types", add_tests)
