/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a line of results is about. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* content: it says whether its content was verified, which only what is stored does */
typedef struct
{
  GString *name;
  GString *status;
  gboolean content;
  JsonParser *parser; /* for lines that swimlane did not write so */
} SwimResultLine;

void swim_result_line_init (SwimResultLine *self);
void swim_result_line_clear (SwimResultLine *self);

/* Reads a line of NDJSON, which ends with its newline. FALSE: it is not a result. */
gboolean swim_result_line_parse (SwimResultLine *self, const char *line, gsize length);

/* Of a result: the record types of its responses, joined as below; NULL where it has none (transfer
 * full). By json-glib's tree, which is too slow for every line of a long file. */
char *swim_result_line_dup_types (SwimResultLine *self, const char *line, gsize length);
/* Names of record types, sorted and with commas between them (transfer full). Ends the array. */
char *swim_result_join_types (GPtrArray *types);

G_END_DECLS
