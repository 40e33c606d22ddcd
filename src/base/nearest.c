/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/nearest.h"

#include <string.h>

#define LONGEST 64
/* One mistake in so many letters is a slip; more are another word. */
#define LETTERS_A_SLIP 3

static guint
least (guint a, guint b, guint c)
{
  return MIN (MIN (a, b), c);
}

/* How many bytes must be added, taken out, replaced or exchanged with their neighbour to make one
 * of the other. */
static guint
count_slips (const char *a, const char *b)
{
  guint rows[3][LONGEST + 1];
  gsize a_length = strlen (a);
  gsize b_length = strlen (b);

  if (a_length > LONGEST || b_length > LONGEST)
    return G_MAXUINT;
  for (guint j = 0; j <= b_length; j++)
    rows[0][j] = j;
  for (guint i = 1; i <= a_length; i++)
    {
      guint *row = rows[i % 3];
      const guint *above = rows[(i + 2) % 3];

      row[0] = i;
      for (guint j = 1; j <= b_length; j++)
        {
          row[j] = least (above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], rows[(i + 1) % 3][j - 2] + 1);
        }
    }
  return rows[a_length % 3][b_length];
}

/* The one of the names that the word is a slip of, or, if there is none, that it begins; NULL where
 * it is neither. */
const char *
swim_nearest (const char *word, const char *const *names)
{
  g_autofree char *lower = g_ascii_strdown (word, -1);
  guint fewest = MAX ((guint) strlen (word) / LETTERS_A_SLIP, 1);
  const char *nearest = NULL;
  const char *begun = NULL;

  if (strlen (word) < 2)
    return NULL;
  for (; *names != NULL; names++)
    {
      guint slips = count_slips (lower, *names);

      if (slips < fewest || (slips == fewest && nearest == NULL))
        {
          fewest = slips;
          nearest = *names;
        }
      if (begun == NULL && g_str_has_prefix (*names, lower))
        begun = *names;
    }
  return nearest != NULL ? nearest : begun;
}

/* How a message goes on after a word that is no name (transfer full): with the one that was meant,
 * or with all of them, of which @all says what they are. */
char *
swim_nearest_or_all (const char *word, const char *const *names, const char *all)
{
  const char *nearest = swim_nearest (word, names);
  g_autofree char *joined = g_strjoinv (", ", (char **) names);

  return nearest != NULL ? g_strdup_printf ("; did you mean “%s”?", nearest)
                         : g_strdup_printf ("; %s %s", all, joined);
}
