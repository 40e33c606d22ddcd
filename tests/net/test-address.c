/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <arpa/inet.h>

#include "net/dns/address.h"
#include "net/dns/answer.h"
#include "swim-test.h"

/* clang-format off */
static const char *const local[] = {
  "127.0.0.1", "127.255.255.254", "::1", "0.0.0.0", "0.1.2.3", "::", "10.0.0.1", "10.255.255.255",
  "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1", "100.127.255.255",
  "224.0.0.1", "239.255.255.255", "255.255.255.255", "fe80::1", "febf::1", "fc00::1", "fdff::1",
  "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:192.168.1.1", "::127.0.0.1", "::ffff:0.0.0.0",
  "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "192.0.0.192", "198.18.0.1", "198.19.255.255",
  "240.0.0.1", "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:101::1",
};
/* clang-format on */

/* clang-format off */
static const char *const elsewhere[] = {
  "1.0.0.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
  "128.0.0.1", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
  "198.51.100.1", "223.255.255.255", "2001:db8::1", "2606:4700::1111", "fbff::1",
  "::ffff:198.51.100.1", "64:ff9b::198.51.100.1", "192.0.1.0", "198.17.255.255", "198.20.0.0",
  "64:ff9b:2::1", "2002:c633:6401::1",
};
/* clang-format on */

static gboolean
is_local (const char *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  ck_assert_msg (address != NULL, "%s", text);
  return swim_address_is_local (address);
}

START_TEST (test_address_of_this_machine_or_its_network_is_local)
{
  ck_assert_msg (is_local (local[_i]), "%s", local[_i]);
}
END_TEST

START_TEST (test_address_of_the_world_is_not)
{
  ck_assert_msg (!is_local (elsewhere[_i]), "%s", elsewhere[_i]);
}
END_TEST

START_TEST (test_of_a_proxy_the_host_behind_it_counts)
{
  static const struct
  {
    const char *host;
    gboolean local;
  } rows[] = {
    { "198.51.100.1", FALSE }, { "www.example", FALSE },  { "127.0.0.1", TRUE },
    { "::1", TRUE },           { "127.1", TRUE },         { "0xa.1.2.3", TRUE },
    { "2130706433", TRUE },    { "017700000001", TRUE },  { "127.0.0.1.", TRUE },
    { "localhost", TRUE },     { "LocalHost.", TRUE },    { "www.localhost", TRUE },
    { "notlocalhost", FALSE }, { "198.51.25601", FALSE },
  };
  g_autoptr (GInetAddress) proxy = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GSocketAddress) address =
          g_proxy_address_new (proxy, 3128, "http", rows[i].host, 80, NULL, NULL);

      ck_assert_msg (swim_address_leads_to_local (address) == rows[i].local, "%s", rows[i].host);
    }
}
END_TEST

START_TEST (test_addresses_read_as_the_c_library_writes_them)
{
  for (guint i = 0; i <= G_MAXUINT8; i++)
    {
      const guint8 bytes[] = { (guint8) i, 0, (guint8) (i * 7), (guint8) (255 - i) };
      g_auto (GStrv) texts = NULL;
      SwimDnsAnswer answer = SWIM_DNS_ANSWER_INIT;
      char expected[INET_ADDRSTRLEN];

      swim_dns_answer_add (&answer, AF_INET, bytes);
      swim_dns_answer_add (&answer, AF_INET6, &in6addr_loopback);
      texts = swim_dns_answer_dup_addresses (&answer);
      ck_assert_str_eq (texts[0], inet_ntop (AF_INET, bytes, expected, sizeof expected));
      ck_assert_str_eq (texts[1], "::1");
      swim_dns_answer_clear (&answer);
    }
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_address_of_this_machine_or_its_network_is_local, 0,
                       G_N_ELEMENTS (local));
  tcase_add_loop_test (tests, test_address_of_the_world_is_not, 0, G_N_ELEMENTS (elsewhere));
  tcase_add_test (tests, test_addresses_read_as_the_c_library_writes_them);
  tcase_add_test (tests, test_of_a_proxy_the_host_behind_it_counts);
}

SWIM_TEST_MAIN ("address", add_tests)
