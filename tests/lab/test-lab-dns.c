/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/swim-error.h"
#include "lab/scenario.h"
#include "swim-lab-thread.h"

#include <glib/gstdio.h>
#include <ldns/ldns.h>

#define ANSWER_MAX 65535
#define NO_EDNS 0

static SwimLabThread *lab;

static void
set_up (void)
{
  lab = swim_lab_thread_start_scenario ("local");
}

static void
tear_down (void)
{
  swim_lab_thread_stop (lab);
}

static GSocket *
open_socket (GSocketType type)
{
  return swim_lab_thread_connect (lab->lab->dns_port, type);
}

/* A query's wire form; the caller frees it with free (). */
static guint8 *
make_query (const char *name, ldns_rr_type type, guint16 id, guint16 edns_size, gsize *length)
{
  ldns_pkt *query =
      ldns_pkt_query_new (ldns_dname_new_frm_str (name), type, LDNS_RR_CLASS_IN, LDNS_RD);
  guint8 *wire;

  ldns_pkt_set_id (query, id);
  if (edns_size > 0)
    ldns_pkt_set_edns_udp_size (query, edns_size);
  ck_assert_int_eq (ldns_pkt2wire (&wire, query, length), LDNS_STATUS_OK);
  ldns_pkt_free (query);
  return wire;
}

static ldns_pkt *
parse (const guint8 *wire, gsize length)
{
  ldns_pkt *answer;

  ck_assert_int_eq (ldns_wire2pkt (&answer, wire, length), LDNS_STATUS_OK);
  ck_assert (ldns_pkt_qr (answer));
  return answer;
}

static ldns_pkt *
receive_datagram (GSocket *socket)
{
  g_autofree guint8 *wire = g_malloc (ANSWER_MAX);
  g_autoptr (GError) error = NULL;
  gssize got = g_socket_receive (socket, (char *) wire, ANSWER_MAX, NULL, &error);

  swim_assert_no_error (error);
  return parse (wire, (gsize) got);
}

static void
send_bytes (GSocket *socket, const guint8 *bytes, gsize length)
{
  ck_assert_int_eq (g_socket_send (socket, (const char *) bytes, length, NULL, NULL),
                    (gssize) length);
}

/* Asks over UDP. The caller frees the answer. */
static ldns_pkt *
ask (const char *name, ldns_rr_type type, guint16 edns_size)
{
  g_autoptr (GSocket) socket = open_socket (G_SOCKET_TYPE_DATAGRAM);
  gsize length;
  guint8 *query = make_query (name, type, 4711, edns_size, &length);
  ldns_pkt *answer;

  send_bytes (socket, query, length);
  free (query);
  answer = receive_datagram (socket);
  ck_assert_uint_eq (ldns_pkt_id (answer), 4711);
  ck_assert_uint_eq (ldns_pkt_qdcount (answer), 1);
  return answer;
}

static void
send_framed (GSocket *socket, const char *name, ldns_rr_type type, guint16 id)
{
  gsize length;
  guint8 *query = make_query (name, type, id, NO_EDNS, &length);
  guint8 prefix[2] = { (guint8) (length >> 8), (guint8) length };

  send_bytes (socket, prefix, sizeof prefix);
  send_bytes (socket, query, length);
  free (query);
}

static void
receive_exactly (GSocket *socket, guint8 *bytes, gsize length)
{
  for (gsize done = 0; done < length;)
    {
      g_autoptr (GError) error = NULL;
      gssize got = g_socket_receive (socket, (char *) bytes + done, length - done, NULL, &error);

      swim_assert_no_error (error);
      ck_assert_int_gt (got, 0);
      done += (gsize) got;
    }
}

static ldns_pkt *
receive_framed (GSocket *socket)
{
  g_autofree guint8 *wire = g_malloc (ANSWER_MAX);
  guint8 prefix[2];
  gsize length;

  receive_exactly (socket, prefix, sizeof prefix);
  length = (gsize) prefix[0] << 8 | prefix[1];
  receive_exactly (socket, wire, length);
  return parse (wire, length);
}

static void
assert_negative (ldns_pkt *answer, ldns_pkt_rcode rcode)
{
  ck_assert_int_eq (ldns_pkt_get_rcode (answer), rcode);
  ck_assert_uint_eq (ldns_pkt_ancount (answer), 0);
  ck_assert_uint_eq (ldns_pkt_nscount (answer), 1);
  ck_assert_int_eq (ldns_rr_get_type (ldns_rr_list_rr (ldns_pkt_authority (answer), 0)),
                    LDNS_RR_TYPE_SOA);
}

static void
assert_one_address (ldns_pkt *answer, ldns_rr_type type, const char *prefix)
{
  ldns_rr *record;
  char *text;

  ck_assert_int_eq (ldns_pkt_get_rcode (answer), LDNS_RCODE_NOERROR);
  ck_assert_uint_eq (ldns_pkt_ancount (answer), 1);
  record = ldns_rr_list_rr (ldns_pkt_answer (answer), 0);
  ck_assert_int_eq (ldns_rr_get_type (record), type);
  ck_assert_uint_eq (ldns_rr_ttl (record), 300);
  text = ldns_rdf2str (ldns_rr_rdf (record, 0));
  ck_assert_msg (g_str_has_prefix (text, prefix), "%s", text);
  free (text);
}

START_TEST (test_names_the_book_found_have_both_addresses)
{
  static const char *const names[] = { "as.dev",  "in.dev",  "try.dev", "def.dev", "from.dev",
                                       "and.dev", "not.dev", "del.dev", "DEF.dev" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      ldns_pkt *v4 = ask (names[i], LDNS_RR_TYPE_A, NO_EDNS);
      ldns_pkt *v6 = ask (names[i], LDNS_RR_TYPE_AAAA, NO_EDNS);

      assert_one_address (v4, LDNS_RR_TYPE_A, "192.0.2.");
      assert_one_address (v6, LDNS_RR_TYPE_AAAA, "2001:db8:");
      ldns_pkt_free (v4);
      ldns_pkt_free (v6);
    }
}
END_TEST

START_TEST (test_names_the_book_did_not_find_do_not_exist)
{
  static const char *const names[] = { "is.dev",  "true.dev", "with.dev", "elif.dev", "pass.dev",
                                       "for.dev", "if.dev",   "none.dev", "or.dev",   "else.dev" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      ldns_pkt *v4 = ask (names[i], LDNS_RR_TYPE_A, NO_EDNS);
      ldns_pkt *v6 = ask (names[i], LDNS_RR_TYPE_AAAA, NO_EDNS);

      assert_negative (v4, LDNS_RCODE_NXDOMAIN);
      assert_negative (v6, LDNS_RCODE_NXDOMAIN);
      ldns_pkt_free (v4);
      ldns_pkt_free (v6);
    }
}
END_TEST

START_TEST (test_half_of_all_other_names_exist)
{
  guint n_found = 0;

  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *name = g_strdup_printf ("n%u.dev", i);
      ldns_pkt *first = ask (name, LDNS_RR_TYPE_A, NO_EDNS);
      ldns_pkt *second = ask (name, LDNS_RR_TYPE_AAAA, NO_EDNS);

      ck_assert_int_eq (ldns_pkt_get_rcode (first), ldns_pkt_get_rcode (second));
      n_found += ldns_pkt_ancount (first);
      ldns_pkt_free (first);
      ldns_pkt_free (second);
    }
  ck_assert_uint_gt (n_found, 150);
  ck_assert_uint_lt (n_found, 250);
}
END_TEST

START_TEST (test_lab_knows_its_own_hosts_only)
{
  ldns_pkt *flags = ask ("flags.lab", LDNS_RR_TYPE_A, NO_EDNS);
  ldns_pkt *flags_v6 = ask ("flags.lab", LDNS_RR_TYPE_AAAA, NO_EDNS);
  ldns_pkt *local = ask ("localhost", LDNS_RR_TYPE_A, NO_EDNS);
  ldns_pkt *other = ask ("other.lab", LDNS_RR_TYPE_A, NO_EDNS);
  ldns_pkt *service = ask ("as.dev", LDNS_RR_TYPE_SRV, NO_EDNS);
  ldns_pkt *mail = ask ("as.dev", LDNS_RR_TYPE_MX, NO_EDNS);
  ldns_pkt *no_mail = ask ("flags.lab", LDNS_RR_TYPE_MX, NO_EDNS);
  ldns_pkt *root = ask (".", LDNS_RR_TYPE_A, NO_EDNS);

  assert_one_address (flags, LDNS_RR_TYPE_A, "127.0.0.1");
  assert_negative (flags_v6, LDNS_RCODE_NOERROR);
  assert_one_address (local, LDNS_RR_TYPE_A, "127.0.0.1");
  assert_negative (other, LDNS_RCODE_NXDOMAIN);
  assert_negative (service, LDNS_RCODE_NOERROR);
  assert_negative (no_mail, LDNS_RCODE_NOERROR);
  ck_assert_uint_eq (ldns_pkt_ancount (mail), 1);
  assert_negative (root, LDNS_RCODE_NOERROR);
  ldns_pkt_free (flags);
  ldns_pkt_free (flags_v6);
  ldns_pkt_free (local);
  ldns_pkt_free (other);
  ldns_pkt_free (service);
  ldns_pkt_free (mail);
  ldns_pkt_free (no_mail);
  ldns_pkt_free (root);
}
END_TEST

START_TEST (test_answer_too_long_for_a_datagram_is_cut_and_whole_over_tcp)
{
  g_autoptr (GSocket) socket = open_socket (G_SOCKET_TYPE_STREAM);
  ldns_pkt *plain = ask ("many.lab", LDNS_RR_TYPE_A, NO_EDNS);
  ldns_pkt *small = ask ("many.lab", LDNS_RR_TYPE_AAAA, 1232);
  ldns_pkt *large = ask ("many.lab", LDNS_RR_TYPE_AAAA, 4096);
  ldns_pkt *stream;

  send_framed (socket, "many.lab", LDNS_RR_TYPE_A, 1);
  stream = receive_framed (socket);
  ck_assert (ldns_pkt_tc (plain));
  ck_assert_uint_eq (ldns_pkt_ancount (plain), 0);
  ck_assert (ldns_pkt_tc (small));
  ck_assert (!ldns_pkt_tc (large));
  ck_assert_uint_eq (ldns_pkt_ancount (large), 64);
  ck_assert (!ldns_pkt_tc (stream));
  ck_assert_uint_eq (ldns_pkt_ancount (stream), 64);
  ldns_pkt_free (plain);
  ldns_pkt_free (small);
  ldns_pkt_free (large);
  ldns_pkt_free (stream);
}
END_TEST

START_TEST (test_edns_is_answered_with_edns_and_its_absence_with_none)
{
  ldns_pkt *with = ask ("as.dev", LDNS_RR_TYPE_A, 1232);
  ldns_pkt *without = ask ("as.dev", LDNS_RR_TYPE_A, NO_EDNS);

  ck_assert (ldns_pkt_edns (with));
  ck_assert (!ldns_pkt_edns (without));
  assert_one_address (with, LDNS_RR_TYPE_A, "192.0.2.");
  ldns_pkt_free (with);
  ldns_pkt_free (without);
}
END_TEST

START_TEST (test_broken_queries_are_ignored_or_called_malformed)
{
  static const guint8 too_short[] = { 0x12, 0x34, 0x01 };
  static const guint8 a_reply[12] = { 0x12, 0x34, 0x80 };
  static const guint8 no_question[12] = { 0x56, 0x78, 0x01, 0, 0, 1 };
  g_autoptr (GSocket) socket = open_socket (G_SOCKET_TYPE_DATAGRAM);
  ldns_pkt *answer;

  send_bytes (socket, too_short, sizeof too_short);
  send_bytes (socket, a_reply, sizeof a_reply);
  send_bytes (socket, no_question, sizeof no_question);
  answer = receive_datagram (socket); /* the first that comes is to the last that was sent */
  ck_assert_uint_eq (ldns_pkt_id (answer), 0x5678);
  ck_assert_int_eq (ldns_pkt_get_rcode (answer), LDNS_RCODE_FORMERR);
  ldns_pkt_free (answer);
}
END_TEST

START_TEST (test_tcp_answers_pipelined_queries_split_anywhere)
{
  g_autoptr (GSocket) socket = open_socket (G_SOCKET_TYPE_STREAM);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gboolean seen[200] = { FALSE };

  for (guint16 i = 0; i < G_N_ELEMENTS (seen); i++)
    {
      gsize length;
      guint8 *query = make_query ("as.dev", LDNS_RR_TYPE_A, i, NO_EDNS, &length);
      guint8 prefix[2] = { 0, (guint8) length };

      g_byte_array_append (bytes, prefix, sizeof prefix);
      g_byte_array_append (bytes, query, (guint) length);
      free (query);
    }
  for (guint done = 0; done < bytes->len; done += 7)
    send_bytes (socket, bytes->data + done, MIN (7, bytes->len - done));
  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    {
      ldns_pkt *answer = receive_framed (socket);
      guint16 id = ldns_pkt_id (answer);

      ck_assert_uint_lt (id, G_N_ELEMENTS (seen));
      ck_assert (!seen[id]);
      seen[id] = TRUE;
      ldns_pkt_free (answer);
    }
}
END_TEST

START_TEST (test_tcp_serves_many_connections_at_once)
{
  GSocket *sockets[50];

  for (guint16 i = 0; i < G_N_ELEMENTS (sockets); i++)
    {
      sockets[i] = open_socket (G_SOCKET_TYPE_STREAM);
      send_framed (sockets[i], "as.dev", LDNS_RR_TYPE_A, i);
    }
  for (guint16 i = G_N_ELEMENTS (sockets); i-- > 0;)
    {
      ldns_pkt *answer = receive_framed (sockets[i]);

      ck_assert_uint_eq (ldns_pkt_id (answer), i);
      ldns_pkt_free (answer);
      g_object_unref (sockets[i]);
    }
}
END_TEST

START_TEST (test_answers_come_in_the_order_of_the_names_delays)
{
  static const char *const names[] = { "as.dev", "in.dev", "try.dev", "def.dev", "is.dev" };
  g_autoptr (SwimScenario) delay = swim_scenario_load ("delay", NULL);
  g_autoptr (GSocket) socket = NULL;
  SwimLabOptions options = { 0 };
  gint64 last_us = 0;

  swim_lab_thread_stop (lab);
  options.scenario = "delay";
  options.delay = &(SwimDelayRange){ 50000, 500000 }; /* a tenth, in the same order */
  lab = swim_lab_thread_start (&options);
  socket = open_socket (G_SOCKET_TYPE_STREAM);
  for (guint16 i = 0; i < G_N_ELEMENTS (names); i++)
    send_framed (socket, names[i], i % 2 == 0 ? LDNS_RR_TYPE_A : LDNS_RR_TYPE_AAAA, i);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      ldns_pkt *answer = receive_framed (socket);
      const char *name = names[ldns_pkt_id (answer)];
      gint64 delay_us = swim_scenario_fate (delay, SWIM_LAB_DNS, name).delay_us;

      ck_assert_int_ge (delay_us, last_us);
      last_us = delay_us;
      ldns_pkt_free (answer);
    }
}
END_TEST

START_TEST (test_labs_own_host_is_never_delayed)
{
  SwimLabOptions options = { 0 };
  ldns_pkt *answer;

  swim_lab_thread_stop (lab);
  options.delay = &(SwimDelayRange){ 3600000000, 3600000000 };
  lab = swim_lab_thread_start (&options);
  answer = ask ("flags.lab", LDNS_RR_TYPE_A, NO_EDNS);
  assert_one_address (answer, LDNS_RR_TYPE_A, "127.0.0.1");
  ldns_pkt_free (answer);
}
END_TEST

START_TEST (test_port_in_use_error_names_port_and_option)
{
  SwimLabOptions options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *port = NULL;

  options.dns_port = lab->lab->dns_port;
  port = g_strdup_printf ("port %u", options.dns_port);
  ck_assert_ptr_null (swim_lab_new (&options, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_FAILED));
  ck_assert_ptr_nonnull (strstr (error->message, port));
  ck_assert_ptr_nonnull (strstr (error->message, "--dns-port"));
}
END_TEST

/* Asks for the addresses of a fault's name over UDP; the answer is not checked. */
static gssize
ask_fault (GSocket *socket, const char *fault, guint8 *wire)
{
  g_autofree char *name = g_strdup_printf ("fault-%s.dev", fault);
  gsize length;
  guint8 *query = make_query (name, LDNS_RR_TYPE_A, 4711, NO_EDNS, &length);
  g_autoptr (GError) error = NULL;
  gssize got;

  send_bytes (socket, query, length);
  free (query);
  got = g_socket_receive (socket, (char *) wire, ANSWER_MAX, NULL, &error);
  swim_assert_no_error (error);
  return got;
}

static const struct
{
  const char *fault;
  ldns_pkt_rcode rcode;
  guint16 id;
  gboolean tc;
  size_t n_answers;
} readable[] = {
  { "nxdomain", LDNS_RCODE_NXDOMAIN, 4711, FALSE, 0 },
  { "nodata", LDNS_RCODE_NOERROR, 4711, FALSE, 0 },
  { "servfail", LDNS_RCODE_SERVFAIL, 4711, FALSE, 0 },
  { "refused", LDNS_RCODE_REFUSED, 4711, FALSE, 0 },
  { "cut", LDNS_RCODE_NOERROR, 4711, TRUE, 0 },
  { "wrong-id", LDNS_RCODE_NOERROR, 4711 ^ 0x5555, FALSE, 1 },
  { "wrong-question", LDNS_RCODE_NOERROR, 4711, FALSE, 1 },
  { "cname-loop", LDNS_RCODE_NOERROR, 4711, FALSE, 2 },
  { "rate", LDNS_RCODE_NOERROR, 4711, FALSE, 1 },
  { "none", LDNS_RCODE_NOERROR, 4711, FALSE, 1 },
};

START_TEST (test_fault_shows_in_the_answer)
{
  g_autoptr (GSocket) socket = open_socket (G_SOCKET_TYPE_DATAGRAM);
  g_autofree guint8 *wire = g_malloc (ANSWER_MAX);
  const char *fault = readable[_i].fault;
  gssize length = strcmp (fault, "none") == 0 ? 0 : ask_fault (socket, fault, wire);
  ldns_pkt *answer =
      length == 0 ? ask ("as.dev", LDNS_RR_TYPE_A, NO_EDNS) : parse (wire, (gsize) length);
  char *asked = ldns_rdf2str (ldns_rr_owner (ldns_rr_list_rr (ldns_pkt_question (answer), 0)));

  ck_assert_int_eq (ldns_pkt_get_rcode (answer), readable[_i].rcode);
  ck_assert_uint_eq (ldns_pkt_id (answer), readable[_i].id);
  ck_assert_int_eq (ldns_pkt_tc (answer), readable[_i].tc);
  ck_assert_uint_eq (ldns_pkt_ancount (answer), readable[_i].n_answers);
  ck_assert_int_eq (strstr (asked, "alias") != NULL, strcmp (fault, "wrong-question") == 0);
  free (asked);
  ldns_pkt_free (answer);
}
END_TEST

START_TEST (test_broken_answers_cannot_be_read)
{
  static const char *const names[] = { "compression-loop", "short", "broken", "rubbish" };
  g_autoptr (GSocket) socket = open_socket (G_SOCKET_TYPE_DATAGRAM);
  g_autofree guint8 *wire = g_malloc (ANSWER_MAX);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gssize length = ask_fault (socket, names[i], wire);
      ldns_pkt *answer = NULL;

      ck_assert_msg (ldns_wire2pkt (&answer, wire, (gsize) length) != LDNS_STATUS_OK, "%s",
                     names[i]);
    }
}
END_TEST

START_TEST (test_lost_question_is_answered_the_second_time)
{
  g_autoptr (GSocket) socket = open_socket (G_SOCKET_TYPE_DATAGRAM);
  g_autofree guint8 *wire = g_malloc (ANSWER_MAX);
  gsize length;
  guint8 *query = make_query ("fault-lost.dev", LDNS_RR_TYPE_A, 1, NO_EDNS, &length);
  ldns_pkt *answer;

  send_bytes (socket, query, length);
  free (query);
  answer = parse (wire, (gsize) ask_fault (socket, "lost", wire));
  ck_assert_uint_eq (ldns_pkt_id (answer), 4711); /* not 1: that one was lost */
  ldns_pkt_free (answer);
}
END_TEST

START_TEST (test_duplicate_comes_twice_and_silence_never)
{
  g_autoptr (GSocket) socket = open_socket (G_SOCKET_TYPE_DATAGRAM);
  g_autofree guint8 *wire = g_malloc (ANSWER_MAX);
  gsize length;
  guint8 *query = make_query ("fault-silent.dev", LDNS_RR_TYPE_A, 1, NO_EDNS, &length);

  send_bytes (socket, query, length);
  free (query);
  for (guint i = 0; i < 2; i++)
    {
      ldns_pkt *answer = i == 0 ? parse (wire, (gsize) ask_fault (socket, "duplicate", wire))
                                : receive_datagram (socket);

      ck_assert_uint_eq (ldns_pkt_id (answer), 4711);
      ldns_pkt_free (answer);
    }
}
END_TEST

START_TEST (test_answer_from_elsewhere_comes_from_another_port)
{
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new (loopback, lab->lab->dns_port);
  g_autoptr (GSocketAddress) from = NULL;
  gsize length;
  guint8 *query = make_query ("fault-other-source.dev", LDNS_RR_TYPE_A, 1, NO_EDNS, &length);
  char wire[512];

  g_socket_set_timeout (socket, (guint) swim_test_scaled (10));
  ck_assert_int_gt (g_socket_send_to (socket, to, (char *) query, length, NULL, NULL), 0);
  free (query);
  ck_assert_int_gt (g_socket_receive_from (socket, &from, wire, sizeof wire, NULL, NULL), 0);
  ck_assert_uint_ne (g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (from)),
                     lab->lab->dns_port);
}
END_TEST

START_TEST (test_above_its_rate_the_server_refuses)
{
  g_autofree char *folder = g_dir_make_tmp ("swim-rate-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "rate.scenario", NULL);
  guint n_refused = 0;

  ck_assert (g_file_set_contents (path, "[dns]\nrate=10\n", -1, NULL));
  swim_lab_thread_stop (lab);
  lab = swim_lab_thread_start_scenario (path);
  g_unlink (path);
  g_rmdir (folder);
  for (guint i = 0; i < 100; i++)
    {
      ldns_pkt *answer = ask ("as.dev", LDNS_RR_TYPE_A, NO_EDNS);

      n_refused += ldns_pkt_get_rcode (answer) == LDNS_RCODE_REFUSED;
      ldns_pkt_free (answer);
    }
  /* If they took ten seconds, none would be refused. */
  ck_assert_uint_gt (n_refused, 0);
  ck_assert_uint_le (n_refused, 90);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_fault_shows_in_the_answer, 0, G_N_ELEMENTS (readable));
  tcase_add_test (tests, test_broken_answers_cannot_be_read);
  tcase_add_test (tests, test_lost_question_is_answered_the_second_time);
  tcase_add_test (tests, test_duplicate_comes_twice_and_silence_never);
  tcase_add_test (tests, test_answer_from_elsewhere_comes_from_another_port);
  tcase_add_test (tests, test_above_its_rate_the_server_refuses);
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_names_the_book_found_have_both_addresses);
  tcase_add_test (tests, test_names_the_book_did_not_find_do_not_exist);
  tcase_add_test (tests, test_half_of_all_other_names_exist);
  tcase_add_test (tests, test_lab_knows_its_own_hosts_only);
  tcase_add_test (tests, test_answer_too_long_for_a_datagram_is_cut_and_whole_over_tcp);
  tcase_add_test (tests, test_edns_is_answered_with_edns_and_its_absence_with_none);
  tcase_add_test (tests, test_broken_queries_are_ignored_or_called_malformed);
  tcase_add_test (tests, test_tcp_answers_pipelined_queries_split_anywhere);
  tcase_add_test (tests, test_tcp_serves_many_connections_at_once);
  tcase_add_test (tests, test_answers_come_in_the_order_of_the_names_delays);
  tcase_add_test (tests, test_labs_own_host_is_never_delayed);
  tcase_add_test (tests, test_port_in_use_error_names_port_and_option);
}

SWIM_TEST_MAIN ("lab-dns", add_tests)
