/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What c-ares is given of the bytes of a TCP connection, in whatever pieces these come. */
#include "config.h"

#include <ares.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/dns/message.h"
#include "net/dns/stream-input.h"
#include "swim-test.h"

#define JUDGES (ARES_VERSION >= 0x011c00)
#define RCODE 5 /* offsets from the prefix on */

/* The answer to a question for the address of “a”: once 192.0.2.1, and once five bytes. */
static const guchar good[] = {
  0, 36, 0, 1,   0x81, 0x80, 0, 1, 0, 1, 0, 0, 0,  0, 1, 'a', 0, 0, 1,
  0, 1,  1, 'a', 0,    0,    1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1
};
static const guchar bad[] = { 0, 37, 0,   1, 0x81, 0x80, 0, 1, 0,   1,   0, 0, 0,
                              0, 1,  'a', 0, 0,    1,    0, 1, 1,   'a', 0, 0, 1,
                              0, 1,  0,   0, 0,    60,   0, 5, 192, 0,   2, 1, 0 };

static int sockets[2];
static SwimDnsStreamInput input;

static void
setup (void)
{
  ck_assert_int_eq (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, sockets), 0);
}

static void
teardown (void)
{
  swim_dns_stream_input_clear (&input);
  close (sockets[0]);
  close (sockets[1]);
}

/* Adds what is given out now. */
static void
receive (GByteArray *out, gsize most)
{
  guchar bytes[4096];
  gssize n;

  while ((n = swim_dns_stream_input_receive (&input, sockets[0], bytes, most)) > 0)
    g_byte_array_append (out, bytes, (guint) n);
  ck_assert_int_eq (n, -1);
  ck_assert_int_eq (errno, EAGAIN);
}

START_TEST (test_messages_are_whole_and_judged)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guchar sent[sizeof good + sizeof bad];
  gsize piece = (gsize) _i + 1;

  memcpy (sent, good, sizeof good);
  memcpy (sent + sizeof good, bad, sizeof bad);
  for (gsize at = 0; at < sizeof sent; at += piece)
    {
      gsize n = MIN (piece, sizeof sent - at);

      ck_assert_int_eq (write (sockets[1], sent + at, n), (gssize) n);
      receive (out, 4096);
      /* Half of a message is kept. */
      if (JUDGES && at + n < sizeof good)
        ck_assert_uint_eq (out->len, 0);
    }
  ck_assert_uint_ge (out->len, sizeof good);
  ck_assert_mem_eq (out->data, good, sizeof good);
  if (JUDGES)
    ck_assert_int_eq (out->data[sizeof good + RCODE] & 0x0f, SWIM_DNS_RCODE_UNREADABLE);
  else
    ck_assert_mem_eq (out->data + sizeof good, bad, sizeof bad);
}
END_TEST

/* It is handed out as it came, as is all that follows. */
START_TEST (test_message_that_is_longer_than_asked_for_arrives)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (guint i = 0; i < 2; i++)
    ck_assert_int_eq (write (sockets[1], bad, sizeof bad), sizeof bad);
  /* Once the part of it that was asked for is there, it is plain that it is too long. */
  receive (out, sizeof bad - 1);
  receive (out, sizeof bad - 1);
  ck_assert_uint_eq (out->len, 2 * sizeof bad);
  ck_assert_mem_eq (out->data, bad, sizeof bad);
  ck_assert_mem_eq (out->data + sizeof bad, bad, sizeof bad);
}
END_TEST

START_TEST (test_end_is_told)
{
  guchar bytes[16];

  close (sockets[1]);
  sockets[1] = -1;
  ck_assert_int_eq (swim_dns_stream_input_receive (&input, sockets[0], bytes, sizeof bytes), 0);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, setup, teardown);
  tcase_add_loop_test (tests, test_messages_are_whole_and_judged, 0, sizeof good + sizeof bad);
  tcase_add_test (tests, test_message_that_is_longer_than_asked_for_arrives);
  tcase_add_test (tests, test_end_is_told);
}

SWIM_TEST_MAIN ("dns-stream-input", add_tests)
