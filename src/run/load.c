/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/load.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/input.h"
#include "base/json-scan.h"
#include "base/swim-error.h"
#include "run/outcome-json.h"

/* json-glib's parser is recursive: a file of brackets alone would overflow the stack. Our own
 * formats have seven levels. */
#define MAX_DEPTH 64

/* A number, a word, or what is neither; NULL where nothing is wrong with it. What no double holds
 * would be infinite, which JSON cannot say. */
static const char *
find_fault_of_plain (const char *text, gsize *length)
{
  *length = swim_json_measure_plain (text);
  if (*length == 0)
    return "neither a string, a number, true, false nor null as JSON has them";
  if ((*length > DBL_MAX_10_EXP || memchr (text, 'e', *length) || memchr (text, 'E', *length))
      && isinf (g_ascii_strtod (text, NULL)))
    return "the number is too large";
  return NULL;
}

/* Finds what json-glib accepts and we do not: numbers like 0x10, .5 and 1e999, comments, deep
 * nesting, and text after the end. Returns what is wrong, and its @line, from 1; NULL where nothing
 * is. */
static const char *
find_fault (const char *text, gsize length, guint *line)
{
  guint depth = 0;
  gboolean quoted = FALSE;
  gboolean over = FALSE;
  const char *fault;
  gsize plain = 0;

  *line = 1;
  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      *line += c == '\n';
      if (quoted)
        {
          i += c == '\\';
          quoted = c != '"';
        }
      else if (g_ascii_isspace (c))
        continue;
      else if (over)
        return "text follows the end of the JSON; are these two files in one?";
      else if (depth == 0 && c != '{' && c != '[')
        return "not a swimlane result (expected “{”)";
      else if (c == '[' || c == '{')
        depth++;
      else if (c == ']' || c == '}')
        over = --depth == 0;
      else if (c == '"')
        quoted = TRUE;
      else if (c != ',' && c != ':' && (fault = find_fault_of_plain (text + i, &plain)) != NULL)
        return fault;
      else if (c != ',' && c != ':')
        i += plain - 1;
      if (depth > MAX_DEPTH)
        return "nested deeper than any swimlane file";
    }
  return NULL;
}

static gboolean
read_text (const char *path, char **text, GError **error)
{
  if (strcmp (path, "-") == 0)
    return swim_input_read_stream (stdin, text, NULL, error);
  return swim_input_read (path, text, NULL, error);
}

typedef struct
{
  guint line;
  guint column;
} Place;

static void
on_error (JsonParser *parser, const GError *error, gpointer data)
{
  Place *place = data;

  place->line = json_parser_get_current_line (parser);
  place->column = json_parser_get_current_pos (parser);
}

static gboolean
parse (JsonParser *parser, const char *text, gsize length, GError **error)
{
  g_autoptr (GError) local = NULL;
  Place place = { 0, 0 };

  g_signal_connect (parser, "error", G_CALLBACK (on_error), &place);
  if (json_parser_load_from_data (parser, text, (gssize) length, &local)
      && json_parser_get_root (parser) != NULL)
    return TRUE;
  if (local == NULL) /* such as a comment, which json-glib skips */
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "it holds no JSON value");
      return FALSE;
    }
  if (place.line > 0)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                 "line %u, column %u: not valid JSON; the file may be incomplete", place.line,
                 place.column);
  else
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "it is not JSON: %s", local->message);
  return FALSE;
}

/* Reads the file, without the lists of outcomes where nobody wants them: their tree, and even
 * looking at each brace for it, takes far longer than all else. */
static JsonNode *
load (const char *path, GPtrArray *lists, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *text = NULL;
  const char *fault = NULL;
  gsize length;
  guint line;

  if (!read_text (path, &text, error))
    return NULL;
  length = strlen (text);
  if (strspn (text, " \t\r\n") == length)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "it is empty");
      return NULL;
    }
  if (lists == NULL)
    length = swim_json_cut (text, length, "outcomes", &line, &fault);
  if (fault == NULL)
    fault = find_fault (text, length, &line);
  if (fault != NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "line %u: %s", line, fault);
      return NULL;
    }
  if (lists != NULL)
    swim_outcome_lists_attach (lists, parser);
  return parse (parser, text, length, error) ? json_parser_steal_root (parser) : NULL;
}

/* The JSON in a file (transfer full), or in standard input where @path is `-`. Lists of outcomes
 * are moved to @lists, of swim_outcome_lists_new (), or left out where that is NULL. The error
 * names the file, and where it is no JSON the line. */
JsonNode *
swim_load_json (const char *path, GPtrArray *lists, GError **error)
{
  JsonNode *node = load (path, lists, error);

  if (node == NULL)
    g_prefix_error (error, "cannot read %s: ", strcmp (path, "-") == 0 ? "standard input" : path);
  return node;
}
