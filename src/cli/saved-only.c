/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* --only: which of the modes, or commands, of saved results are reported. */
#include "config.h"

#include <string.h>

#include "base/nearest.h"
#include "base/swim-error.h"
#include "cli/saved.h"

/* The names of all modes or commands (transfer container), with a NULL at the end. */
static GPtrArray *
list_names (const SwimSaved *saved)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; i < saved->comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (saved->comparisons, i);

      for (guint j = 0; j < comparison->contenders->len; j++)
        g_ptr_array_add (all, swim_comparison_get (comparison, j)->mode);
    }
  g_ptr_array_add (all, NULL);
  return all;
}

/* How long the first name of a list is; that of a command may have commas. */
static gsize
find_name_end (const char *list, const char *const *names)
{
  gsize longest = 0;

  for (; *names != NULL; names++)
    {
      gsize length = strlen (*names);

      if (length > longest && strncmp (list, *names, length) == 0
          && (list[length] == ',' || list[length] == '\0'))
        longest = length;
    }
  return longest > 0 ? longest : strcspn (list, ",");
}

/* The names of a list that commas separate (transfer full). */
static GStrv
split_names (const char *list, const char *const *names)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();

  while (list != NULL && *list != '\0')
    {
      gsize length = find_name_end (list, names);
      g_autofree char *part = g_strndup (list, length);

      g_strv_builder_add (parts, part);
      list += length;
      if (g_str_equal (list, ","))
        g_strv_builder_add (parts, "");
      list += *list == ',' ? 1 : 0;
    }
  return g_strv_builder_end (parts);
}

/* Whether there is one of that name, a mode or a command. */
static gboolean
check_name (const char *name, const char *const *names, GError **error)
{
  g_autofree char *known = NULL;

  if (g_strv_contains (names, name))
    return TRUE;
  known = swim_nearest_or_all (name, names, "there are");
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "there is no “%s” for --only%s", name, known);
  return FALSE;
}

/* Leaves out the modes, or commands, that @list, of --only, does not name; NULL keeps all. */
gboolean
swim_saved_keep_only (SwimSaved *saved, const char *list, GError **error)
{
  g_autoptr (GPtrArray) names = list_names (saved);
  const char *const *known = (const char *const *) names->pdata;
  g_auto (GStrv) only = split_names (list, known);

  for (guint i = 0; saved->sweep == NULL && only[i] != NULL; i++)
    if (!check_name (only[i], known, error))
      return FALSE;
  for (guint i = 0; list != NULL && i < saved->comparisons->len; i++)
    {
      SwimComparison *comparison = g_ptr_array_index (saved->comparisons, i);

      if (saved->sweep == NULL && swim_comparison_keep (comparison, (const char *const *) only))
        continue;
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   saved->sweep != NULL ? "--only does not apply to a sweep: %s"
                                        : "%s has none of the modes of --only",
                   comparison->job);
      return FALSE;
    }
  return TRUE;
}
