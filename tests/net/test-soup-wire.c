/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is seen of an answer that libsoup reads, and by a stream of somebody else nothing. */
#include "config.h"

#include "net/http/client-soup.h"

#include <string.h>

#include "swim-test.h"

#define OK "HTTP/1.1 200 OK\r\n"
#define BYTES(text) text, sizeof text - 1

typedef enum
{
  WHOLE, /* the head and, where it is chunked, the body */
  HEAD,  /* the head; the body goes on */
  PART,  /* not even the head */
  WRONG,
} Seen;

static const struct
{
  const char *bytes;
  gsize length;
  Seen seen;
  gint64 body; /* bytes in chunks */
  const char *to;
} answers[] = {
  { BYTES (""), PART, 0, NULL },
  { BYTES ("HTTP/1."), PART, 0, NULL },
  { BYTES (OK), PART, 0, NULL },
  { BYTES (OK "\r\n"), WHOLE, 0, NULL },
  { BYTES ("HTTP/1.1 200 OK\n\n"), WHOLE, 0, NULL },
  { BYTES (OK "Location: /a\r\n\r"), PART, 0, NULL },
  { BYTES (OK "location:\t/a b \t\r\nLocation: /c\r\n\r\nbody"), WHOLE, 0, "/a b" },
  { BYTES (OK "X-Location: /a\r\nLocation: /\xfc\r\n\r\n"), WHOLE, 0, "/\xfc" },
  { BYTES (OK "Location: /a \r\n \t?b\r\nX: y\r\n\r\n"), WHOLE, 0, "/a \t?b" },
  { BYTES (OK "Location:\r\n /a\r\n \r\n\r\n"), WHOLE, 0, "/a" },
  { BYTES (OK "Location:\r\n\r\nLocation: /b\r\n\r\n"), WHOLE, 0, "" },
  { BYTES ("HTTP/1.1 103 Early\r\nLocation: /a\r\n\r\n" OK "Location: /b\r\n\r\n"), WHOLE, 0,
    "/b" },
  { BYTES ("HTTP/1.1 103 Early\r\nLocation: /a\r\n\r\n"), PART, 0, NULL },
  { BYTES (OK "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nmore"), WHOLE, 5, NULL },
  { BYTES (OK "Transfer-Encoding: chunked\r\n\r\n5\r\nhel"), HEAD, 3, NULL },
  { BYTES (OK "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n"), HEAD, 5, NULL },
  { BYTES (OK "Transfer-Encoding: chunked\r\n\r\n5\r\nhello0\r\n\r\n"), WRONG, 5, NULL },
  { BYTES (OK "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"), WRONG, 0, NULL },
  { BYTES (OK "X: \0\r\n\r\n"), WRONG, 0, NULL },
  { BYTES ("HTTQ"), WRONG, 0, NULL },
  { BYTES ("\r\n" OK "\r\n"), WRONG, 0, NULL },
  { BYTES ("\0\0\x12\x04\0\0\0\0\0"), WRONG, 0, NULL },
};

static Seen
look (const SwimSoupWire *wire)
{
  if (swim_soup_wire_find_wrong (wire) != NULL)
    return WRONG;
  if (!wire->whole)
    return PART;
  return wire->framing.kind != SWIM_FRAMING_CHUNKED || swim_http_chunks_is_complete (&wire->chunks)
             ? WHOLE
             : HEAD;
}

START_TEST (test_answer_is_seen_however_it_arrives)
{
  const gsize length = answers[_i].length;
  SwimSoupWire *wire = swim_soup_wire_new ();

  for (gsize most = 1; most <= length + 1; most++)
    {
      swim_soup_wire_reset (wire);
      ck_assert (!swim_soup_wire_has_begun (wire));
      for (gsize at = 0; at < length; at += most)
        swim_soup_wire_take (wire, answers[_i].bytes + at, MIN (most, length - at));
      ck_assert_int_eq (look (wire), answers[_i].seen);
      ck_assert_int_eq (swim_soup_wire_has_begun (wire), length > 0);
      ck_assert_int_eq (wire->body, answers[_i].body);
      ck_assert (!wire->ended);
      if (answers[_i].seen == WHOLE)
        ck_assert_pstr_eq (swim_soup_wire_get_header (wire, "Location"), answers[_i].to);
      swim_soup_wire_take (wire, "", 0);
      ck_assert (wire->ended);
    }
  swim_soup_wire_unref (wire);
}
END_TEST

START_TEST (test_line_without_end_is_refused)
{
  SwimSoupWire *wire = swim_soup_wire_new ();
  gsize most = 128 * 1024;

  swim_soup_wire_take (wire, OK "X: ", strlen (OK "X: "));
  for (gsize i = 0; i < most && swim_soup_wire_find_wrong (wire) == NULL; i++)
    swim_soup_wire_take (wire, "y", 1);
  ck_assert_str_eq (swim_soup_wire_find_wrong (wire), SWIM_HTTP_TOO_LARGE_HEAD);
  ck_assert (wire->head->len < most);
  swim_soup_wire_unref (wire);
}
END_TEST

/* Two connections of one class, of which one is ours. */
START_TEST (test_only_a_stream_of_ours_is_seen)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autoptr (GSocketConnection) ours =
      g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);
  g_autoptr (GSocketConnection) first = g_socket_listener_accept (listener, NULL, NULL, NULL);
  g_autoptr (GSocketConnection) other =
      g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);
  g_autoptr (GSocketConnection) second = g_socket_listener_accept (listener, NULL, NULL, NULL);
  SwimSoupWire *wire = swim_soup_tap (G_IO_STREAM (ours));
  GSocketConnection *servers[] = { first, second }, *clients[] = { ours, other };
  g_autoptr (GError) error = NULL;
  char room[16];

  for (guint i = 0; i < 2; i++)
    {
      GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (servers[i]));
      GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (clients[i]));

      ck_assert (g_output_stream_write_all (out, "bad\r\nmore\r\n", 11, NULL, NULL, NULL));
      ck_assert_int_eq (g_input_stream_read (in, room, 5, NULL, NULL), 5);
      ck_assert_ptr_nonnull (swim_soup_wire_find_wrong (wire));
    }
  /* Behind what is wrong nothing is read of ours, in either form. */
  ck_assert_int_eq (g_input_stream_read (wire->stream, room, 5, NULL, &error), -1);
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA));
  g_clear_error (&error);
  ck_assert_int_eq (g_pollable_input_stream_read_nonblocking (
                        G_POLLABLE_INPUT_STREAM (wire->stream), room, 5, NULL, &error),
                    -1);
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA));
  ck_assert_int_eq (
      g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (other)), room, 5, NULL, NULL),
      5);
  swim_soup_wire_unref (wire);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_answer_is_seen_however_it_arrives, 0, G_N_ELEMENTS (answers));
  tcase_add_test (tests, test_line_without_end_is_refused);
  tcase_add_test (tests, test_only_a_stream_of_ours_is_seen);
}

SWIM_TEST_MAIN ("soup-wire", add_tests)
