/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/chunks.h"

#include <string.h>

#include "swim-test.h"

/* Decodes in pieces of so many bytes at most; returns how many bytes were read. */
static gsize
decode (SwimHttpChunks *chunks, const char *text, gsize length, gsize most, GString *body)
{
  gsize at = 0;

  while (at < length)
    {
      const guint8 *piece;
      gsize piece_length;
      gsize used = swim_http_chunks_read (chunks, (const guint8 *) text + at,
                                          MIN (most, length - at), &piece, &piece_length);

      if (used == 0)
        break;
      g_string_append_len (body, (const char *) piece, (gssize) piece_length);
      at += used;
    }
  return at;
}

static const struct
{
  const char *text;
  const char *body;
  const char *rest; /* what is not part of it */
} good[] = {
  { "0\r\n\r\n", "", "" },
  { "5\r\nhello\r\n0\r\n\r\n", "hello", "" },
  { "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world", "" },
  { "000000000000000b\r\nhello world\r\n00\r\n\r\n", "hello world", "" },
  { "B;a=\"b;c\";d\r\nhello\r\nworl\r\n0;x\r\n\r\n", "hello\r\nworl", "" },
  { "5 \t\r\nhello\r\n0  ; a\r\n\r\n", "hello", "" },
  { "5\r\nhello\r\n0\r\nX-Sum: 5\r\nY:\tz \r\n\r\n", "hello", "" },
  { "1\r\nx\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n", "x", "HTTP/1.1 200 OK\r\n" },
};

START_TEST (test_body_is_the_chunks_alone_however_it_arrives)
{
  const char *text = good[_i].text;

  for (gsize most = 1; most <= strlen (text); most++)
    {
      SwimHttpChunks chunks = { 0 };
      g_autoptr (GString) body = g_string_new (NULL);
      gsize used = decode (&chunks, text, strlen (text), most, body);

      ck_assert_msg (swim_http_chunks_is_complete (&chunks), "%s: %s", text, chunks.wrong);
      ck_assert_str_eq (body->str, good[_i].body);
      ck_assert_str_eq (text + used, good[_i].rest);
    }
}
END_TEST

START_TEST (test_cut_body_is_not_complete)
{
  static const char text[] = "5;x\r\nhello\r\n1\r\n!\r\n0\r\nX: y\r\n\r\n";

  for (gsize length = 0; length < strlen (text); length++)
    {
      SwimHttpChunks chunks = { 0 };
      g_autoptr (GString) body = g_string_new (NULL);

      decode (&chunks, text, length, length, body);
      ck_assert_msg (!swim_http_chunks_is_complete (&chunks), "%.*s", (int) length, text);
      ck_assert_ptr_null (chunks.wrong);
    }
}
END_TEST

static const struct
{
  const char *text;
  const char *word; /* of the reason */
} bad[] = {
  { "\r\nhello\r\n0\r\n\r\n", "size" },
  { "zz\r\nhello\r\n0\r\n\r\n", "size" },
  { "5zz\r\nhello\r\n0\r\n\r\n", "size" },
  { "5 5\r\nhello\r\n0\r\n\r\n", "size" },
  { "+5\r\nhello\r\n0\r\n\r\n", "size" },
  { "-5\r\nhello\r\n0\r\n\r\n", "size" },
  { "0x5\r\nhello\r\n0\r\n\r\n", "size" },
  { " 5\r\nhello\r\n0\r\n\r\n", "size" },
  { ";x\r\nhello\r\n0\r\n\r\n", "size" },
  { "5,\r\nhello\r\n0\r\n\r\n", "size" },
  { "5\nhello\r\n0\r\n\r\n", "size" },
  { "5\r\r\nhello\r\n0\r\n\r\n", "CRLF" },
  { "5\rhello\r\n0\r\n\r\n", "CRLF" },
  { "5;x\nhello\r\n0\r\n\r\n", "extension" },
  { "5;x\001\r\nhello\r\n0\r\n\r\n", "extension" },
  { "7fffffffffffffff\r\n", "large" },
  { "ffffffffffffffff\r\n", "large" },
  { "10000000000000005\r\nhello\r\n0\r\n\r\n", "digits" },
  { "00000000000000005\r\nhello\r\n0\r\n\r\n", "digits" },
  { "5\r\nhello0\r\n\r\n", "longer" },
  { "5\r\nhello\n0\r\n\r\n", "longer" },
  { "5\r\nhello\r0\r\n\r\n", "longer" },
  { "5\r\nhello!\r\n0\r\n\r\n", "longer" },
  { "5\r\nhell\r\n0\r\n\r\n", "longer" },
  { "5\r\nhello\r\n\r\n", "size" },
  { "5\r\nhello\r\n0\r\n\n", "invalid name" },
  { "5\r\nhello\r\n0\r\nworld\r\n\r\n", "invalid name" },
  { "5\r\nhello\r\n0\r\n: y\r\n\r\n", "invalid name" },
  { "5\r\nhello\r\n0\r\nX : y\r\n\r\n", "invalid name" },
  { "5\r\nhello\r\n0\r\n folded\r\n\r\n", "invalid name" },
  { "5\r\nhello\r\n0\r\nX: y\n\r\n", "trailer" },
  { "5\r\nhello\r\n0\r\nX: y\r\r\n", "CRLF" },
  { "5\r\nhello\r\n0\r\n\rx", "last CRLF" },
};

START_TEST (test_broken_chunks_are_refused)
{
  const char *text = bad[_i].text;

  for (gsize most = 1; most <= strlen (text); most++)
    {
      SwimHttpChunks chunks = { 0 };
      g_autoptr (GString) body = g_string_new (NULL);
      gsize used = decode (&chunks, text, strlen (text), most, body);

      ck_assert_msg (chunks.wrong != NULL, "%s", text);
      ck_assert_msg (strstr (chunks.wrong, bad[_i].word) != NULL, "%s: %s", text, chunks.wrong);
      ck_assert (!swim_http_chunks_is_complete (&chunks));
      ck_assert_uint_eq (used + decode (&chunks, text + used, strlen (text) - used, most, body),
                         used);
    }
}
END_TEST

static const char *const endless[][2] = {
  { "5;", "x" },
  { "0", "0" },
  { "0\r\n", "X: y\r\n" },
};

START_TEST (test_endless_extensions_and_trailers_are_refused)
{
  SwimHttpChunks chunks = { 0 };
  g_autoptr (GString) body = g_string_new (NULL);
  const char *more = endless[_i][1];
  gsize bytes = 0;

  decode (&chunks, endless[_i][0], strlen (endless[_i][0]), 100, body);
  while (chunks.wrong == NULL && bytes < 1000000)
    bytes += decode (&chunks, more, strlen (more), 100, body);
  ck_assert_uint_lt (bytes, 100000);
}
END_TEST

START_TEST (test_nul_is_refused)
{
  static const char text[] = "5;\0\r\nhello\r\n0\r\n\r\n";
  static const char trailer[] = "0\r\nX: \0\r\n\r\n";
  g_autoptr (GString) body = g_string_new (NULL);
  SwimHttpChunks chunks = { 0 };

  decode (&chunks, text, sizeof text - 1, sizeof text, body);
  ck_assert_ptr_nonnull (chunks.wrong);
  chunks = (SwimHttpChunks){ 0 };
  decode (&chunks, trailer, sizeof trailer - 1, sizeof trailer, body);
  ck_assert_ptr_nonnull (chunks.wrong);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_body_is_the_chunks_alone_however_it_arrives, 0,
                       G_N_ELEMENTS (good));
  tcase_add_test (tests, test_cut_body_is_not_complete);
  tcase_add_loop_test (tests, test_broken_chunks_are_refused, 0, G_N_ELEMENTS (bad));
  tcase_add_loop_test (tests, test_endless_extensions_and_trailers_are_refused, 0,
                       G_N_ELEMENTS (endless));
  tcase_add_test (tests, test_nul_is_refused);
}

SWIM_TEST_MAIN ("chunks", add_tests)
