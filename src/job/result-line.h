/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a line of results is about. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Sets the name and the status of a line of NDJSON, which ends with its newline. FALSE: the line is
 * not a result. The parser is for lines that swimlane did not write so. */
gboolean swim_result_line_parse (JsonParser *parser,
                                 const char *line,
                                 gsize length,
                                 GString *name,
                                 GString *status);

G_END_DECLS
