/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rules that name calls:
 *
 *     rule = function [ " " what ]
 *
 * Both are patterns with * and ?: of the name of the function that was called, and of what it was
 * called on or the name of a function that it was called from. */
#pragma once

#include "watch/watch-report.h"

G_BEGIN_DECLS

typedef struct _SwimRules SwimRules;

/* What a rule looks at. */
typedef struct
{
  const char *function;
  const char *target; /* or NULL */
  const SwimStack *stack;
} SwimRuleCall;

SwimRules *swim_rules_new (void);
void swim_rules_free (SwimRules *rules);
gboolean swim_rules_add (SwimRules *rules, const char *text, GError **error);
gboolean swim_rules_add_file (SwimRules *rules, const char *path, GError **error);
guint swim_rules_count (const SwimRules *rules);
const char *swim_rules_get (const SwimRules *rules, guint at);
int swim_rules_match (const SwimRules *rules, const SwimRuleCall *call);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimRules, swim_rules_free)

G_END_DECLS
