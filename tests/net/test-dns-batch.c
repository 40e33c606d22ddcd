/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/udp.h>
#include <string.h>
#include <unistd.h>

#include "net/dns/batch.h"
#include "swim-test.h"

#define MANY 100 /* more than go into one call */

static int client;
static int server;
static SwimDnsBatch *batch;

/* A pair of connected UDP sockets on loopback. */
static void
setup (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;

  server = socket (AF_INET, SOCK_DGRAM, 0);
  client = socket (AF_INET, SOCK_DGRAM, 0);
  ck_assert_int_eq (bind (server, (struct sockaddr *) &address, sizeof address), 0);
  ck_assert_int_eq (getsockname (server, (struct sockaddr *) &address, &length), 0);
  ck_assert_int_eq (connect (client, (struct sockaddr *) &address, sizeof address), 0);
  length = sizeof address;
  ck_assert_int_eq (getsockname (client, (struct sockaddr *) &address, &length), 0);
  ck_assert_int_eq (connect (server, (struct sockaddr *) &address, sizeof address), 0);
  batch = swim_dns_batch_new ();
  swim_dns_batch_reset (batch, client);
}

static void
teardown (void)
{
  swim_dns_batch_free (batch);
  close (client);
  if (server >= 0)
    close (server);
}

static gssize
send_number (guint number)
{
  guint8 head = (guint8) number;
  char rest[] = "rest";
  struct iovec parts[] = { { &head, 1 }, { rest, 4 } };

  return swim_dns_batch_send (batch, parts, 2);
}

START_TEST (test_what_is_sent_arrives_whole_and_in_order)
{
  for (guint i = 0; i < MANY; i++)
    ck_assert_int_eq (send_number (i), 5);
  ck_assert (swim_dns_batch_flush (batch));
  for (guint i = 0; i < MANY; i++)
    {
      char bytes[16];

      ck_assert_int_eq (recv (server, bytes, sizeof bytes, MSG_DONTWAIT), 5);
      ck_assert_int_eq (bytes[0], (char) i);
      ck_assert_mem_eq (bytes + 1, "rest", 4);
    }
  ck_assert_int_eq (recv (server, (char[1]){ 0 }, 1, MSG_DONTWAIT), -1);
}
END_TEST

/* Of three lengths, which come in turn, and each but once. */
static void
send_and_check_lengths (void)
{
  gboolean seen[MANY] = { FALSE };

  for (guint i = 0; i < MANY; i++)
    {
      char bytes[8] = { (char) i, 'x', 'y', 'z' };
      const gssize length = 2 + i % 3;

      ck_assert_int_eq (swim_dns_batch_send (batch, &(struct iovec){ bytes, (gsize) length }, 1),
                        length);
    }
  ck_assert (swim_dns_batch_flush (batch));
  for (guint i = 0; i < MANY; i++)
    {
      char bytes[16] = { 0 };
      const gssize length = recv (server, bytes, sizeof bytes, MSG_DONTWAIT);
      const guint number = (guint8) bytes[0];

      ck_assert_uint_lt (number, MANY);
      ck_assert_int_eq (length, 2 + number % 3);
      ck_assert_mem_eq (bytes + 1, "xyz", (gsize) length - 1);
      ck_assert (!seen[number]);
      seen[number] = TRUE;
    }
  ck_assert_int_eq (recv (server, (char[1]){ 0 }, 1, MSG_DONTWAIT), -1);
}

START_TEST (test_what_is_of_several_lengths_arrives_whole) { send_and_check_lengths (); }
END_TEST

/* It does not for sockets that send no checksums. */
START_TEST (test_where_the_kernel_cuts_nothing_all_arrives)
{
  ck_assert_int_eq (setsockopt (client, SOL_SOCKET, SO_NO_CHECK, &(int){ 1 }, sizeof (int)), 0);
  send_and_check_lengths ();
  send_and_check_lengths ();
}
END_TEST

/* A receiver may take together what went together. */
START_TEST (test_what_is_of_one_length_goes_together)
{
  char bytes[64];

  if (setsockopt (client, SOL_UDP, UDP_SEGMENT, &(int){ 0 }, sizeof (int)) != 0
      || setsockopt (server, SOL_UDP, UDP_GRO, &(int){ 1 }, sizeof (int)) != 0)
    return; /* not with this kernel */
  for (guint i = 0; i < 3; i++)
    ck_assert_int_eq (send_number (i), 5);
  ck_assert_int_eq (swim_dns_batch_send (batch, &(struct iovec){ (char[]){ "end" }, 3 }, 1), 3);
  ck_assert (swim_dns_batch_flush (batch));
  ck_assert_int_eq (recv (server, bytes, sizeof bytes, MSG_DONTWAIT), 5 + 5 + 5 + 3);
  ck_assert_mem_eq (bytes + 15, "end", 3);
}
END_TEST

START_TEST (test_what_came_is_received_one_by_one_with_its_sender)
{
  struct sockaddr_in expected;
  socklen_t length = sizeof expected;

  ck_assert_int_eq (getsockname (server, (struct sockaddr *) &expected, &length), 0);
  for (guint i = 0; i < MANY; i++)
    ck_assert_int_eq (send (server, (char[]){ (char) i, 'x' }, 2, 0), 2);
  for (guint i = 0; i < MANY; i++)
    {
      struct sockaddr_in from = { 0 };
      char bytes[16];

      length = sizeof from;
      ck_assert_int_eq (
          swim_dns_batch_receive (batch, bytes, sizeof bytes, (struct sockaddr *) &from, &length),
          2);
      ck_assert_int_eq (bytes[0], (char) i);
      ck_assert_int_eq (from.sin_port, expected.sin_port);
    }
  ck_assert (!swim_dns_batch_has_received (batch));
  ck_assert_int_eq (swim_dns_batch_receive (batch, (char[1]){ 0 }, 1, NULL, NULL), -1);
  ck_assert_int_eq (errno, EAGAIN);

  /* There is nothing more only until there is. */
  ck_assert_int_eq (send (server, "more", 4, 0), 4);
  ck_assert_int_eq (swim_dns_batch_receive (batch, (char[4]){ 0 }, 4, NULL, NULL), 4);
}
END_TEST

START_TEST (test_a_refusal_is_read_and_does_not_stop_what_follows)
{
  close (server);
  server = -1;
  ck_assert_int_eq (send_number (1), 5);
  ck_assert (swim_dns_batch_flush (batch));
  ck_assert_int_eq (send_number (2), 5);
  ck_assert (swim_dns_batch_flush (batch));
  ck_assert_int_eq (swim_dns_batch_receive (batch, (char[1]){ 0 }, 1, NULL, NULL), -1);
  ck_assert_int_eq (errno, ECONNREFUSED);
}
END_TEST

START_TEST (test_what_the_socket_does_not_take_is_an_error_and_dropped)
{
  shutdown (client, SHUT_WR);
  ck_assert_int_eq (send_number (1), 5);
  ck_assert (!swim_dns_batch_flush (batch));
  ck_assert_int_eq (errno, EPIPE);
  ck_assert (swim_dns_batch_flush (batch)); /* nothing is left */
}
END_TEST

START_TEST (test_what_is_longer_than_a_question_can_be_is_an_error)
{
  char bytes[1000] = { 0 };

  ck_assert_int_eq (swim_dns_batch_send (batch, &(struct iovec){ bytes, sizeof bytes }, 1), -1);
  ck_assert_int_eq (errno, EMSGSIZE);
  ck_assert (swim_dns_batch_flush (batch));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, setup, teardown);
  tcase_add_test (tests, test_what_is_sent_arrives_whole_and_in_order);
  tcase_add_test (tests, test_what_is_of_several_lengths_arrives_whole);
  tcase_add_test (tests, test_where_the_kernel_cuts_nothing_all_arrives);
  tcase_add_test (tests, test_what_is_of_one_length_goes_together);
  tcase_add_test (tests, test_what_came_is_received_one_by_one_with_its_sender);
  tcase_add_test (tests, test_a_refusal_is_read_and_does_not_stop_what_follows);
  tcase_add_test (tests, test_what_the_socket_does_not_take_is_an_error_and_dropped);
  tcase_add_test (tests, test_what_is_longer_than_a_question_can_be_is_an_error);
}

SWIM_TEST_MAIN ("dns-batch", add_tests)
