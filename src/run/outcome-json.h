/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The outcomes of a run as JSON, both ways. json-glib's tree takes some two KiB for each: of
 * 100,000 items in five modes, a gigabyte. So their lists are never in it. In a tree to be
 * written an empty array is the placeholder of a list, and swim_json_print () has
 * swim_outcome_print () write its elements. While a file is parsed, each outcome is taken out of
 * the tree as soon as it is complete; in its array stays the number of its list. */
#pragma once

#include <json-glib/json-glib.h>
#include <stdio.h>

#include "job/swim-outcome.h"

G_BEGIN_DECLS

void swim_outcome_print (gconstpointer outcome, FILE *file);
GPtrArray *swim_outcome_lists_new (void);
void swim_outcome_lists_attach (GPtrArray *lists, JsonParser *parser);
GPtrArray *swim_outcome_lists_find (GPtrArray *lists, JsonArray *array);

G_END_DECLS
