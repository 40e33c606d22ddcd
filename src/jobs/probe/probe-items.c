/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/probe/probe-items.h"

#include <string.h>

#include "base/idn.h"
#include "base/input.h"
#include "base/swim-error.h"
#include "job/items-private.h"
#include "net/dns/dns.h"
#include "net/dns/types.h"

/* The keywords of Python 3.7 and later, as keyword.kwlist has them. */
static const char *const python_keywords[] = {
  "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
  "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
  "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
  "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield",    NULL
};

static gboolean
needs_change (const char *name)
{
  for (const char *c = name; *c != '\0'; c++)
    if ((guchar) *c >= 0x80 || g_ascii_isupper (*c))
      return TRUE;
  return name[0] != '\0' && name[strlen (name) - 1] == '.';
}

/* The name as it is asked for: ASCII, lower case, no dot at its end; NULL if there is no such
 * form. Two dots there are an empty label, which no name has. */
static char *
normalise (const char *name)
{
  g_autofree char *ascii = swim_idn_dup_ascii (name);
  char *lower;
  gsize length;

  if (ascii == NULL)
    return NULL;
  lower = g_ascii_strdown (ascii, -1);
  length = strlen (lower);
  if (length > 1 && lower[length - 1] == '.' && lower[length - 2] != '.')
    lower[length - 1] = '\0';
  return lower;
}

char *
swim_probe_dup_canonical (const char *name, SwimShardBy by, const char *context)
{
  g_autofree char *whole = context != NULL ? g_strconcat (name, context, NULL) : NULL;
  const char *asked = whole != NULL ? whole : name;
  char *canonical = needs_change (asked) ? normalise (asked) : NULL;

  return canonical != NULL ? canonical : g_steal_pointer (&whole);
}

/* An address is asked for its name. */
static const char *
get_problem (const char *target)
{
  g_autofree char *reverse = swim_dns_reverse_name (target);

  return reverse == NULL ? swim_dns_name_problem (target) : NULL;
}

/* SwimItemMap: makes a name of a list or an argument into what can be asked for. */
static void
complete_item (SwimItem *item, gpointer data)
{
  const char *suffix = data;
  const char *problem;

  if (suffix[0] != '\0')
    {
      char *whole = g_strconcat (item->name, suffix, NULL);

      g_free (item->name);
      item->name = whole;
    }
  if (needs_change (item->name))
    item->target = normalise (item->name);
  if (item->target == NULL && g_hostname_is_non_ascii (item->name))
    problem = "the name cannot be written in ASCII, as an internationalised name must be";
  else
    problem = get_problem (swim_item_get_target (item));
  item->problem = g_strdup (problem);
}

SwimItems *
swim_probe_items_new (const char *const *names,
                      const char *suffix,
                      const SwimJobSetup *setup,
                      GError **error)
{
  const SwimListRules rules = {
    .share = { setup->shard, swim_probe_dup_canonical, suffix },
    .expect = setup->expect,
    .end_marker = setup->end_marker,
  };
  SwimItems *list = NULL;
  SwimItems *items;

  if (setup->input != NULL
      && (list = swim_items_new_from_table (setup->input, &rules, error)) == NULL)
    return NULL;
  items = swim_items_new_joined (names, list, 0, &rules.share);
  swim_items_set_map (items, complete_item, g_strdup (suffix), g_free);
  return items;
}

static char **
read_words (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  const char *end;
  gsize length;

  if (!swim_input_read (path, &text, &length, error))
    {
      g_prefix_error (error, "cannot read the words of %s: ", path);
      return NULL;
    }
  if (!g_utf8_validate (text, (gssize) length, &end))
    {
      guint line = 1;

      for (const char *c = text; c < end; c++)
        line += *c == '\n';
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                   "%s:%u: the line is not UTF-8 text; is it a list of words, one per line?", path,
                   line);
      return NULL;
    }
  return g_strsplit (text, "\n", -1);
}

/* The word in lower case, the same in any locale: in a Turkish one g_utf8_strdown () makes another
 * name of IF. */
static char *
to_lower (const char *word)
{
  GString *lower = g_string_new (NULL);

  for (; *word != '\0'; word = g_utf8_next_char (word))
    g_string_append_unichar (lower, g_unichar_tolower (g_utf8_get_char (word)));
  return g_string_free (lower, FALSE);
}

char **
swim_probe_words (const char *words, guint max_length, guint *n_skipped, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  all = words != NULL ? read_words (words, error) : g_strdupv ((char **) python_keywords);
  *n_skipped = 0;
  if (all == NULL)
    return NULL;
  for (guint i = 0; all[i] != NULL; i++)
    {
      const char *word = g_strstrip (all[i]);
      g_autofree char *lower = NULL;

      if (word[0] == '\0' || word[0] == '#')
        continue;
      if (g_utf8_strlen (word, -1) > (glong) max_length)
        {
          (*n_skipped)++;
          continue;
        }
      lower = to_lower (word);
      g_strv_builder_add (builder, lower);
    }
  return g_strv_builder_end (builder);
}
