/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A condition about a figure:
 *
 *     condition = subject ( "<" | "<=" | ">" | ">=" ) number [ unit ]
 *
 * What the subject is, and so in which unit the number may be, its user decides. */
#pragma once

#include "base/quantity.h"

G_BEGIN_DECLS

typedef struct
{
  char *text;
  char *subject;
  guint operator;
  char *number;
  double limit;
  const char *example; /* of a condition, for messages */
} SwimCondition;

gboolean swim_condition_parse (SwimCondition *condition,
                               const char *text,
                               const char *example,
                               GError **error);
void swim_condition_clear (SwimCondition *condition);
gboolean swim_condition_set_limit (SwimCondition *condition,
                                   SwimQuantity quantity,
                                   const char *metric,
                                   GError **error);
gboolean swim_condition_fail (const SwimCondition *condition, const char *why, GError **error);
gboolean swim_condition_is_met (const SwimCondition *condition, double value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimCondition, swim_condition_clear)

G_END_DECLS
