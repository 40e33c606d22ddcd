/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where scenarios are found, and the fate they give a name. How their files read is
 * swim-scenario-file.c. */
#include "config.h"

#include "lab/scenario.h"

#include "base/hash.h"
#include "base/swim-error.h"
#include "lab/scenario-file.h"

#include <string.h>

/* The questions a fate answers; each is asked of a hash of its own, so that, say, the slow names
 * are not also the ones that fail. */
enum
{
  QUESTION_STATUS = 1,
  QUESTION_DELAY,
  QUESTION_FAULT,
  QUESTION_WHICH_FAULT,
};

/* The folder of the scenarios. The caller frees it. */
static char *
get_folder (void)
{
  const char *data_folder = g_getenv ("SWIM_DATADIR");

  return g_build_filename (data_folder != NULL ? data_folder : SWIM_DATADIR, "scenarios", NULL);
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The names of the scenarios there are, sorted. The caller frees them with g_strfreev (). */
char **
swim_scenario_list (void)
{
  g_autofree char *folder = get_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new ();
  const char *entry;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (entry, SWIM_SCENARIO_SUFFIX))
      g_ptr_array_add (names, g_strndup (entry, strlen (entry) - strlen (SWIM_SCENARIO_SUFFIX)));
  g_ptr_array_sort (names, compare_strings);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

static void
set_unknown_error (GError **error, const char *name)
{
  g_autofree char *folder = get_folder ();
  g_auto (GStrv) names = swim_scenario_list ();
  g_autofree char *known = g_strjoinv (", ", names);

  if (names[0] == NULL)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
                 "The scenario ‘%s’ was not found: there are no scenarios in %s; "
                 "set SWIM_DATADIR to the folder that holds ‘scenarios’",
                 name, folder);
  else
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "There is no scenario ‘%s’: choose one of %s, or give the path of a file", name,
                 known);
}

/* Loads a scenario by its name, or from a file if name_or_path holds a slash. The caller owns it.
 * On failure: NULL, and an error that names the scenarios there are, or the file and the line. */
SwimScenario *
swim_scenario_load (const char *name_or_path, GError **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;

  if (strchr (name_or_path, '/') != NULL)
    return swim_scenario_file_read (name_or_path, error);

  folder = get_folder ();
  file = g_strconcat (name_or_path, SWIM_SCENARIO_SUFFIX, NULL);
  path = g_build_filename (folder, file, NULL);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      set_unknown_error (error, name_or_path);
      return NULL;
    }
  return swim_scenario_file_read (path, error);
}

void
swim_scenario_free (SwimScenario *self)
{
  for (guint side = 0; side < SWIM_N_LAB_SIDES; side++)
    g_clear_pointer (&self->faults[side], g_hash_table_unref);
  g_free (self->name);
  g_free (self->description);
  g_free (self);
}

/* The mean of four even draws: most delays lie near the middle, few at the ends. */
static gint64
draw_delay (SwimDelayRange range, guint64 hash)
{
  double sum = 0;

  for (guint i = 0; i < 4; i++)
    sum += swim_hash_to_unit (swim_hash_number (i, hash));
  return range.min_us + (gint64) ((double) (range.max_us - range.min_us) * sum / 4);
}

/* What goes wrong with name: what itself asks for, what the scenario says of it, or what chance
 * does, in this order. */
static SwimFault
find_fault (const SwimScenario *self, SwimLabSide side, const char *name, guint64 hash)
{
  const SwimFault *given = NULL;
  SwimFault fault = { 0 };

  if (swim_fault_find (side, name, &fault))
    return fault;
  if (self->faults[side] != NULL)
    given = g_hash_table_lookup (self->faults[side], name);
  if (given != NULL)
    return *given;
  if (swim_hash_to_unit (swim_hash_number (QUESTION_FAULT, hash)) < self->fault_share[side])
    fault =
        swim_fault_draw (side, swim_hash_to_unit (swim_hash_number (QUESTION_WHICH_FAULT, hash)));
  return fault;
}

/* What happens to name: the same for the same seed and name, in every process and on every
 * machine. The names of the two sides are kept apart, so `cn` of one says nothing of the other. */
SwimFate
swim_scenario_fate (const SwimScenario *self, SwimLabSide side, const char *name)
{
  guint64 hash = swim_hash_string (name, swim_hash_number ((guint64) side, self->seed));
  double status_draw = swim_hash_to_unit (swim_hash_number (QUESTION_STATUS, hash));
  SwimDelayRange range = self->delay[side];
  SwimFate fate = { 0 };

  if (side == SWIM_LAB_HTTP && status_draw < self->status.share)
    {
      fate.http_status = self->status.code;
      if (self->status.delay.min_us >= 0)
        range = self->status.delay;
    }
  fate.fault = find_fault (self, side, name, hash);
  fate.delay_us = draw_delay (range, swim_hash_number (QUESTION_DELAY, hash));
  return fate;
}
