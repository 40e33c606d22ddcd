/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Strict JSON (RFC 8259) without a tree, for lists that are too long to be parsed where nobody
 * needs them: a record of 100,000 items has 20 MB of outcomes, and two lines of figures. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gsize swim_json_measure_plain (const char *text);
const char *swim_json_skip (const char *text, const char **end);
gsize swim_json_cut (char *text, gsize length, const char *member, guint *line, const char **fault);

G_END_DECLS
