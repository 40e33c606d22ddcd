/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The head of an answer and a chunked body: however the bytes arrive, the same comes of them. */
#include "config.h"

#include "net/http/chunks.h"
#include "net/http/framing.h"

#include <string.h>

#include "swim-fuzz.h"

/* Lines as a library hands them out. Returns where the body begins. */
static gsize
read_head (const guint8 *data, gsize size, SwimHttpFraming *framing)
{
  gsize at = 0;

  while (at < size)
    {
      const guint8 *end = memchr (data + at, '\n', size - at);
      gsize next = end != NULL ? (gsize) (end - data) + 1 : size;
      gboolean taken = swim_http_framing_add_line (framing, (const char *) data + at, next - at);

      g_assert (taken == (framing->wrong == NULL));
      at = next;
      if (!taken || (!framing->in_head && framing->code >= 200))
        break;
    }
  return at;
}

static void
check_head (const SwimHttpFraming *framing)
{
  g_assert (framing->code >= 100 && framing->code < 1000);
  g_assert (framing->length >= -1 && framing->length < G_MAXINT64);
  g_assert (framing->kind != SWIM_FRAMING_LENGTH || framing->length >= 0);
  g_assert (framing->kind != SWIM_FRAMING_CHUNKED || framing->version == SWIM_HTTP_1_1);
  g_assert (framing->kind != SWIM_FRAMING_CLOSE || framing->version != SWIM_HTTP_2);
}

/* Reads in pieces of so many bytes; returns how many bytes of the body there are. */
static gsize
read_chunks (const guint8 *data, gsize size, gsize most, SwimHttpChunks *chunks)
{
  gsize at = 0;
  gsize body = 0;

  while (at < size)
    {
      const guint8 *piece;
      gsize length;
      gsize room = MIN (most, size - at);
      gsize used = swim_http_chunks_read (chunks, data + at, room, &piece, &length);

      g_assert (used <= room && length <= used);
      g_assert (length == 0 || (piece >= data + at && piece + length == data + at + used));
      if (used == 0)
        break;
      at += used;
      body += length;
    }
  return body;
}

void
swim_fuzz_framing (const guint8 *data, gsize size)
{
  SwimHttpFraming framing = { 0 };
  SwimHttpChunks whole = { 0 };
  SwimHttpChunks bytewise = { 0 };
  gsize at = read_head (data, size, &framing);

  if (framing.wrong == NULL && !framing.in_head && framing.code >= 200)
    check_head (&framing);
  g_assert (read_chunks (data + at, size - at, size, &whole)
            == read_chunks (data + at, size - at, 1, &bytewise));
  g_assert (whole.wrong == bytewise.wrong && whole.state == bytewise.state);
}
