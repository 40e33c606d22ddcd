/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where RFC 9112 lets a recipient choose, the choice is what both libraries do, so that both
 * clients give one class:
 *
 * - A line may end with a bare LF (2.2).
 * - A folded line is replaced by a space (5.2, where a user agent must). In the two fields that
 *   delimit the body it is refused, since the library below may have read them without it.
 * - Several Content-Length fields that are equal count as one (6.3), also in one field ("5, 5").
 * - A body where there can be none (204, 304) is ignored, whatever its fields announce. */
#include "config.h"

#include "net/http/framing.h"

#include <string.h>

/* Above what any server sends; each library has limits of its own that are larger. */
#define MOST_BYTES (64 * 1024)
#define MOST_FIELDS 1000

static gboolean
refuse (SwimHttpFraming *self, const char *why)
{
  if (self->wrong == NULL)
    self->wrong = why;
  return FALSE;
}

/* A letter, a digit or one of !#$%&'*+-.^_`|~, as in the name of a field (RFC 9110, 5.6.2): a bit
 * each. */
static gboolean
is_token (const char *text, gsize length)
{
  static const guint32 bits[8] = { 0, 0x03ff6cfa, 0xc7fffffe, 0x57ffffff };

  for (gsize i = 0; i < length; i++)
    {
      guint8 byte = (guint8) text[i];

      if ((bits[byte / 32] >> byte % 32 & 1) == 0)
        return FALSE;
    }
  return length > 0;
}

static gboolean
is_name (const char *name, gsize length, const char *other, gsize other_length)
{
  return length == other_length && g_ascii_strncasecmp (name, other, length) == 0;
}
#define IS_NAME(name, length, literal) is_name (name, length, literal, sizeof literal - 1)

/* FALSE for the two that could end a line elsewhere, or a string. */
static gboolean
is_value (const char *value, gsize length)
{
  return memchr (value, '\0', length) == NULL && memchr (value, '\r', length) == NULL
         && memchr (value, '\n', length) == NULL;
}

static gsize
skip_blanks (const char *text, gsize at, gsize length)
{
  while (at < length && (text[at] == ' ' || text[at] == '\t'))
    at++;
  return at;
}

/* Digits alone, of a number to which one can be added. Advances at. */
static gboolean
parse_length (const char *value, gsize *at, gsize length, gint64 *number)
{
  gsize first = *at;
  gint64 sum = 0;

  for (; *at < length && g_ascii_isdigit (value[*at]); (*at)++)
    {
      int digit = g_ascii_digit_value (value[*at]);

      if (sum > (G_MAXINT64 - 1 - digit) / 10)
        return FALSE;
      sum = sum * 10 + digit;
    }
  *number = sum;
  return *at > first;
}

/* Content-Length: a number, or the same one again and again. */
static gboolean
take_length (SwimHttpFraming *self, const char *value, gsize length)
{
  gsize at = 0;

  for (;;)
    {
      gint64 number;

      if (!parse_length (value, &at, length, &number))
        return refuse (self, "the server sent a Content-Length that is not a number of bytes");
      if (self->has_length && number != self->length)
        return refuse (self, "the server sent two different values of Content-Length");
      self->has_length = TRUE;
      self->length = number;
      at = skip_blanks (value, at, length);
      if (at == length)
        return TRUE;
      if (value[at] != ',')
        return refuse (self, "the server sent a Content-Length that is not a number of bytes");
      at = skip_blanks (value, at + 1, length);
    }
}

static gboolean
take_coding (SwimHttpFraming *self, const char *value, gsize length)
{
  if (self->has_coding)
    return refuse (self, "the server sent more than one Transfer-Encoding");
  self->has_coding = TRUE;
  if (!IS_NAME (value, length, "chunked"))
    return refuse (self, "the server sent a Transfer-Encoding other than “chunked”");
  return TRUE;
}

static gboolean
count (SwimHttpFraming *self, gsize bytes)
{
  self->bytes += bytes;
  return self->bytes <= MOST_BYTES ? TRUE : refuse (self, SWIM_HTTP_TOO_LARGE_HEAD);
}

gboolean
swim_http_framing_begin (SwimHttpFraming *self, SwimHttpVersion version, guint code)
{
  if (self->wrong != NULL)
    return FALSE;
  self->version = version;
  self->code = code;
  self->length = -1;
  self->in_head = TRUE;
  self->has_length = self->has_coding = self->may_fold = FALSE;
  return TRUE;
}

static gboolean
delimits (const char *name, gsize length)
{
  return IS_NAME (name, length, "Content-Length") || IS_NAME (name, length, "Transfer-Encoding");
}

gboolean
swim_http_framing_add (SwimHttpFraming *self,
                       const char *name,
                       gsize name_length,
                       const char *value,
                       gsize value_length)
{
  if (self->wrong != NULL || !count (self, name_length + value_length + strlen (": \r\n")))
    return FALSE;
  if (++self->fields > MOST_FIELDS)
    return refuse (self, "the server sent more than 1,000 header fields");
  if (!is_token (name, name_length))
    return refuse (self, "the server sent a header field with an invalid name");
  if (!is_value (value, value_length))
    return refuse (self, "the server sent a header field with a control character");
  self->may_fold = !delimits (name, name_length);
  if (self->may_fold)
    return TRUE;
  return name_length == strlen ("Content-Length") ? take_length (self, value, value_length)
                                                  : take_coding (self, value, value_length);
}

/* Both together are refused (6.1, 6.3): it may be an attempt to smuggle an answer to the next
 * request. So is a coding that HTTP/1.0 and HTTP/2 do not have. */
static gboolean
accept_coding (SwimHttpFraming *self)
{
  if (self->has_length)
    return refuse (self, "the server sent both Content-Length and Transfer-Encoding");
  if (self->version != SWIM_HTTP_1_1)
    return refuse (self, "the server sent a Transfer-Encoding, which only HTTP/1.1 has");
  return TRUE;
}

gboolean
swim_http_framing_end (SwimHttpFraming *self)
{
  self->in_head = FALSE;
  if (self->wrong != NULL || (self->has_coding && !accept_coding (self)))
    return FALSE;
  if (self->code == 101)
    return refuse (self, SWIM_HTTP_SWITCHED);
  if (self->code < 200 && ++self->interim > SWIM_HTTP_MOST_INTERIM)
    return refuse (self, SWIM_HTTP_TOO_MANY_INTERIM);
  if (self->code < 200 || self->code == 204 || self->code == 304)
    {
      self->kind = SWIM_FRAMING_NONE;
      self->length = 0;
    }
  else if (self->has_coding)
    self->kind = SWIM_FRAMING_CHUNKED;
  else if (self->has_length)
    self->kind = SWIM_FRAMING_LENGTH;
  else
    self->kind = self->version == SWIM_HTTP_2 ? SWIM_FRAMING_STREAM : SWIM_FRAMING_CLOSE;
  return TRUE;
}

/* No tabs, as a recipient may take them for blanks (RFC 9112, 4): libcurl does not. */
static gsize
skip_spaces (const char *text, gsize at, gsize length)
{
  while (at < length && text[at] == ' ')
    at++;
  return at;
}

/* “HTTP/1.1 200 OK”, or “HTTP/2 200”; more than one blank between is common (RFC 9112, 4). */
static gboolean
take_status_line (SwimHttpFraming *self, const char *line, gsize length)
{
  SwimHttpVersion version = SWIM_HTTP_2;
  gsize at = strlen ("HTTP/1");
  guint code = 0;

  if (length < at || strncmp (line, "HTTP/", 5) != 0 || line[5] < '1' || line[5] > '9'
      || !is_value (line, length))
    return refuse (self, "the server sent something that does not begin with a status line");
  if (line[5] == '1')
    {
      if (length < at + 2 || line[at] != '.' || (line[at + 1] != '0' && line[at + 1] != '1'))
        return refuse (self, "the server speaks an unknown version of HTTP");
      version = line[at + 1] == '0' ? SWIM_HTTP_1_0 : SWIM_HTTP_1_1;
      at += 2;
    }
  if (at == length || skip_spaces (line, at, length) == at)
    return refuse (self, "the server sent something that does not begin with a status line");
  at = skip_spaces (line, at, length);
  for (guint i = 0; i < 3; i++, at++)
    {
      if (at == length || !g_ascii_isdigit (line[at]))
        return refuse (self, "the server sent a status that is not a number of three digits");
      code = code * 10 + (guint) g_ascii_digit_value (line[at]);
    }
  if (code < 100 || (at < length && skip_spaces (line, at, length) == at))
    return refuse (self, "the server sent a status that is not a number of three digits");
  /* Such a line is made by the library, without a reason: this one was sent as text. */
  if (version == SWIM_HTTP_2 && skip_spaces (line, at, length) < length)
    return refuse (self, "the server speaks an unknown version of HTTP");
  return swim_http_framing_begin (self, version, code);
}

static gsize
chomp (const char *line, gsize length)
{
  if (length > 0 && line[length - 1] == '\n')
    length--;
  if (length > 0 && line[length - 1] == '\r')
    length--;
  return length;
}

static gboolean
take_fold (SwimHttpFraming *self, const char *line, gsize length)
{
  if (!self->may_fold)
    return refuse (self, "the server sent a folded header line where none may be");
  if (!is_value (line, length))
    return refuse (self, "the server sent a header field with a control character");
  return count (self, length);
}

static gboolean
take_field (SwimHttpFraming *self, const char *line, gsize length)
{
  const char *colon = memchr (line, ':', length);
  gsize name, from;

  if (colon == NULL)
    return refuse (self, "the server sent a header line without colon");
  name = (gsize) (colon - line);
  from = skip_blanks (line, name + 1, length);
  while (length > from && (line[length - 1] == ' ' || line[length - 1] == '\t'))
    length--;
  return swim_http_framing_add (self, line, name, line + from, length - from);
}

gboolean
swim_http_framing_add_line (SwimHttpFraming *self, const char *line, gsize length)
{
  gsize text = chomp (line, length);

  if (self->wrong != NULL)
    return FALSE;
  if (!self->in_head && self->code >= 200) /* trailers */
    return count (self, length);
  if (!self->in_head)
    return count (self, length) && take_status_line (self, line, text);
  if (text == 0)
    return swim_http_framing_end (self);
  if (line[0] == ' ' || line[0] == '\t')
    return take_fold (self, line, text);
  return take_field (self, line, text);
}
