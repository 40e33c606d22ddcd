/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/condition.h"

#include <string.h>

#include "base/swim-error.h"

/* The longer first, since parsing takes the first that fits. */
static const char *const operators[] = { "<=", ">=", "<", ">" };

void
swim_condition_clear (SwimCondition *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->subject, g_free);
  g_clear_pointer (&self->number, g_free);
}

/* Sets the error; always FALSE. */
gboolean
swim_condition_fail (const SwimCondition *self, const char *why, GError **error)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "the condition “%s” cannot be understood: %s; an example is %s", self->text, why,
               self->example);
  return FALSE;
}

/* The last one: a subject may be a command that writes to a file, and a number has none. */
static const char *
find_operator (SwimCondition *self)
{
  const char *last = NULL;

  for (const char *at = self->text; (at = strpbrk (at, "<>")) != NULL; at++)
    last = at;
  for (guint i = 0; last != NULL && i < G_N_ELEMENTS (operators); i++)
    if (g_str_has_prefix (last, operators[i]))
      {
        self->operator= i;
        break;
      }
  return last;
}

/* Parses all but the number; @example outlives the condition. */
gboolean
swim_condition_parse (SwimCondition *self, const char *text, const char *example, GError **error)
{
  const char *found;

  self->text = g_strdup (text);
  self->example = example;
  found = find_operator (self);
  if (found == NULL)
    return swim_condition_fail (self, "it has none of the operators <, <=, > and >=", error);
  self->subject = g_strstrip (g_strndup (self->text, (gsize) (found - self->text)));
  self->number = g_strstrip (g_strdup (found + strlen (operators[self->operator])));
  return TRUE;
}

/* Parses the number, of a metric of that name. */
gboolean
swim_condition_set_limit (SwimCondition *self,
                          SwimQuantity quantity,
                          const char *metric,
                          GError **error)
{
  g_autofree char *why = NULL;

  if (swim_quantity_parse (quantity, self->number, &self->limit))
    return TRUE;
  why = g_strdup_printf ("%s takes %s, not “%s”", metric, swim_quantity_describe (quantity),
                         self->number);
  return swim_condition_fail (self, why, error);
}

gboolean
swim_condition_is_met (const SwimCondition *self, double value)
{
  switch (operators[self->operator][0])
    {
    case '<':
      return operators[self->operator][1] == '=' ? value <= self->limit : value < self->limit;
    default:
      return operators[self->operator][1] == '=' ? value >= self->limit : value > self->limit;
    }
}
