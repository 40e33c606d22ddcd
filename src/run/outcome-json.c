/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/outcome-json.h"

#include <math.h>
#include <string.h>

#include "base/swim-error.h"
#include "run/json-fields.h"
#include "run/json-print.h"

#define MEMBER "\"outcomes\""
/* So many outcomes are parsed at a time. */
#define AT_A_TIME 1000

static void
print_time (const char *name, gint64 us, FILE *file)
{
  fprintf (file, ", \"%s\" : ", name);
  swim_print_us (us, file);
}

/* As an object, on one line. */
void
swim_outcome_print (const SwimOutcome *outcome, FILE *file)
{
  fputs ("{ \"name\" : ", file);
  swim_json_print_string (outcome->item->name, file);
  fprintf (file, ", \"status\" : \"%s\"", swim_status_to_string (outcome->status));
  if (outcome->detail != NULL)
    {
      fputs (", \"detail\" : ", file);
      swim_json_print_string (outcome->detail, file);
    }
  fprintf (file, ", \"slot\" : %u", outcome->item->slot);
  print_time ("submitted", outcome->submitted, file);
  print_time ("started", outcome->started, file);
  print_time ("finished", outcome->finished, file);
  if (outcome->bytes > 0)
    fprintf (file, ", \"bytes\" : %" G_GUINT64_FORMAT, outcome->bytes);
  fputs (" }", file);
}

static const char *
text_of (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, NULL);
}

static gint64
read_us (JsonObject *object, const char *name)
{
  return (gint64) llround (json_object_get_double_member_with_default (object, name, 0) * 1e6);
}

static SwimOutcome *
make_outcome (JsonObject *object)
{
  const char *name = text_of (object, "name");
  const char *class = text_of (object, "status");
  SwimStatus status = SWIM_STATUS_INVALID;
  SwimOutcome *outcome;

  swim_status_from_string (class != NULL ? class : "", &status);
  outcome = swim_outcome_new (status, text_of (object, "detail"));
  outcome->item = swim_item_new (name != NULL ? name : "");
  outcome->item->slot = (guint) json_object_get_int_member_with_default (object, "slot", 0);
  outcome->submitted = read_us (object, "submitted");
  outcome->started = read_us (object, "started");
  outcome->finished = read_us (object, "finished");
  outcome->bytes = (guint64) json_object_get_int_member_with_default (object, "bytes", 0);
  return outcome;
}

static gboolean
read_elements (JsonArray *array, GPtrArray *into, GError **error)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *element = swim_json_get_flat_element (array, i, error);

      if (element == NULL)
        {
          g_prefix_error (error, "outcomes[%u]: ", into->len);
          return FALSE;
        }
      g_ptr_array_add (into, make_outcome (element));
    }
  return TRUE;
}

/* The outcomes in an array (transfer full), of SwimOutcome. */
GPtrArray *
swim_outcomes_from_json (JsonArray *array, GError **error)
{
  g_autoptr (GPtrArray) outcomes =
      g_ptr_array_new_with_free_func ((GDestroyNotify) swim_outcome_unref);

  return read_elements (array, outcomes, error) ? g_steal_pointer (&outcomes) : NULL;
}

/* Behind the string that begins here, or at the end of the text. */
static const char *
skip_string (const char *at)
{
  for (at++; *at != '\0' && *at != '"'; at++)
    if (*at == '\\' && at[1] != '\0')
      at++;
  return *at == '"' ? at + 1 : at;
}

/* Behind the object or array that begins here, or at the end of the text. */
static const char *
skip_value (const char *at)
{
  guint depth = 0;

  while (*at != '\0')
    {
      if (*at == '"')
        {
          at = skip_string (at);
          continue;
        }
      if (*at == '[' || *at == '{')
        depth++;
      else if ((*at == ']' || *at == '}') && --depth == 0)
        return at + 1;
      at++;
    }
  return at;
}

/* Where the next pieces of an array end: behind so many elements, or at its bracket. */
static const char *
find_piece (const char *at, const char *end)
{
  for (guint elements = 0; at < end && elements < AT_A_TIME;)
    if (*at == '{' || *at == '[')
      {
        at = skip_value (at);
        elements++;
      }
    else
      at = *at == '"' ? skip_string (at) : at + 1;
  return MIN (at, end);
}

static gboolean
read_piece (const char *piece, gsize length, GPtrArray *into, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GString) text = g_string_sized_new (length + 2);
  JsonNode *root;

  g_string_append_c (text, '[');
  g_string_append_len (text, piece, (gssize) length);
  g_string_append_c (text, ']');
  if (!json_parser_load_from_data (parser, text->str, (gssize) text->len, NULL))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                   "what stands in \"outcomes\" behind its element %u is no JSON; perhaps the file "
                   "is not complete",
                   into->len);
      return FALSE;
    }
  root = json_parser_get_root (parser);
  return read_elements (json_node_get_array (root), into, error);
}

/* Reads the array from its bracket to its bracket. */
static GPtrArray *
read_list (const char *begin, const char *end, GError **error)
{
  g_autoptr (GPtrArray) outcomes =
      g_ptr_array_new_with_free_func ((GDestroyNotify) swim_outcome_unref);
  const char *at = begin + 1;

  end--;
  while (at < end)
    {
      const char *next = find_piece (at, end);

      if (!read_piece (at, (gsize) (next - at), outcomes, error))
        return NULL;
      /* What is between two pieces is a comma and white space; anything else is in the next. */
      at = next + strspn (next, " \t\r\n");
      if (at < end && *at == ',')
        at++;
    }
  return g_steal_pointer (&outcomes);
}

/* Where the array begins that is the value of the member whose name ends here; NULL: it is none. */
static const char *
find_array (const char *at)
{
  at += strspn (at, " \t\r\n");
  if (*at != ':')
    return NULL;
  at++;
  at += strspn (at, " \t\r\n");
  return *at == '[' ? at : NULL;
}

/* The newlines stay, so that a message about what follows names the right line. */
static void
append_stand_in (GString *rest, guint number, const char *begin, const char *end)
{
  g_string_append_printf (rest, "%u", number);
  for (; begin < end; begin++)
    if (*begin == '\n')
      g_string_append_c (rest, '\n');
}

/* The JSON with its lists of outcomes cut out (transfer full). They are added to @lists, of
 * GPtrArray of SwimOutcome, and where one was stands its number. */
char *
swim_outcomes_cut (const char *text, GPtrArray *lists, GError **error)
{
  g_autoptr (GString) rest = g_string_new (NULL);
  const char *kept = text;

  for (const char *at = text; *at != '\0';)
    {
      const char *name = at;
      const char *begin, *end;
      GPtrArray *outcomes;

      if (*at != '"')
        {
          at++;
          continue;
        }
      at = skip_string (at);
      if ((gsize) (at - name) != strlen (MEMBER) || strncmp (name, MEMBER, strlen (MEMBER)) != 0
          || (begin = find_array (at)) == NULL)
        continue;
      end = skip_value (begin);
      if (*end == '\0') /* it is cut off; the parser says where */
        break;
      outcomes = read_list (begin, end, error);
      if (outcomes == NULL)
        return NULL;
      g_string_append_len (rest, kept, begin - kept);
      append_stand_in (rest, lists->len, begin, end);
      g_ptr_array_add (lists, outcomes);
      at = kept = end;
    }
  g_string_append (rest, kept);
  return g_string_free (g_steal_pointer (&rest), FALSE);
}
