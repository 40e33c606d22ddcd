/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What came of the items of a run as JSON, both ways. json-glib's tree takes some two KiB for each:
 * of 100,000 items in five modes, a gigabyte. So the lists never stand in it: they are written and
 * read a piece at a time, and in the tree something stands for them. */
#pragma once

#include <json-glib/json-glib.h>
#include <stdio.h>

#include "job/swim-outcome.h"

G_BEGIN_DECLS

void swim_outcome_print (const SwimOutcome *outcome, FILE *file);
GPtrArray *swim_outcomes_from_json (JsonArray *array, GError **error);
char *swim_outcomes_cut (const char *text, GPtrArray *lists, GError **error);

G_END_DECLS
