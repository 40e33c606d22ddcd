/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A command line's parser: GOption, with all options in one --help, and with values that stand
 * right after a short option (-j64), which GOption does not know. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimParser SwimParser;

SwimParser *swim_parser_new (const char *arguments, const char *summary, gpointer callback_data);
void swim_parser_free (SwimParser *parser);
void swim_parser_add (SwimParser *parser, const GOptionEntry *entries);
char **swim_parser_parse (SwimParser *parser, char **argv, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimParser, swim_parser_free)

G_END_DECLS
