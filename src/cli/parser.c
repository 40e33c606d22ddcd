/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/parser.h"

#include <string.h>

struct _SwimParser
{
  GOptionContext *context;
  GOptionGroup *group;
  GString *valued; /* the short options that take a value */
};

/* @arguments is what follows the options in the usage line, @callback_data what entries with a
 * callback are given. */
SwimParser *
swim_parser_new (const char *arguments, const char *summary, gpointer callback_data)
{
  SwimParser *self = g_new0 (SwimParser, 1);

  self->context = g_option_context_new (arguments);
  g_option_context_set_summary (self->context, summary);
  self->group = g_option_group_new ("main", "", "", callback_data, NULL);
  g_option_context_set_main_group (self->context, self->group);
  self->valued = g_string_new (NULL);
  return self;
}

void
swim_parser_free (SwimParser *self)
{
  if (self == NULL)
    return;
  g_option_context_free (self->context);
  g_string_free (self->valued, TRUE);
  g_free (self);
}

/* Adds options; what the entries point to outlives the parser. */
void
swim_parser_add (SwimParser *self, const GOptionEntry *entries)
{
  g_option_group_add_entries (self->group, entries);
  for (; entries->long_name != NULL; entries++)
    if (entries->short_name != 0 && entries->arg != G_OPTION_ARG_NONE)
      g_string_append_c (self->valued, entries->short_name);
}

/* The arguments with each -jN as -j N (transfer full). */
static char **
split_short_options (SwimParser *self, char **argv)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean options = TRUE;

  for (; *argv != NULL; argv++)
    {
      const char *arg = *argv;
      const char option[] = { arg[0], arg[0] != '\0' ? arg[1] : '\0', '\0' };

      if (strcmp (arg, "--") == 0)
        options = FALSE;
      if (!options || arg[0] != '-' || arg[1] == '\0' || arg[2] == '\0'
          || strchr (self->valued->str, arg[1]) == NULL)
        {
          g_strv_builder_add (builder, arg);
          continue;
        }
      g_strv_builder_add (builder, option);
      g_strv_builder_add (builder, arg + 2 + (arg[2] == '='));
    }
  return g_strv_builder_end (builder);
}

/* Parses argv, which begins with the command's name, and returns what is left after the options
 * (transfer full), or NULL. */
char **
swim_parser_parse (SwimParser *self, char **argv, GError **error)
{
  g_auto (GStrv) split = split_short_options (self, argv);

  if (!g_option_context_parse_strv (self->context, &split, error))
    return NULL;
  /* GOption leaves the "--" that ended the options. */
  return g_strdupv (split + 1 + (split[1] != NULL && strcmp (split[1], "--") == 0));
}
