/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON as text. json-glib's generator, and the tree that it wants, take some two KiB for each item of
 * a run: of 100,000 items in five modes, a gigabyte. So what came of the items is not in the tree.
 * There an empty array stands for it, and a table says which outcomes it stands for; they are
 * written one by one. */
#pragma once

#include <json-glib/json-glib.h>
#include <stdio.h>

G_BEGIN_DECLS

void swim_json_print (JsonNode *node, GHashTable *outcomes, FILE *file);
void swim_json_print_string (const char *text, FILE *file);
void swim_print_us (gint64 us, FILE *file);

G_END_DECLS
