/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON as text. In the tree an empty array can stand for a list of outcomes, of which a table says
 * which one it stands for. */
#pragma once

#include <json-glib/json-glib.h>
#include <stdio.h>

G_BEGIN_DECLS

void swim_json_print (JsonNode *node, GHashTable *outcomes, FILE *file);
void swim_json_print_string (const char *text, FILE *file);
void swim_print_us (gint64 us, FILE *file);

G_END_DECLS
