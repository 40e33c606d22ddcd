/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From arguments to the codes of countries. */
#include "config.h"

#include <string.h>

#include "base/countries.h"
#include "base/printable.h"
#include "base/swim-error.h"
#include "jobs/download/download-items.h"

/* By population, the most populous first. */
static const char *const populous[] = {
  "CN", "IN", "US", "ID", "BR", "PK", "NG", "BD", "RU", "JP", "MX",
  "PH", "VN", "ET", "EG", "DE", "IR", "TR", "CD", "FR", NULL,
};

/* A sorted set of codes: a flag for each pair of letters. */
typedef struct
{
  gboolean has[26 * 26];
} CodeSet;

static void
add_code (CodeSet *set, const char *code)
{
  set->has[(g_ascii_toupper (code[0]) - 'A') * 26 + g_ascii_toupper (code[1]) - 'A'] = TRUE;
}

static void
add_codes (CodeSet *set, const char *const *codes)
{
  for (guint i = 0; codes[i] != NULL; i++)
    add_code (set, codes[i]);
}

/* All codes that begin with a letter; with 0, all codes. */
static void
add_letter (CodeSet *set, char letter, gboolean every)
{
  const char *const *codes = swim_countries ();

  for (int i = 0; every && i < 26 * 26; i++)
    if (letter == 0 || i / 26 == g_ascii_toupper (letter) - 'A')
      set->has[i] = TRUE;
  for (guint i = 0; codes[i] != NULL; i++)
    if (letter == 0 || codes[i][0] == g_ascii_toupper (letter))
      add_code (set, codes[i]);
}

static void
append_codes (const CodeSet *set, GStrvBuilder *names)
{
  for (int i = 0; i < 26 * 26; i++)
    if (set->has[i])
      {
        const char code[] = { (char) ('A' + i / 26), (char) ('A' + i % 26), '\0' };

        g_strv_builder_add (names, code);
      }
}

static gboolean
add_argument (CodeSet *set, GStrvBuilder *urls, const char *arg, gboolean every, GError **error)
{
  gboolean letters = g_ascii_isalpha (arg[0]) && (arg[1] == '\0' || g_ascii_isalpha (arg[1]));
  gsize length = strlen (arg);

  if (strstr (arg, "://") != NULL)
    g_strv_builder_add (urls, arg);
  else if (letters && length == 1)
    add_letter (set, arg[0], every);
  else if (letters && length == 2 && (every || swim_country_is_code (arg)))
    add_code (set, arg);
  else if (letters && length == 2)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "%s is not a country code; use --every to ask for it anyway", arg);
      return FALSE;
    }
  else
    {
      g_autofree char *public = swim_dup_public (arg);
      const char *shown = public != NULL ? public : arg;

      g_set_error (
          error, SWIM_ERROR, SWIM_ERROR_USAGE,
          "%s is not a URL (http://…), a two-letter country code or a letter; did you mean "
          "http://%s?",
          shown, shown);
      return FALSE;
    }
  return TRUE;
}

char **
swim_download_names_from_args (const char *const *args,
                               gboolean all,
                               gboolean every,
                               gboolean listed,
                               GError **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  CodeSet set = { { FALSE } };

  for (guint i = 0; args[i] != NULL; i++)
    if (!add_argument (&set, names, args[i], every, error))
      return NULL;
  if (args[0] == NULL && (all || every))
    add_letter (&set, 0, every);
  else if (args[0] == NULL && !listed)
    add_codes (&set, populous);
  else if (all)
    add_letter (&set, 0, FALSE);
  append_codes (&set, names);
  return g_strv_builder_end (names);
}
