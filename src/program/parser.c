/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/parser.h"

#include <stdio.h>
#include <string.h>

struct _SwimParser
{
  GOptionContext *context;
  GOptionGroup *group;
  gboolean help;
  gboolean version;
  GString *valued;     /* the short options that take a value */
  GPtrArray *optional; /* the long ones of which the value may be left out, with their dashes */
};

/* @arguments is what follows the options in the usage line, @callback_data what entries with a
 * callback are given. */
SwimParser *
swim_parser_new (const char *arguments, const char *summary, gpointer callback_data)
{
  SwimParser *self = g_new0 (SwimParser, 1);
  GOptionEntry entries[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, &self->help, "show this help", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, "show the version", NULL },
    { NULL }
  };

  self->context = g_option_context_new (arguments);
  g_option_context_set_summary (self->context, summary);
  self->group = g_option_group_new ("main", "", "", callback_data, NULL);
  g_option_context_set_main_group (self->context, self->group);
  self->valued = g_string_new (NULL);
  self->optional = g_ptr_array_new_with_free_func (g_free);
  /* GOption would exit by itself, whether or not its help could be written. */
  g_option_context_set_help_enabled (self->context, FALSE);
  swim_parser_add (self, entries);
  return self;
}

void
swim_parser_free (SwimParser *self)
{
  if (self == NULL)
    return;
  g_option_context_free (self->context);
  g_string_free (self->valued, TRUE);
  g_ptr_array_unref (self->optional);
  g_free (self);
}

/* Adds options; what the entries point to outlives the parser. */
void
swim_parser_add (SwimParser *self, const GOptionEntry *entries)
{
  g_option_group_add_entries (self->group, entries);
  for (; entries->long_name != NULL; entries++)
    {
      if (entries->short_name != 0 && entries->arg != G_OPTION_ARG_NONE)
        g_string_append_c (self->valued, entries->short_name);
      if ((entries->flags & G_OPTION_FLAG_OPTIONAL_ARG) != 0)
        g_ptr_array_add (self->optional, g_strconcat ("--", entries->long_name, NULL));
    }
}

/* Adds an argument as GOption understands it: -jN is -j N; and an option without its optional value
 * is one with an empty value, since GOption would take the next argument for it. */
static void
add_argument (SwimParser *self, GStrvBuilder *builder, const char *arg)
{
  if (arg[0] == '-' && arg[1] != '\0' && arg[2] != '\0'
      && strchr (self->valued->str, arg[1]) != NULL)
    {
      const char option[] = { '-', arg[1], '\0' };

      g_strv_builder_add (builder, option);
      g_strv_builder_add (builder, arg + 2 + (arg[2] == '='));
      return;
    }
  if (g_ptr_array_find_with_equal_func (self->optional, arg, g_str_equal, NULL))
    {
      g_autofree char *valued = g_strconcat (arg, "=", NULL);

      g_strv_builder_add (builder, valued);
      return;
    }
  g_strv_builder_add (builder, arg);
}

/* Says what --help or --version asks for; FALSE where neither does. */
static gboolean
answer (SwimParser *self)
{
  g_autofree char *help = NULL;

  if (self->help)
    {
      help = g_option_context_get_help (self->context, TRUE, NULL);
      fputs (help, stdout);
    }
  else if (self->version)
    puts ("swimlane " PACKAGE_VERSION);
  return self->help || self->version;
}

/* Parses argv, which begins with the command's name, and returns what is left after the options
 * (transfer full), or NULL: with an error, or without one where only help or the version was asked
 * for, and said. What follows a "--" is left as it is. */
char **
swim_parser_parse (SwimParser *self, char **argv, GError **error)
{
  g_autoptr (GStrvBuilder) before = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) left = g_strv_builder_new ();
  g_auto (GStrv) parsed = NULL;

  for (; *argv != NULL && strcmp (*argv, "--") != 0; argv++)
    add_argument (self, before, *argv);
  parsed = g_strv_builder_end (before);
  if (!g_option_context_parse_strv (self->context, &parsed, error))
    return NULL;
  if (answer (self))
    return NULL;
  g_strv_builder_addv (left, (const char **) parsed + 1);
  if (*argv != NULL)
    g_strv_builder_addv (left, (const char **) argv + 1);
  return g_strv_builder_end (left);
}
