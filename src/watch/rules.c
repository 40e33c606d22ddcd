/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/rules.h"

#include <string.h>

#include "base/input.h"
#include "base/swim-error.h"

typedef struct
{
  char *text;
  GPatternSpec *function;
  GPatternSpec *what; /* NULL: anything */
} Rule;

struct _SwimRules
{
  GPtrArray *rules; /* of Rule */
};

static void
rule_free (gpointer data)
{
  Rule *rule = data;

  g_free (rule->text);
  g_pattern_spec_free (rule->function);
  g_clear_pointer (&rule->what, g_pattern_spec_free);
  g_free (rule);
}

SwimRules *
swim_rules_new (void)
{
  SwimRules *self = g_new0 (SwimRules, 1);

  self->rules = g_ptr_array_new_with_free_func (rule_free);
  return self;
}

void
swim_rules_free (SwimRules *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->rules);
  g_free (self);
}

gboolean
swim_rules_add (SwimRules *self, const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  gsize length = strcspn (stripped, " \t");
  const char *what = stripped + length + strspn (stripped + length, " \t");
  g_autofree char *function = g_strndup (stripped, length);
  Rule *rule;

  if (*stripped == '\0' || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "“%s” is not a rule: name a function, and perhaps what it is called on or from, "
                   "such as “read *.ui”",
                   text);
      return FALSE;
    }
  rule = g_new0 (Rule, 1);
  rule->text = g_steal_pointer (&stripped);
  rule->function = g_pattern_spec_new (function);
  rule->what = *what != '\0' ? g_pattern_spec_new (what) : NULL;
  g_ptr_array_add (self->rules, rule);
  return TRUE;
}

static gboolean
add_line (SwimRules *self, char *line, const char *path, guint number, GError **error)
{
  g_autoptr (GError) problem = NULL;

  g_strstrip (line);
  if (*line == '\0' || *line == '#' || swim_rules_add (self, line, &problem))
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "%s:%u: %s", path, number, problem->message);
  return FALSE;
}

/* Adds the rules of a file, one a line; empty lines do not count, nor those that begin with #. */
gboolean
swim_rules_add_file (SwimRules *self, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!swim_input_read (path, &text, NULL, error))
    {
      g_prefix_error (error, "the rules in %s cannot be read: ", path);
      return FALSE;
    }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (!add_line (self, lines[i], path, i + 1, error))
      return FALSE;
  return TRUE;
}

guint
swim_rules_count (const SwimRules *self)
{
  return self->rules->len;
}

/* The text of a rule. */
const char *
swim_rules_get (const SwimRules *self, guint at)
{
  return ((const Rule *) g_ptr_array_index (self->rules, at))->text;
}

static gboolean
matches (GPatternSpec *pattern, const char *text)
{
  return text != NULL && g_pattern_spec_match_string (pattern, text);
}

static gboolean
is_called_from (GPatternSpec *pattern, const SwimStack *stack)
{
  for (guint i = 0; i < stack->frames->len; i++)
    if (matches (pattern, ((const SwimFrame *) g_ptr_array_index (stack->frames, i))->function))
      return TRUE;
  return FALSE;
}

/* Which rule is the first that the call matches; -1: none. */
int
swim_rules_match (const SwimRules *self, const SwimRuleCall *call)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      const Rule *rule = g_ptr_array_index (self->rules, i);

      if (matches (rule->function, call->function)
          && (rule->what == NULL || matches (rule->what, call->target)
              || is_called_from (rule->what, call->stack)))
        return (int) i;
    }
  return -1;
}
