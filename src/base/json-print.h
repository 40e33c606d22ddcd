/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON as text. json-glib's generator prints 0.0012669999999999999 for 0.001267, and puts each
 * number of an array on a line of its own. Besides, a list can be written that is too long to stand
 * in json-glib's tree: an empty array is its placeholder there. */
#pragma once

#include <json-glib/json-glib.h>
#include <stdio.h>

G_BEGIN_DECLS

typedef void (*SwimJsonPrintElement) (gconstpointer element, FILE *file);

void swim_json_print (JsonNode *node,
                      GHashTable *lists,
                      SwimJsonPrintElement print_element,
                      FILE *file);
void swim_json_print_string (const char *string, FILE *file);
void swim_json_append_string (GString *text, const char *string);
void swim_json_append_integer (GString *text, gint64 number);
void swim_json_append_us (GString *text, gint64 us);
void swim_print_us (gint64 us, FILE *file);

G_END_DECLS
