/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/framing.h"

#include <string.h>

#include "swim-test.h"

#define OK "HTTP/1.1 200 OK\r\n"

static const struct
{
  const char *head;
  SwimHttpFramingKind kind;
  gint64 length;
} good[] = {
  { OK "Content-Length: 5\r\n\r\n", SWIM_FRAMING_LENGTH, 5 },
  { OK "content-length:\t005 \t\r\n\r\n", SWIM_FRAMING_LENGTH, 5 },
  { OK "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", SWIM_FRAMING_LENGTH, 5 },
  { OK "Content-Length: 5, 5 ,5\r\n\r\n", SWIM_FRAMING_LENGTH, 5 },
  { OK "Content-Length: 9223372036854775806\r\n\r\n", SWIM_FRAMING_LENGTH, G_MAXINT64 - 1 },
  { OK "Content-Length: 5\n\n", SWIM_FRAMING_LENGTH, 5 },
  { OK "Transfer-Encoding: Chunked\r\n\r\n", SWIM_FRAMING_CHUNKED, -1 },
  { OK "\r\n", SWIM_FRAMING_CLOSE, -1 },
  { OK "X: a\r\n b\r\n\tc\r\n\r\n", SWIM_FRAMING_CLOSE, -1 },
  { OK "X:\r\nY: \xe4:\x01\r\n\r\n", SWIM_FRAMING_CLOSE, -1 },
  { "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", SWIM_FRAMING_LENGTH, 0 },
  { "HTTP/1.1  200\r\n\r\n", SWIM_FRAMING_CLOSE, -1 },
  { "HTTP/2 200 \r\n\r\n", SWIM_FRAMING_STREAM, -1 },
  { "HTTP/2 200 \r\ncontent-length: 7\r\n\r\n", SWIM_FRAMING_LENGTH, 7 },
  { "HTTP/1.1 204 No\r\nContent-Length: 11\r\n\r\n", SWIM_FRAMING_NONE, 0 },
  { "HTTP/1.1 304 No\r\nTransfer-Encoding: chunked\r\n\r\n", SWIM_FRAMING_NONE, 0 },
  { "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 103 H\r\nContent-Length: 9\r\n\r\n" OK
    "Content-Length: 5\r\n\r\n",
    SWIM_FRAMING_LENGTH, 5 },
  { OK "Transfer-Encoding: chunked\r\n\r\nContent-Length: 5\r\nno field\r\n\r\n",
    SWIM_FRAMING_CHUNKED, -1 },
};

/* A head as libcurl hands it out, a line at a time. */
static gboolean
add_lines (SwimHttpFraming *framing, const char *head, gsize length)
{
  gboolean taken = TRUE;

  for (const char *end; length > 0; length -= (gsize) (end - head), head = end)
    {
      end = memchr (head, '\n', length);
      end = end != NULL ? end + 1 : head + length;
      taken = swim_http_framing_add_line (framing, head, (gsize) (end - head));
    }
  return taken;
}

START_TEST (test_head_says_how_its_body_is_delimited)
{
  SwimHttpFraming framing = { 0 };

  ck_assert_msg (add_lines (&framing, good[_i].head, strlen (good[_i].head)), "%s: %s",
                 good[_i].head, framing.wrong);
  ck_assert_ptr_null (framing.wrong);
  ck_assert_msg (framing.kind == good[_i].kind, "%s: %d", good[_i].head, framing.kind);
  ck_assert_int_eq (framing.length, good[_i].length);
}
END_TEST

static const struct
{
  const char *head;
  const char *word; /* of the reason */
} bad[] = {
  { OK "Content-Length: -5\r\n\r\n", "number of bytes" },
  { OK "Content-Length: +5\r\n\r\n", "number of bytes" },
  { OK "Content-Length: 0x5\r\n\r\n", "number of bytes" },
  { OK "Content-Length: 5 5\r\n\r\n", "number of bytes" },
  { OK "Content-Length: 5;x\r\n\r\n", "number of bytes" },
  { OK "Content-Length: 5,\r\n\r\n", "number of bytes" },
  { OK "Content-Length: ,5\r\n\r\n", "number of bytes" },
  { OK "Content-Length:\r\n\r\n", "number of bytes" },
  { OK "Content-Length: 9223372036854775807\r\n\r\n", "number of bytes" },
  { OK "Content-Length: 18446744073709551621\r\n\r\n", "number of bytes" },
  { OK "Content-Length: 99999999999999999999999\r\n\r\n", "number of bytes" },
  { OK "Content-Length: 5, 6\r\n\r\n", "two different" },
  { OK "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", "two different" },
  { OK "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "both" },
  { OK "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", "both" },
  { OK "Transfer-Encoding: gzip\r\n\r\n", "other than" },
  { OK "Transfer-Encoding: gzip, chunked\r\n\r\n", "other than" },
  { OK "Transfer-Encoding: identity\r\n\r\n", "other than" },
  { OK "Transfer-Encoding: chunked, chunked\r\n\r\n", "other than" },
  { OK "Transfer-Encoding: chunked;q=1\r\n\r\n", "other than" },
  { OK "Transfer-Encoding:\r\n\r\n", "other than" },
  { OK "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", "more than one" },
  { "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "only HTTP/1.1" },
  { "HTTP/2 200\r\ntransfer-encoding: chunked\r\n\r\n", "only HTTP/1.1" },
  { "HTTP/2 200 OK\r\n\r\n", "unknown version" }, /* sent as text: HTTP/2 has no reason */
  { OK "Transfer-Encoding : chunked\r\n\r\n", "invalid name" },
  { OK ": x\r\n\r\n", "invalid name" },
  { OK "X\xe4: x\r\n\r\n", "invalid name" },
  { OK "X(: x\r\n\r\n", "invalid name" },
  { OK "no field\r\n\r\n", "colon" },
  { OK "HTTP/1.1 200 OK\r\n\r\n", "colon" },
  { OK "X: a\rContent-Length: 5\r\n\r\n", "control character" },
  { OK "X: a\r\n b\rc\r\n\r\n", "control character" },
  { OK " X: a\r\n\r\n", "folded" },
  { OK "Content-Length:\r\n 5\r\n\r\n", "number of bytes" },
  { OK "Content-Length: 5\r\n 6\r\n\r\n", "folded" },
  { OK "Transfer-Encoding: chunked\r\n ,gzip\r\n\r\n", "folded" },
  { "what do you mean?\r\n\r\n", "status line" },
  { "HTTP/0.9 200 OK\r\n\r\n", "status line" },
  { "HTTP/1.2 200 OK\r\n\r\n", "version" },
  { "HTTP/1.1200 OK\r\n\r\n", "status line" },
  { "HTTP/1.1 20 OK\r\n\r\n", "three digits" },
  { "HTTP/1.1 2000 OK\r\n\r\n", "three digits" },
  { "HTTP/1.1 099 OK\r\n\r\n", "three digits" },
  { "HTTP/1.1 -20 OK\r\n\r\n", "three digits" },
  { "HTTP/1.1", "status line" },
  { "HTTP/1.1 101 S\r\nUpgrade: x\r\n\r\n", "another protocol" },
};

START_TEST (test_ambiguous_head_is_refused)
{
  SwimHttpFraming framing = { 0 };

  ck_assert_msg (!add_lines (&framing, bad[_i].head, strlen (bad[_i].head)), "%s", bad[_i].head);
  ck_assert_msg (strstr (framing.wrong, bad[_i].word) != NULL, "%s: %s", bad[_i].head,
                 framing.wrong);
}
END_TEST

START_TEST (test_name_of_a_field_is_a_token)
{
  for (int byte = 1; byte < 256; byte++)
    {
      SwimHttpFraming framing = { 0 };
      char name[] = { 'X', (char) byte };
      gboolean token = g_ascii_isalnum (byte) || strchr ("!#$%&'*+-.^_`|~", byte) != NULL;

      swim_http_framing_begin (&framing, SWIM_HTTP_1_1, 200);
      ck_assert_msg (swim_http_framing_add (&framing, name, sizeof name, "", 0) == token, "%d",
                     byte);
    }
}
END_TEST

START_TEST (test_nul_is_refused)
{
  SwimHttpFraming framing = { 0 };

  ck_assert (!add_lines (&framing, OK "X: a\0b\r\n\r\n", sizeof OK "X: a.b\r\n\r\n" - 1));
  framing = (SwimHttpFraming){ 0 };
  ck_assert (!add_lines (&framing, OK "X\0: b\r\n\r\n", sizeof OK "X.: b\r\n\r\n" - 1));
}
END_TEST

START_TEST (test_head_that_does_not_end_is_refused)
{
  SwimHttpFraming framing = { 0 };
  guint lines = 0;

  add_lines (&framing, OK, strlen (OK));
  while (add_lines (&framing, "A: b\r\n", 6))
    lines++;
  ck_assert_uint_eq (lines, 1000);
  framing = (SwimHttpFraming){ 0 };
  lines = 0;
  while (add_lines (&framing, "HTTP/1.1 103 Early\r\n\r\n", 22))
    lines++;
  ck_assert_uint_eq (lines, 100);
  framing = (SwimHttpFraming){ 0 };
  add_lines (&framing, OK "X: a\r\n", strlen (OK "X: a\r\n"));
  while (add_lines (&framing, " folded and folded again\r\n", 26))
    lines++;
  ck_assert_uint_lt (lines, 10000);
}
END_TEST

START_TEST (test_first_reason_is_kept)
{
  SwimHttpFraming framing = { 0 };

  ck_assert (swim_http_framing_begin (&framing, SWIM_HTTP_1_1, 200));
  ck_assert (!swim_http_framing_add (&framing, "Content-Length", 14, "-5", 2));
  ck_assert (!swim_http_framing_add (&framing, "Transfer-Encoding", 17, "gzip", 4));
  ck_assert (!swim_http_framing_end (&framing));
  ck_assert (strstr (framing.wrong, "Content-Length") != NULL);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_head_says_how_its_body_is_delimited, 0, G_N_ELEMENTS (good));
  tcase_add_loop_test (tests, test_ambiguous_head_is_refused, 0, G_N_ELEMENTS (bad));
  tcase_add_test (tests, test_name_of_a_field_is_a_token);
  tcase_add_test (tests, test_nul_is_refused);
  tcase_add_test (tests, test_head_that_does_not_end_is_refused);
  tcase_add_test (tests, test_first_reason_is_kept);
}

SWIM_TEST_MAIN ("framing", add_tests)
