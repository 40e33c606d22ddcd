/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the modes gave to threads, in words: a call that is called asynchronous and runs in a thread
 * is not free, and a reader should see which those are. */
#include "config.h"

#include <string.h>

#include "report/report.h"

/* A work that was given to threads, and the modes that gave it. */
typedef struct
{
  const char *work; /* `file writes: one worker thread` */
  GPtrArray *modes; /* of borrowed names */
} Offloaded;

static void
offloaded_free (gpointer data)
{
  Offloaded *self = data;

  g_ptr_array_unref (self->modes);
  g_free (self);
}

static Offloaded *
find_work (GPtrArray *all, const char *work)
{
  Offloaded *found;

  for (guint i = 0; i < all->len; i++)
    {
      found = g_ptr_array_index (all, i);
      if (strcmp (found->work, work) == 0)
        return found;
    }
  found = g_new (Offloaded, 1);
  found->work = work;
  found->modes = g_ptr_array_new ();
  g_ptr_array_add (all, found);
  return found;
}

/* Adds what the run gave to threads; in a sweep a mode is run more than once. */
static void
add_run (GPtrArray *all, const SwimRecord *record)
{
  for (char **work = record->offloaded; work != NULL && *work != NULL; work++)
    {
      Offloaded *found = find_work (all, *work);

      if (!g_ptr_array_find_with_equal_func (found->modes, record->mode, g_str_equal, NULL))
        g_ptr_array_add (found->modes, record->mode);
    }
}

/* Appends names as `async, mixed and offload`. */
static void
append_names (GString *text, const GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s%s",
                            i == 0                ? ""
                            : i + 1 == names->len ? " and "
                                                  : ", ",
                            (const char *) g_ptr_array_index (names, i));
}

/* `file writes of async and mixed (one worker thread)`. */
static void
append_work (GString *text, const Offloaded *offloaded)
{
  const char *colon = strstr (offloaded->work, ": ");
  int length = (int) (colon != NULL ? (gsize) (colon - offloaded->work) : strlen (offloaded->work));

  g_string_append_printf (text, "%.*s of ", length, offloaded->work);
  append_names (text, offloaded->modes);
  if (colon != NULL)
    g_string_append_printf (text, " (%s)", colon + 2);
}

/* One paragraph (transfer full), without a newline; NULL if nothing was given to threads. */
char *
swim_report_offloaded (const SwimComparison *comparison)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (offloaded_free);
  GString *text;

  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const SwimRecord *record = swim_contender_get_first (swim_comparison_get (comparison, i));

      if (record != NULL)
        add_run (all, record);
    }
  if (all->len == 0)
    return NULL;
  text = g_string_new ("Run in threads: ");
  for (guint i = 0; i < all->len; i++)
    {
      if (i > 0)
        g_string_append (text, "; ");
      append_work (text, g_ptr_array_index (all, i));
    }
  g_string_append_c (text, '.');
  return g_string_free (text, FALSE);
}
