/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/outcome-json.h"

#include <math.h>

#include "base/json-fields.h"
#include "base/json-print.h"
#include "run/response-json.h"

#define MOST_SECONDS 1e12 /* some 30,000 years, in µs far from what 64 bits hold */

static void
print_time (const char *name, gint64 us, FILE *file)
{
  fprintf (file, ", \"%s\" : ", name);
  swim_print_us (us, file);
}

static void
print_responses (const GPtrArray *responses, FILE *file)
{
  g_autoptr (GString) text = g_string_new (", \"responses\" : ");

  swim_responses_append_json (text, responses);
  fputs (text->str, file);
}

/* Writes a SwimOutcome as an object, on one line. */
void
swim_outcome_print (gconstpointer data, FILE *file)
{
  const SwimOutcome *outcome = data;

  fputs ("{ \"name\" : ", file);
  swim_json_print_string (outcome->item->name, file);
  fprintf (file, ", \"status\" : \"%s\"", swim_status_to_string (outcome->status));
  if (outcome->detail != NULL)
    {
      fputs (", \"detail\" : ", file);
      swim_json_print_string (outcome->detail, file);
    }
  fprintf (file, ", \"index\" : %" G_GUINT64_FORMAT ", \"slot\" : %u", outcome->item->index,
           outcome->item->slot);
  print_time ("submitted", outcome->submitted, file);
  print_time ("started", outcome->started, file);
  print_time ("finished", outcome->finished, file);
  if (outcome->bytes > 0)
    fprintf (file, ", \"bytes\" : %" G_GUINT64_FORMAT, outcome->bytes);
  if (outcome->responses != NULL)
    print_responses (outcome->responses, file);
  fputs (" }", file);
}

/* FALSE for what is no time within a run. */
static gboolean
read_us (JsonObject *object, const char *name, gint64 *us)
{
  double seconds = json_object_get_double_member_with_default (object, name, 0);

  if (!(fabs (seconds) <= MOST_SECONDS))
    return FALSE;
  *us = llround (seconds * 1e6);
  return TRUE;
}

/* An element that may be an outcome. What DNS servers said is for other readers, and is taken out.
 */
static JsonObject *
find_object (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node)
      && json_object_has_member (json_node_get_object (node), "responses"))
    json_object_remove_member (json_node_get_object (node), "responses");
  return swim_json_to_flat (node, NULL);
}

/* NULL where the element is no outcome: no flat object with a name, a class, a slot and times. */
static SwimOutcome *
make_outcome (JsonArray *array, guint index)
{
  JsonObject *object = find_object (json_array_get_element (array, index));
  const char *name, *class;
  SwimStatus status = SWIM_STATUS_INVALID;
  SwimOutcome *outcome;

  if (object == NULL || !json_object_has_member (object, "slot"))
    return NULL;
  name = json_object_get_string_member_with_default (object, "name", NULL);
  class = json_object_get_string_member_with_default (object, "status", NULL);
  if (name == NULL || class == NULL)
    return NULL;
  swim_status_from_string (class, &status); /* a later release may know more of them */
  outcome = swim_outcome_new (status,
                              json_object_get_string_member_with_default (object, "detail", NULL));
  outcome->item = swim_item_new (name);
  outcome->item->index = (guint64) json_object_get_int_member_with_default (object, "index", -1);
  outcome->item->slot = (guint) json_object_get_int_member_with_default (object, "slot", 0);
  if (!read_us (object, "submitted", &outcome->submitted)
      || !read_us (object, "started", &outcome->started)
      || !read_us (object, "finished", &outcome->finished))
    {
      swim_outcome_unref (outcome);
      return NULL;
    }
  outcome->bytes = (guint64) json_object_get_int_member_with_default (object, "bytes", 0);
  return outcome;
}

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) swim_outcome_unref);
}

/* For swim_outcome_lists_attach () (transfer full): a GPtrArray of GPtrArray of SwimOutcome. */
GPtrArray *
swim_outcome_lists_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
}

/* The list whose number is the first element of the array; NULL where there is none. The file may
 * name any list by itself, which does no harm. */
static GPtrArray *
find_list (GPtrArray *lists, JsonArray *array)
{
  JsonNode *node = json_array_get_element (array, 0);
  gint64 number = -1;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    number = json_node_get_int (node);
  return number >= 0 && number < lists->len ? g_ptr_array_index (lists, number) : NULL;
}

static void
on_array_element (JsonParser *parser, JsonArray *array, int index, gpointer data)
{
  GPtrArray *lists = data;
  guint last = json_array_get_length (array) - 1;
  GPtrArray *list = last > 0 ? find_list (lists, array) : NULL;
  g_autoptr (SwimOutcome) outcome = NULL;

  if (last > 0 && list == NULL)
    return;
  outcome = make_outcome (array, last);
  if (outcome == NULL)
    return;
  json_array_remove_element (array, last);
  if (list == NULL)
    {
      list = new_list ();
      json_array_add_int_element (array, lists->len);
      g_ptr_array_add (lists, list);
    }
  g_ptr_array_add (list, g_steal_pointer (&outcome));
}

/* Has the parser, which is kept no longer than @lists, move each list of outcomes there. */
void
swim_outcome_lists_attach (GPtrArray *lists, JsonParser *parser)
{
  g_signal_connect (parser, "array-element", G_CALLBACK (on_array_element), lists);
}

/* The outcomes (transfer full, of SwimOutcome) that were in an array when it was parsed; NULL where
 * anything else was in it. */
GPtrArray *
swim_outcome_lists_find (GPtrArray *lists, JsonArray *array)
{
  GPtrArray *list;

  if (json_array_get_length (array) == 0)
    return new_list ();
  list = lists != NULL && json_array_get_length (array) == 1 ? find_list (lists, array) : NULL;
  return list != NULL ? g_ptr_array_ref (list) : NULL;
}
