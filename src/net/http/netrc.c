/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/netrc.h"

#include <string.h>

#include "base/input.h"
#include "base/swim-error.h"

#define BLANKS " \t\r\n"

struct _SwimNetrc
{
  GArray *entries; /* of SwimNetrcEntry, in the order of the file */
};

typedef struct
{
  const char *at;
  guint line;
} Reader;

static void
clear_entry (gpointer data)
{
  SwimNetrcEntry *entry = data;

  g_free (entry->host);
  g_free (entry->user);
  g_free (entry->password);
}

void
swim_netrc_free (SwimNetrc *netrc)
{
  g_array_unref (netrc->entries);
  g_free (netrc);
}

static void
advance (Reader *reader, gsize length)
{
  for (; length > 0; length--)
    reader->line += *reader->at++ == '\n';
}

/* A macro ends with an empty line, and is for ftp(1). */
static void
skip_macro (Reader *reader)
{
  const char *end = strstr (reader->at, "\n\n");
  const char *crlf_end = strstr (reader->at, "\r\n\r\n");

  if (end == NULL || (crlf_end != NULL && crlf_end < end))
    end = crlf_end;
  advance (reader, end != NULL ? (gsize) (end - reader->at) : strlen (reader->at));
}

/* In quotes a backslash takes the next character as it is, except for n, r and t, as in curl. NULL
 * where the quotes are not closed on their line. */
static char *
read_quoted (Reader *reader)
{
  g_autoptr (GString) word = g_string_new (NULL);
  const char *at;

  for (at = reader->at + 1; *at != '"'; at++)
    {
      char c = *at;

      if (c == '\\' && at[1] != '\0')
        {
          c = *++at;
          c = c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
        }
      else if (c == '\0' || c == '\n')
        return NULL;
      g_string_append_c (word, c);
    }
  reader->at = at + 1;
  return g_string_free (g_steal_pointer (&word), FALSE);
}

/* The next word (transfer full), NULL where there is none. */
static char *
read_word (Reader *reader)
{
  gsize length;
  char *word;

  advance (reader, strspn (reader->at, BLANKS));
  if (reader->at[0] == '"')
    return read_quoted (reader);
  length = strcspn (reader->at, BLANKS);
  word = length > 0 ? g_strndup (reader->at, length) : NULL;
  reader->at += length;
  return word;
}

/* Where a value is read to: NULL for a word without one. */
static char **
find_place (const char *word, SwimNetrcEntry *entry, char **ignored)
{
  if (strcmp (word, "login") == 0)
    return &entry->user;
  if (strcmp (word, "password") == 0)
    return &entry->password;
  if (strcmp (word, "machine") == 0)
    return &entry->host;
  return strcmp (word, "account") == 0 || strcmp (word, "macdef") == 0 ? ignored : NULL;
}

/* An entry begins with machine or default. */
static SwimNetrcEntry *
begin_entry (SwimNetrc *self)
{
  const SwimNetrcEntry entry = { NULL, NULL, NULL };

  g_array_append_val (self->entries, entry);
  return &g_array_index (self->entries, SwimNetrcEntry, self->entries->len - 1);
}

/* Words that are not known are passed over, as they are by others. */
static gboolean
read_statement (SwimNetrc *self, const char *word, Reader *reader, SwimNetrcEntry **entry)
{
  SwimNetrcEntry nowhere = { NULL, NULL, NULL };
  g_autofree char *ignored = NULL;
  char **place;

  if (strcmp (word, "machine") == 0 || strcmp (word, "default") == 0)
    *entry = begin_entry (self);
  place = find_place (word, *entry != NULL ? *entry : &nowhere, &ignored);
  if (place == NULL)
    return TRUE;
  g_free (*place);
  *place = read_word (reader);
  if (*place == NULL)
    return FALSE;
  if (strcmp (word, "macdef") == 0)
    skip_macro (reader);
  clear_entry (&nowhere);
  return TRUE;
}

SwimNetrc *
swim_netrc_parse (const char *text, GError **error)
{
  g_autoptr (SwimNetrc) self = g_new0 (SwimNetrc, 1);
  Reader reader = { text, 1 };
  SwimNetrcEntry *entry = NULL;
  gboolean valid = TRUE;

  self->entries = g_array_new (FALSE, FALSE, sizeof (SwimNetrcEntry));
  g_array_set_clear_func (self->entries, clear_entry);
  while (valid)
    {
      g_autofree char *word = NULL;

      advance (&reader, strspn (reader.at, BLANKS));
      if (reader.at[0] == '\0')
        return g_steal_pointer (&self);
      if (reader.at[0] == '#')
        advance (&reader, strcspn (reader.at, "\n"));
      else
        valid =
            (word = read_word (&reader)) != NULL && read_statement (self, word, &reader, &entry);
    }
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "line %u: a value is missing, or its quotes are not closed", reader.line);
  return NULL;
}

SwimNetrc *
swim_netrc_load (const char *path, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;
  SwimNetrc *netrc = NULL;

  if (!swim_input_read (path, &text, &length, &failure))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "cannot read the passwords of %s: %s", path,
                   failure->message);
      return NULL;
    }
  netrc = swim_netrc_parse (text, error);
  if (netrc == NULL)
    g_prefix_error (error, "%s: ", path);
  return netrc;
}

const SwimNetrcEntry *
swim_netrc_lookup (const SwimNetrc *netrc, const char *host, const char *user)
{
  for (guint i = 0; i < netrc->entries->len; i++)
    {
      const SwimNetrcEntry *entry = &g_array_index (netrc->entries, SwimNetrcEntry, i);

      if ((entry->host == NULL || g_ascii_strcasecmp (entry->host, host) == 0)
          && (user == NULL || g_strcmp0 (entry->user, user) == 0))
        return entry;
    }
  return NULL;
}
