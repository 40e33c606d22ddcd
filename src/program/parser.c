/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/parser.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "base/option-group.h"
#include "base/quantity.h"
#include "base/swim-error.h"
#include "program/help.h"
#include "program/output.h"
#include "report/format.h"

struct _SwimParser
{
  GOptionContext *context;
  GOptionGroup *group;
  gboolean help;
  gboolean version;
  gpointer callback_data;
  GArray *entries; /* of GOptionEntry: all that were added, headings included */
  SwimHelp help_text;
  char *arguments; /* for the help, like the next */
  char *summary;
};

/* What a number's entry calls its value says which unit it may have; else it has none. */
static const struct
{
  const char *name;
  GOptionArg arg; /* G_OPTION_ARG_NONE: any */
  SwimQuantity kind;
} quantities[] = {
  { "DURATION", G_OPTION_ARG_NONE, SWIM_QUANTITY_DURATION },
  { "MS", G_OPTION_ARG_NONE, SWIM_QUANTITY_MILLISECONDS },
  { "SIZE", G_OPTION_ARG_NONE, SWIM_QUANTITY_SIZE },
  { "RATE", G_OPTION_ARG_INT64, SWIM_QUANTITY_BYTE_RATE },
  { "RATE", G_OPTION_ARG_DOUBLE, SWIM_QUANTITY_RATE },
  { "PERCENT", G_OPTION_ARG_NONE, SWIM_QUANTITY_PERCENT },
};

/* Values that others should not see in the list of processes, by what their entries call them. */
static const char *const secrets[] = { "NAME[:PASSWORD]", "HEADER", "COOKIES", NULL };

/* Values that an option takes once, by what their entries call them: who gives two wants both. Of
 * others, such as --jobs, the last one counts, so that a script's can be overridden. */
static const char *const single[] = {
  "FILE", "LIST", "RULE", "COMMAND", "TYPE,…", "RESULT,…", NULL
};

static gboolean
is_number (const GOptionEntry *entry)
{
  return entry->arg == G_OPTION_ARG_INT || entry->arg == G_OPTION_ARG_INT64
         || entry->arg == G_OPTION_ARG_DOUBLE;
}

static SwimQuantity
get_quantity (const GOptionEntry *entry)
{
  for (guint i = 0; i < G_N_ELEMENTS (quantities); i++)
    if (g_strcmp0 (quantities[i].name, entry->arg_description) == 0
        && (quantities[i].arg == G_OPTION_ARG_NONE || quantities[i].arg == entry->arg))
      return quantities[i].kind;
  return entry->arg == G_OPTION_ARG_DOUBLE ? SWIM_QUANTITY_NUMBER : SWIM_QUANTITY_COUNT;
}

/* The entry of an option as it stands on the command line, `--jobs` or `-j`, of which only the
 * first
 * @length bytes count. */
static const GOptionEntry *
find_entry (SwimParser *self, const char *option, gsize length)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const GOptionEntry *entry = &g_array_index (self->entries, GOptionEntry, i);

      if (swim_option_is_group (entry))
        continue;
      if (g_str_has_prefix (option, "--") && strlen (entry->long_name) == length - 2
          && strncmp (option + 2, entry->long_name, length - 2) == 0)
        return entry;
      if (length == 2 && option[0] == '-' && option[1] == entry->short_name && option[1] != '\0')
        return entry;
    }
  return NULL;
}

static gboolean
set_number (const GOptionEntry *entry, const char *value, GError **error)
{
  SwimQuantity kind = get_quantity (entry);
  double number;

  if (!swim_quantity_parse (kind, value, &number))
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--%s takes %s, not “%s”", entry->long_name,
                 swim_quantity_describe (kind), value);
  else if ((entry->arg == G_OPTION_ARG_INT && number > G_MAXINT)
           || (entry->arg == G_OPTION_ARG_INT64 && number >= 0x1p63))
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--%s: “%s” is too large", entry->long_name,
                 value);
  else
    {
      if (entry->arg == G_OPTION_ARG_INT)
        *(int *) entry->arg_data = (int) number;
      else if (entry->arg == G_OPTION_ARG_INT64)
        *(gint64 *) entry->arg_data = (gint64) number;
      else
        *(double *) entry->arg_data = number;
      return TRUE;
    }
  return FALSE;
}

/* GOption calls this for numbers, which it reads in other ways than we do, and for callbacks. */
static gboolean
on_value (const char *name, const char *value, gpointer data, GError **error)
{
  SwimParser *self = data;
  const GOptionEntry *entry = find_entry (self, name, strlen (name));

  if (is_number (entry))
    return set_number (entry, value, error);
  return ((GOptionArgFunc) entry->arg_data) (name, value, self->callback_data, error);
}

/* @arguments is what follows the options in the usage line, @callback_data what entries with a
 * callback are given. */
SwimParser *
swim_parser_new (const char *arguments, const char *summary, gpointer callback_data)
{
  SwimParser *self = g_new0 (SwimParser, 1);
  GOptionEntry entries[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, &self->help, "show this help", NULL },
    { "version", 'V', 0, G_OPTION_ARG_NONE, &self->version, "show the version", NULL },
    { NULL }
  };

  self->context = g_option_context_new (NULL);
  self->arguments = g_strdup (arguments);
  self->summary = g_strdup (summary);
  self->group = g_option_group_new ("main", "", "", self, NULL);
  g_option_context_set_main_group (self->context, self->group);
  self->callback_data = callback_data;
  self->entries = g_array_new (FALSE, FALSE, sizeof (GOptionEntry));
  self->help_text = (SwimHelp){ .arguments = self->arguments,
                                .summary = self->summary,
                                .entries = self->entries };
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
  g_array_unref (self->entries);
  g_free (self->arguments);
  g_free (self->summary);
  g_free (self);
}

/* Sets what stands at the end of the help, each line with its newline; it outlives the parser. */
void
swim_parser_set_examples (SwimParser *self, const char *examples)
{
  self->help_text.examples = examples;
}

/* Adds options; what the entries point to outlives the parser. */
void
swim_parser_add (SwimParser *self, const GOptionEntry *entries)
{
  for (; entries->long_name != NULL; entries++)
    {
      GOptionEntry ours[] = { *entries, { NULL } };

      g_array_append_val (self->entries, *entries);
      if (swim_option_is_group (entries))
        continue;
      if (is_number (entries) || entries->arg == G_OPTION_ARG_CALLBACK)
        {
          ours->arg = G_OPTION_ARG_CALLBACK;
          ours->arg_data = on_value;
        }
      g_option_group_add_entries (self->group, ours);
    }
}

/* How much of an argument names an option: --jobs of --jobs=5, -j of -j5. */
static gsize
get_option_length (const char *arg)
{
  return g_str_has_prefix (arg, "--") ? strcspn (arg, "=") : MIN (strlen (arg), 2);
}

/* Adds an argument as GOption understands it: -jN is -j N; and an option without its optional value
 * is one with an empty value, since GOption would take the next argument for it. GOption passes
 * over the value of an option that takes none. */
static gboolean
add_argument (SwimParser *self, GStrvBuilder *builder, const char *arg, GError **error)
{
  gboolean is_long = g_str_has_prefix (arg, "--");
  gsize length = get_option_length (arg);
  const GOptionEntry *entry = find_entry (self, arg, length);
  g_autofree char *option = g_strndup (arg, length);

  if (entry == NULL || (!is_long && entry->arg == G_OPTION_ARG_NONE))
    g_strv_builder_add (builder, arg);
  else if (arg[length] != '\0' && !is_long)
    {
      g_strv_builder_add (builder, option);
      g_strv_builder_add (builder, arg + length + (arg[length] == '='));
    }
  else if (arg[length] != '\0' && entry->arg == G_OPTION_ARG_NONE)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "%s takes no value, not “%s”", option,
                   arg + length + 1);
      return FALSE;
    }
  else if (arg[length] == '\0' && (entry->flags & G_OPTION_FLAG_OPTIONAL_ARG) != 0)
    {
      g_autofree char *valued = g_strconcat (arg, "=", NULL);

      g_strv_builder_add (builder, valued);
    }
  else
    g_strv_builder_add (builder, arg);
  return TRUE;
}

/* FALSE where an argument gives such a value a second time, which would replace the first. */
static gboolean
check_repeated (SwimParser *self, GHashTable *given, const char *arg, GError **error)
{
  const GOptionEntry *entry = find_entry (self, arg, get_option_length (arg));

  if (entry == NULL || entry->arg_description == NULL
      || (entry->arg != G_OPTION_ARG_STRING && entry->arg != G_OPTION_ARG_FILENAME)
      || !g_strv_contains (single, entry->arg_description)
      || g_hash_table_add (given, (gpointer) entry))
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "--%s is given twice; it takes one value, and the first would be lost",
               entry->long_name);
  return FALSE;
}

/* On a terminal, what is said of an option stands in a column of its own however long it is. */
static void
print_help (SwimParser *self)
{
  guint width = isatty (STDOUT_FILENO) ? swim_output_get_width (STDOUT_FILENO) : G_MAXINT;
  guint column;
  g_autofree char *help = swim_help_to_text (&self->help_text, &column);
  g_auto (GStrv) lines = g_strsplit (help, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *hung = swim_format_hang (lines[i], width, column);

      printf ("%s%s", i > 0 ? "\n" : "", hung);
    }
}

/* Prints the help or the version if asked for; FALSE where neither was. */
static gboolean
answer (SwimParser *self)
{
  if (self->help)
    print_help (self);
  else if (self->version)
    puts ("swimlane " PACKAGE_VERSION);
  return self->help || self->version;
}

/* Says which option there is not, and which was perhaps meant: GOption does not. */
static void
improve_error (SwimParser *self, char **argv, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *nearest = NULL;

  for (guint i = 0; i < self->entries->len; i++)
    if ((g_array_index (self->entries, GOptionEntry, i).flags & G_OPTION_FLAG_HIDDEN) == 0)
      g_ptr_array_add (names, (gpointer) g_array_index (self->entries, GOptionEntry, i).long_name);
  g_ptr_array_add (names, NULL);
  for (; *argv != NULL && strcmp (*argv, "--") != 0; argv++)
    {
      gsize length = get_option_length (*argv);
      g_autofree char *option = g_strndup (*argv, length);

      if (option[0] != '-' || option[1] == '\0' || find_entry (self, option, length) != NULL)
        continue;
      if (g_str_has_prefix (option, "--"))
        nearest = swim_nearest (option + 2, (const char *const *) names->pdata);
      g_clear_error (error);
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION,
                   "there is no option %s%s%s%s", option,
                   nearest != NULL ? "; did you mean --" : "", nearest != NULL ? nearest : "",
                   nearest != NULL ? "?" : "");
      return;
    }
}

/* Parses argv, which begins with the command's name, and returns what is left after the options
 * (transfer full), or NULL: with an error, or without one where help or the version was asked for
 * and printed. What follows a “--” is left as it is. */
char **
swim_parser_parse (SwimParser *self, char **argv, GError **error)
{
  g_autoptr (GStrvBuilder) before = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) left = g_strv_builder_new ();
  g_autoptr (GHashTable) given = g_hash_table_new (NULL, NULL);
  g_auto (GStrv) parsed = NULL;
  char **all = argv + 1;

  for (; *argv != NULL && strcmp (*argv, "--") != 0; argv++)
    if (!check_repeated (self, given, *argv, error) || !add_argument (self, before, *argv, error))
      return NULL;
  parsed = g_strv_builder_end (before);
  if (!g_option_context_parse_strv (self->context, &parsed, error))
    {
      if (error != NULL && g_error_matches (*error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
        improve_error (self, all, error);
      return NULL;
    }
  if (answer (self))
    return NULL;
  g_strv_builder_addv (left, (const char **) parsed + 1);
  if (*argv != NULL)
    g_strv_builder_addv (left, (const char **) argv + 1);
  return g_strv_builder_end (left);
}

static void
blot_out (char *text, gsize length)
{
  memset (text, 'x', length);
}

/* User and password of a URL. */
static void
blot_out_login (char *arg)
{
  char *scheme = strstr (arg, "://");
  char *begin = scheme != NULL ? scheme + 3 : arg;
  char *at = scheme != NULL ? g_strrstr_len (begin, (gssize) strcspn (begin, "/?#"), "@") : NULL;

  if (at != NULL)
    blot_out (begin, (gsize) (at - begin));
}

/* Overwrites the secrets in the arguments of the process, which were parsed, in its own memory:
 * that is where the list of processes has them from. */
void
swim_parser_conceal (SwimParser *self, char **argv)
{
  gboolean options = TRUE;

  for (; *argv != NULL; argv++)
    {
      gsize length = get_option_length (*argv);
      const GOptionEntry *entry = options ? find_entry (self, *argv, length) : NULL;
      char *value = *argv + length;

      options = options && strcmp (*argv, "--") != 0;
      blot_out_login (*argv);
      if (entry == NULL
          || !g_strv_contains (secrets,
                               entry->arg_description != NULL ? entry->arg_description : ""))
        continue;
      if (*value == '\0' && argv[1] != NULL)
        value = *++argv;
      else if (*value == '=')
        value++;
      blot_out (value, strlen (value));
    }
}
