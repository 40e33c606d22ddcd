/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A command line's parser: GOption, with a --help by groups (base/option-group.h), with values that
 * stand right after a short option (-j64), which GOption does not know, and with numbers in the
 * grammar of base/quantity.h, never below 0: the arg_description of their entries says of what kind
 * they are. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimParser SwimParser;

SwimParser *swim_parser_new (const char *arguments, const char *summary, gpointer callback_data);
void swim_parser_free (SwimParser *parser);
void swim_parser_set_examples (SwimParser *parser, const char *examples);
void swim_parser_add (SwimParser *parser, const GOptionEntry *entries);
char **swim_parser_parse (SwimParser *parser, char **argv, GError **error);
/* After parsing; argv as main () got it. */
void swim_parser_conceal (SwimParser *parser, char **argv);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimParser, swim_parser_free)

G_END_DECLS
