/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds and reads scenario files; see swimlane-scenario(5). They are key files. All groups and keys
 * are known, so a misspelt one is an error. Errors name the file, the line and the key. */
#include "config.h"

#include "lab/scenario.h"

#include "base/data.h"
#include "base/nearest.h"
#include "base/quantity.h"
#include "base/input.h"
#include "base/swim-error.h"

#include <math.h>
#include <string.h>

#define FOLDER "scenarios"
#define SUFFIX ".scenario"

typedef struct
{
  const char *path;
  const char *text;
  GKeyFile *keys;
  SwimScenario *scenario;
} Reader;

/* The line (from 1) of a group's key, or of the group if key is NULL; 0: not found. */
static guint
find_line (const char *text, const char *group, const char *key)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *header = g_strdup_printf ("[%s]", group);
  gboolean in_group = FALSE;
  guint found = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);
      gsize length = strcspn (line, "= \t");

      if (line[0] == '[')
        in_group = strcmp (line, header) == 0;
      if (in_group && (key == NULL || (length == strlen (key) && strncmp (line, key, length) == 0)))
        found = i + 1;
      if (found != 0 && key == NULL)
        break;
    }
  return found;
}

/* The first line (from 1) that is neither comment, group nor key; 0: there is none. */
static guint
find_broken_line (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean in_group = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);

      if (line[0] == '\0' || line[0] == '#')
        continue;
      if (line[0] == '[' && g_str_has_suffix (line, "]"))
        in_group = TRUE;
      else if (!in_group || line[0] == '=' || strchr (line, '=') == NULL)
        return i + 1;
    }
  return 0;
}

/* The line (from 1) of that byte. */
static guint
get_line_of (const char *text, const char *byte)
{
  guint line = 1;

  for (const char *c = text; c < byte; c++)
    if (*c == '\n')
      line++;
  return line;
}

/* Sets an error in the line of a group's key, or of the group if key is NULL. Always FALSE. */
static gboolean G_GNUC_PRINTF (5, 6) fail (const Reader *reader,
                                           const char *group,
                                           const char *key,
                                           GError **error,
                                           const char *format,
                                           ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "%s:%u: %s", reader->path,
               find_line (reader->text, group, key), message);
  return FALSE;
}

/* Each of these reads a value into field; on failure it returns what the value should be. */

static const char *
set_duration (gpointer field, const char *value)
{
  return swim_delay_parse (value, field) ? NULL
                                         : "a duration such as 20ms or 0.5s, of at most an hour";
}

static const char *
set_text (gpointer field, const char *value)
{
  char **text = field;

  g_free (*text);
  *text = g_strdup (value);
  return NULL;
}

static const char *
set_seed (gpointer field, const char *value)
{
  return g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT64, field, NULL)
             ? NULL
             : "a whole number from 0 to 18446744073709551615";
}

static const char *
set_share (gpointer field, const char *value)
{
  if (swim_quantity_parse (SWIM_QUANTITY_SHARE, value, field) && *(double *) field <= 1)
    return NULL;
  return "a fraction from 0 to 1, such as 0.25 or 25%";
}

static const char *
set_status (gpointer field, const char *value)
{
  return g_ascii_string_to_unsigned (value, 10, 200, 599, field, NULL)
             ? NULL
             : "an HTTP status from 200 to 599";
}

static const char *
set_count (gpointer field, const char *value)
{
  return g_ascii_string_to_unsigned (value, 10, 1, G_MAXUINT, field, NULL)
             ? NULL
             : "a whole number of questions, from 1";
}

static const char *
set_rate (gpointer field, const char *value)
{
  double *rate = field;

  if (swim_quantity_parse (SWIM_QUANTITY_RATE, value, rate) && *rate >= 1 && *rate <= G_MAXUINT
      && *rate == floor (*rate))
    return NULL;
  return "a whole number of questions per second, from 1";
}

static const char *
set_drops (gpointer field, const char *value)
{
  *(gboolean *) field = strcmp (value, "drop") == 0;
  return strcmp (value, "drop") == 0 || strcmp (value, "refuse") == 0 ? NULL : "“refuse” or “drop”";
}

/* The groups whose keys are names of items, and their values faults. */
static const char *const fault_groups[SWIM_N_LAB_SIDES] = {
  [SWIM_LAB_HTTP] = "http-faults",
  [SWIM_LAB_DNS] = "dns-faults",
};

/* The other groups and keys. A key that fills two fields has two rows. [delay] comes before [http]
 * and [dns], so that these override it. */
static const struct
{
  const char *group;
  const char *key;
  const char *(*set) (gpointer field, const char *value);
  gsize offset;
} known_keys[] = {
#define FIELD(field) G_STRUCT_OFFSET (SwimScenario, field)
  { "scenario", "description", set_text, FIELD (description) },
  { "scenario", "seed", set_seed, FIELD (seed) },
  { "delay", "min", set_duration, FIELD (delay[SWIM_LAB_HTTP].min_us) },
  { "delay", "min", set_duration, FIELD (delay[SWIM_LAB_DNS].min_us) },
  { "delay", "max", set_duration, FIELD (delay[SWIM_LAB_HTTP].max_us) },
  { "delay", "max", set_duration, FIELD (delay[SWIM_LAB_DNS].max_us) },
  { "http", "min", set_duration, FIELD (delay[SWIM_LAB_HTTP].min_us) },
  { "http", "max", set_duration, FIELD (delay[SWIM_LAB_HTTP].max_us) },
  { "dns", "min", set_duration, FIELD (delay[SWIM_LAB_DNS].min_us) },
  { "dns", "max", set_duration, FIELD (delay[SWIM_LAB_DNS].max_us) },
  { "dns", "rate", set_rate, FIELD (dns_limit.rate) },
  { "dns", "burst", set_count, FIELD (dns_limit.burst) },
  { "dns", "over", set_drops, FIELD (dns_limit.drops) },
  { "faults", "http", set_share, FIELD (fault_share[SWIM_LAB_HTTP]) },
  { "faults", "dns", set_share, FIELD (fault_share[SWIM_LAB_DNS]) },
  { "status", "share", set_share, FIELD (status.share) },
  { "status", "status", set_status, FIELD (status.code) },
  { "status", "delay", set_duration, FIELD (status.delay.min_us) },
  { "status", "delay", set_duration, FIELD (status.delay.max_us) },
#undef FIELD
};

/* The names of the groups, or if group is not NULL of its keys. */
static GStrv
list_known (const char *group)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  const char *last = "";

  for (gsize i = 0; i < G_N_ELEMENTS (known_keys); i++)
    {
      const char *name = group == NULL ? known_keys[i].group : known_keys[i].key;

      if (strcmp (name, last) == 0 || (group != NULL && strcmp (known_keys[i].group, group) != 0))
        continue;
      g_strv_builder_add (list, name);
      last = name;
    }
  for (gsize i = 0; group == NULL && i < SWIM_N_LAB_SIDES; i++)
    g_strv_builder_add (list, fault_groups[i]);
  return g_strv_builder_end (list);
}

/* Checks the name of a group, or if key is not NULL of one of its keys. */
static gboolean
check_name (Reader *reader, const char *group, const char *key, GError **error)
{
  g_auto (GStrv) known = list_known (key != NULL ? group : NULL);
  g_autofree char *list = g_strjoinv (", ", known);

  if (g_strv_contains ((const char *const *) known, key != NULL ? key : group))
    return TRUE;
  if (key == NULL)
    return fail (reader, group, NULL, error, "unknown group [%s]; the groups are %s", group, list);
  /* The keys of the other groups are names of items. */
  return known[0] == NULL
         || fail (reader, group, key, error, "unknown key “%s” in [%s]; its keys are %s", key,
                  group, list);
}

static gboolean
check_names (Reader *reader, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (reader->keys, NULL);

  for (char **group = groups; *group != NULL; group++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (reader->keys, *group, NULL, NULL);

      if (!check_name (reader, *group, NULL, error))
        return FALSE;
      for (char **key = keys; key != NULL && *key != NULL; key++)
        if (!check_name (reader, *group, *key, error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
set_values (Reader *reader, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known_keys); i++)
    {
      const char *group = known_keys[i].group;
      const char *key = known_keys[i].key;
      g_autofree char *value = g_key_file_get_value (reader->keys, group, key, NULL);
      gpointer field = G_STRUCT_MEMBER_P (reader->scenario, known_keys[i].offset);
      const char *wanted = NULL;

      if (value != NULL)
        wanted = known_keys[i].set (field, g_strstrip (value));
      if (wanted != NULL)
        return fail (reader, group, key, error, "“%s” in [%s] must be %s, not “%s”", key, group,
                     wanted, value);
    }
  return TRUE;
}

/* Reads the faults of a side, by name. */
static gboolean
set_faults (Reader *reader, SwimLabSide side, GError **error)
{
  const char *group = fault_groups[side];
  g_auto (GStrv) names = g_key_file_get_keys (reader->keys, group, NULL, NULL);
  GHashTable *faults;

  if (names == NULL)
    return TRUE;
  faults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  reader->scenario->faults[side] = faults;
  for (char **name = names; *name != NULL; name++)
    {
      g_autofree char *value = g_key_file_get_value (reader->keys, group, *name, NULL);
      g_autofree char *known = NULL;
      SwimFault fault;

      if (value != NULL && swim_fault_parse (side, value, strlen (value), &fault))
        {
          g_hash_table_insert (faults, g_strdup (*name), g_memdup2 (&fault, sizeof fault));
          continue;
        }
      known = swim_fault_list (side);
      return fail (reader, group, *name, error,
                   "“%s” in [%s] must be a fault, not “%s”; the faults are %s", *name, group,
                   value != NULL ? value : "", known);
    }
  return TRUE;
}

/* Checks what depends on more than one key. */
static gboolean
check_whole (Reader *reader, GError **error)
{
  static const char *const sides[] = { "http", "dns" };
  const SwimScenario *scenario = reader->scenario;

  for (gsize i = 0; i < SWIM_N_LAB_SIDES; i++)
    if (scenario->delay[i].min_us > scenario->delay[i].max_us)
      return fail (reader, g_key_file_has_group (reader->keys, sides[i]) ? sides[i] : "delay", NULL,
                   error, "the shortest delay (min) is longer than the longest (max)");
  if (g_key_file_has_group (reader->keys, "status") && scenario->status.code == 0)
    return fail (reader, "status", NULL, error,
                 "[status] needs a key “status”, such as status=418");
  return TRUE;
}

static gboolean
load_keys (Reader *reader, gsize length, GError **error)
{
  g_autoptr (GError) cause = NULL;
  const char *invalid;

  if (!g_utf8_validate (reader->text, (gssize) length, &invalid))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "%s:%u: the line is not valid UTF-8",
                   reader->path, get_line_of (reader->text, invalid));
      return FALSE;
    }
  if (length == 0)
    return TRUE; /* no delays, no faults; GKeyFile would call it an error */
  if (g_key_file_load_from_data (reader->keys, reader->text, length, G_KEY_FILE_NONE, &cause))
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "%s:%u: %s", reader->path,
               find_broken_line (reader->text), cause->message);
  return FALSE;
}

/* The name of the scenario in a file: the file's, without the suffix. */
static char *
get_name (const char *path)
{
  char *name = g_path_get_basename (path);

  if (g_str_has_suffix (name, SUFFIX))
    name[strlen (name) - strlen (SUFFIX)] = '\0';
  return name;
}

static SwimScenario *
parse (const char *path, const char *text, gsize length, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (SwimScenario) scenario = g_new0 (SwimScenario, 1);
  Reader reader = { .path = path, .text = text, .keys = keys, .scenario = scenario };

  scenario->name = get_name (path);
  scenario->status.delay.min_us = -1;
  if (!load_keys (&reader, length, error) || !check_names (&reader, error)
      || !set_values (&reader, error) || !set_faults (&reader, SWIM_LAB_HTTP, error)
      || !set_faults (&reader, SWIM_LAB_DNS, error) || !check_whole (&reader, error))
    return NULL;
  return g_steal_pointer (&scenario);
}

/* The names of all scenarios, the user's and those compiled in, sorted (transfer full). */
char **
swim_scenario_list (void)
{
  g_auto (GStrv) files = swim_data_list (FOLDER);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (char **file = files; *file != NULL; file++)
    {
      g_autofree char *name = get_name (*file);

      if (strcmp (name, *file) != 0)
        g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

static void
set_unknown_error (GError **error, const char *name)
{
  g_auto (GStrv) names = swim_scenario_list ();
  g_autofree char *known =
      swim_nearest_or_all (name, (const char *const *) names, "give the path of a file, or one of");

  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "there is no scenario “%s”%s", name, known);
}

/* Loads a scenario by its name, or from a file if name_or_path holds a slash (transfer full). On
 * failure the error names all scenarios, or the file and the line. */
SwimScenario *
swim_scenario_load (const char *name_or_path, GError **error)
{
  g_autofree char *file = g_strconcat (FOLDER "/", name_or_path, SUFFIX, NULL);
  g_autofree char *path =
      strchr (name_or_path, '/') != NULL ? g_strdup (name_or_path) : swim_data_find (file);
  g_autofree char *text = NULL;
  gsize length = 0;

  if (path == NULL)
    text = swim_data_get_builtin (file, &length);
  else if (!swim_input_read (path, &text, &length, error))
    g_prefix_error (error, "cannot read the scenario %s: ", path);
  if (text != NULL)
    return parse (path != NULL ? path : file, text, length, error);
  if (path == NULL)
    set_unknown_error (error, name_or_path);
  return NULL;
}
