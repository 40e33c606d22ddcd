/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What differs in the settings and machines of runs that are compared. */
#include "config.h"

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

/* Adds how the settings and machines of two runs differ to @conditions, strings that it frees, each
 * once. NULL is no run. */
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

/* Appends them as a sentence, if there are any. */
void
swim_conditions_tell (GPtrArray *conditions, const char *title, GString *text)
{
  for (guint i = 0; i < conditions->len; i++)
    g_string_append_printf (i > 0 ? text : swim_tell_begin (text), "%s%s", i > 0 ? ", " : title,
                            (const char *) g_ptr_array_index (conditions, i));
  if (conditions->len > 0)
    g_string_append_c (text, '.');
}

/* What differs between the runs of a mode, in a sentence (transfer full), or NULL. */
char *
swim_report_conditions (GPtrArray *comparisons)
{
  g_autoptr (GPtrArray) conditions = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (comparisons, i);

      for (guint j = 0; j < comparison->contenders->len; j++)
        {
          const SwimContender *contender = swim_comparison_get (comparison, j);

          for (guint k = 0; k < contender->records->len; k++)
            swim_conditions_compare (swim_contender_get_first (contender),
                                     g_ptr_array_index (contender->records, k), conditions);
        }
    }
  swim_conditions_tell (conditions, "Not the same in all runs: ", text);
  return g_string_free (text, text->len == 0);
}
