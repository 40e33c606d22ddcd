/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/conditions.h"

#include "report/format.h"
#include "report/report.h"

/* A member of a context in words, or NULL (transfer full). */
static char *
context_word (JsonObject *context, const char *name)
{
  JsonNode *node = context != NULL ? json_object_get_member (context, name) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  return json_to_string (node, FALSE);
}

static void
add_condition (GPtrArray *conditions, const char *name, const char *before, const char *after)
{
  char *words;

  if (g_strcmp0 (before, after) == 0)
    return;
  words = g_strdup_printf ("%s (%s, then %s)", name, before != NULL ? before : "none",
                           after != NULL ? after : "none");
  if (g_ptr_array_find_with_equal_func (conditions, words, g_str_equal, NULL))
    g_free (words);
  else
    g_ptr_array_add (conditions, words);
}

/* Adds what of the settings and of the machine was not the same, as far as two runs tell, each
 * once, to
 * @conditions, of strings that it frees. NULL is no run. */
void
swim_conditions_compare (const SwimRecord *before, const SwimRecord *after, GPtrArray *conditions)
{
  static const char *const names[] = { "lab",      "machine", "cpus",    "kernel",
                                       "swimlane", "glib",    "libsoup", "c_ares" };
  g_autofree char *jobs = NULL;
  g_autofree char *other_jobs = NULL;
  g_autofree char *share = NULL;
  g_autofree char *other_share = NULL;

  if (before == NULL || after == NULL)
    return;
  jobs = g_strdup_printf ("%" G_GUINT64_FORMAT, before->jobs);
  other_jobs = g_strdup_printf ("%" G_GUINT64_FORMAT, after->jobs);
  share = swim_format_ratio (before->blocking_share);
  other_share = swim_format_ratio (after->blocking_share);
  add_condition (conditions, "items in flight", jobs, other_jobs);
  add_condition (conditions, "blocking share", share, other_share);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *word = context_word (before->context, names[i]);
      g_autofree char *other = context_word (after->context, names[i]);

      add_condition (conditions, names[i], word, other);
    }
}

/* Tells them in a sentence. */
void
swim_conditions_tell (GPtrArray *conditions, const char *title, GString *text)
{
  g_string_append (text, title);
  for (guint i = 0; i < conditions->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (conditions, i));
  g_string_append_c (text, '.');
}

static void
compare_rounds (const SwimContender *contender, GPtrArray *conditions)
{
  const SwimRecord *first = NULL;

  for (guint i = 0; i < contender->records->len; i++)
    {
      const SwimRecord *record = g_ptr_array_index (contender->records, i);

      if (first == NULL)
        first = record;
      swim_conditions_compare (first, record, conditions);
    }
}

/* What was not the same in all runs of a mode, in a sentence (transfer full), or NULL. */
char *
swim_report_conditions (GPtrArray *comparisons)
{
  g_autoptr (GPtrArray) conditions = g_ptr_array_new_with_free_func (g_free);
  GString *text;

  for (guint i = 0; i < comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (comparisons, i);

      for (guint j = 0; j < comparison->contenders->len; j++)
        compare_rounds (swim_comparison_get (comparison, j), conditions);
    }
  if (conditions->len == 0)
    return NULL;
  text = g_string_new (NULL);
  swim_conditions_tell (conditions, "Not the same in all runs: ", text);
  return g_string_free (text, FALSE);
}
