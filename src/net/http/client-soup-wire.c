/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An answer as it was received, and what its bytes say. libsoup drops lines without colon, names
 * with blanks and NUL, takes a lone CR for the end of a line, the end of the connection for that of
 * the head, and a size that is no number for the last chunk. It finds the end of a head where we
 * find it, at an empty line, so that what follows is the body to both. */
#include "config.h"

#include "net/http/client-soup.h"

#include <string.h>

/* The longest line that is kept; the head as a whole is bounded by framing. */
#define MOST_LINE (64 * 1024)

SwimSoupWire *
swim_soup_wire_new (void)
{
  SwimSoupWire *self = g_atomic_rc_box_new0 (SwimSoupWire);

  self->head = g_string_new (NULL);
  return self;
}

SwimSoupWire *
swim_soup_wire_ref (SwimSoupWire *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  SwimSoupWire *self = data;

  g_string_free (self->head, TRUE);
}

void
swim_soup_wire_unref (SwimSoupWire *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

void
swim_soup_wire_reset (SwimSoupWire *self)
{
  g_string_truncate (self->head, 0);
  self->line = 0;
  self->framing = (SwimHttpFraming){ .wrong = NULL };
  self->chunks = (SwimHttpChunks){ .wrong = NULL };
  self->body = 0;
  self->whole = self->ended = FALSE;
}

/* An interim head gives way to the next one. */
static void
end_line (SwimSoupWire *self)
{
  const char *line = self->head->str + self->line;
  gsize length = self->head->len - self->line;

  self->line = self->head->len;
  if (!swim_http_framing_add_line (&self->framing, line, length) || self->framing.in_head)
    return;
  self->whole = self->framing.code >= 200;
  if (self->whole)
    return;
  g_string_truncate (self->head, 0);
  self->line = 0;
}

/* Whether a head may begin so: one that does not would perhaps never come to the end of a line. A
 * server of HTTP/2 begins with a frame, whose length has three bytes. */
static gboolean
may_begin (SwimSoupWire *self, const char *bytes, gsize length)
{
  static const char start[] = "HTTP/";
  gsize there = self->head->len - self->line;

  if (self->framing.in_head || there >= strlen (start))
    return TRUE;
  if (strncmp (start + there, bytes, MIN (length, strlen (start) - there)) == 0)
    return TRUE;
  self->framing.wrong =
      bytes[0] == '\0' ? "the server speaks HTTP/2, which was not agreed upon; try --client=curl"
                       : "the server sent something that does not begin with a status line";
  return FALSE;
}

/* Returns how many bytes belong to the head. */
static gsize
take_line (SwimSoupWire *self, const char *bytes, gsize length)
{
  const char *end = memchr (bytes, '\n', length);
  gsize some = end != NULL ? (gsize) (end - bytes) + 1 : length;

  if (self->head->len - self->line + some > MOST_LINE)
    self->framing.wrong = SWIM_HTTP_TOO_LARGE_HEAD;
  if (self->framing.wrong != NULL || !may_begin (self, bytes, length))
    return length;
  g_string_append_len (self->head, bytes, (gssize) some);
  if (end != NULL)
    end_line (self);
  return some;
}

static void
take_chunks (SwimSoupWire *self, const guint8 *bytes, gsize length)
{
  const guint8 *piece;
  gsize some = 1, size;

  while (length > 0 && some > 0)
    {
      some = swim_http_chunks_read (&self->chunks, bytes, length, &piece, &size);
      bytes += some;
      length -= some;
      self->body += size;
    }
}

void
swim_soup_wire_take (SwimSoupWire *self, const void *bytes, gsize length)
{
  gsize taken = 0;

  self->ended = length == 0;
  while (taken < length && !self->whole)
    taken += take_line (self, (const char *) bytes + taken, length - taken);
  if (self->whole && self->framing.kind == SWIM_FRAMING_CHUNKED)
    take_chunks (self, (const guint8 *) bytes + taken, length - taken);
}

const char *
swim_soup_wire_find_wrong (const SwimSoupWire *self)
{
  return self->framing.wrong != NULL ? self->framing.wrong : self->chunks.wrong;
}

gboolean
swim_soup_wire_has_begun (const SwimSoupWire *self)
{
  return self->head->len > 0 || self->framing.interim > 0 || self->framing.wrong != NULL;
}

/* Whether the line that begins here continues the one before it. */
static gboolean
is_fold (const char *line)
{
  return *line == ' ' || *line == '\t';
}

/* Ends each line of the head with NUL in place of its line end, which framing has seen; that before
 * a folded line is left out. */
static void
part_lines (SwimSoupWire *self)
{
  GString *head = self->head;

  for (gsize i = 0; i < head->len; i++)
    if (head->str[i] == '\n')
      {
        gsize end = i;

        while (end > 0 && g_ascii_isspace (head->str[end - 1]))
          end--;
        if (is_fold (head->str + i + 1))
          {
            g_string_erase (head, (gssize) end, (gssize) (i + 1 - end));
            i = end;
          }
        else
          memset (head->str + end, '\0', i + 1 - end);
      }
  self->line = 0;
}

/* The value of a field whose name is delimited; the first where there are several. */
const char *
swim_soup_wire_get_header (SwimSoupWire *self, const char *name)
{
  const char *end = self->head->str + self->head->len;
  gsize length = strlen (name);

  if (self->line > 0)
    part_lines (self);
  for (const char *line = self->head->str; line < end; line += strlen (line) + 1)
    if (g_ascii_strncasecmp (line, name, length) == 0 && line[length] == ':')
      return line + length + 1 + strspn (line + length + 1, " \t");
  return NULL;
}
