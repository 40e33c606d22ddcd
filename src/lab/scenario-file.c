/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Scenario files: key files whose groups and keys are all known, so that a misspelt one is an
 * error and not a silent nothing. Errors name the file, the line and the key. */
#include "config.h"

#include "lab/scenario-file.h"

#include "base/quantity.h"
#include "base/swim-error.h"

#include <errno.h>
#include <math.h>
#include <string.h>

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

/* The line (from 1) that is no comment, no group and no key; 0: there is none. */
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

/* Each of these reads a value into field; on failure it says what the value should be. */

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
  guint64 code;

  if (!g_ascii_string_to_unsigned (value, 10, 200, 599, &code, NULL))
    return "an HTTP status from 200 to 599";
  *(guint *) field = (guint) code;
  return NULL;
}

static const char *
set_count (gpointer field, const char *value)
{
  guint64 count;

  if (!g_ascii_string_to_unsigned (value, 10, 1, G_MAXUINT, &count, NULL))
    return "a whole number of questions, from 1";
  *(guint *) field = (guint) count;
  return NULL;
}

static const char *
set_rate (gpointer field, const char *value)
{
  double rate;

  if (!swim_quantity_parse (SWIM_QUANTITY_RATE, value, &rate) || rate < 1 || rate > G_MAXUINT
      || rate != floor (rate))
    return "a whole number of questions per second, from 1";
  *(guint *) field = (guint) rate;
  return NULL;
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

/* All else that a file may hold. A key that fills two fields has two rows; [delay] stands before
 * [http] and [dns], so that these overrule it. */
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

/* Whether a group (key NULL) or a key of it is known. */
static gboolean
is_known (const char *group, const char *key)
{
  for (gsize i = 0; i < SWIM_N_LAB_SIDES; i++)
    if (strcmp (fault_groups[i], group) == 0)
      return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (known_keys); i++)
    if (strcmp (known_keys[i].group, group) == 0
        && (key == NULL || strcmp (known_keys[i].key, key) == 0))
      return TRUE;
  return FALSE;
}

/* The groups, or the keys of a group, as a sentence lists them. The caller frees it. */
static char *
list_known (const char *group)
{
  GString *list = g_string_new (NULL);
  const char *last = "";

  for (gsize i = 0; i < G_N_ELEMENTS (known_keys); i++)
    {
      const char *name = group == NULL ? known_keys[i].group : known_keys[i].key;

      if (strcmp (name, last) == 0 || (group != NULL && strcmp (known_keys[i].group, group) != 0))
        continue;
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", name);
      last = name;
    }
  for (gsize i = 0; group == NULL && i < SWIM_N_LAB_SIDES; i++)
    g_string_append_printf (list, ", %s", fault_groups[i]);
  return g_string_free (list, FALSE);
}

static gboolean
check_keys (Reader *reader, const char *group, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (reader->keys, group, NULL, NULL);
  g_autofree char *known = list_known (group);

  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
    if (!is_known (group, keys[i]))
      {
        g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                     "%s:%u: the group [%s] has no key “%s”; its keys are %s", reader->path,
                     find_line (reader->text, group, keys[i]), group, keys[i], known);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_names (Reader *reader, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (reader->keys, NULL);
  g_autofree char *known = list_known (NULL);

  for (gsize i = 0; groups[i] != NULL; i++)
    {
      if (!is_known (groups[i], NULL))
        {
          g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                       "%s:%u: there is no group [%s] in a scenario; the groups are %s",
                       reader->path, find_line (reader->text, groups[i], NULL), groups[i], known);
          return FALSE;
        }
      if (!check_keys (reader, groups[i], error))
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
      if (wanted == NULL)
        continue;
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "%s:%u: “%s” in [%s] must be %s, not “%s”",
                   reader->path, find_line (reader->text, group, key), key, group, wanted, value);
      return FALSE;
    }
  return TRUE;
}

/* Reads the names that are given a fault each. */
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
  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *value = g_key_file_get_value (reader->keys, group, names[i], NULL);
      g_autofree SwimFault *fault = g_new0 (SwimFault, 1);
      g_autofree char *known = NULL;

      if (value != NULL && swim_fault_parse (side, value, strlen (value), fault))
        {
          g_hash_table_insert (faults, g_strdup (names[i]), g_steal_pointer (&fault));
          continue;
        }
      known = swim_fault_list (side);
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                   "%s:%u: “%s” in [%s] must be a fault, not “%s”; the faults are %s", reader->path,
                   find_line (reader->text, group, names[i]), names[i], group,
                   value != NULL ? value : "", known);
      return FALSE;
    }
  return TRUE;
}

/* What no single key shows: ranges the right way round, and a share that has a status. */
static gboolean
check_whole (Reader *reader, GError **error)
{
  static const char *const sides[] = { "http", "dns" };
  const SwimScenario *scenario = reader->scenario;

  for (gsize i = 0; i < SWIM_N_LAB_SIDES; i++)
    if (scenario->delay[i].min_us > scenario->delay[i].max_us)
      {
        gboolean own = g_key_file_has_group (reader->keys, sides[i]);

        g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                     "%s:%u: the shortest delay (min) is longer than the longest (max)",
                     reader->path, find_line (reader->text, own ? sides[i] : "delay", NULL));
        return FALSE;
      }
  if (g_key_file_has_group (reader->keys, "status") && scenario->status.code == 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                   "%s:%u: [status] needs the key “status”, such as status=418", reader->path,
                   find_line (reader->text, "status", NULL));
      return FALSE;
    }
  return TRUE;
}

static char *
get_name (const char *path)
{
  char *name = g_path_get_basename (path);

  if (g_str_has_suffix (name, SWIM_SCENARIO_SUFFIX))
    name[strlen (name) - strlen (SWIM_SCENARIO_SUFFIX)] = '\0';
  return name;
}

static gboolean
parse (Reader *reader, gsize length, GError **error)
{
  g_autoptr (GError) cause = NULL;
  const char *strange;

  if (!g_utf8_validate (reader->text, (gssize) length, &strange))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "%s:%u: the line is not UTF-8",
                   reader->path, get_line_of (reader->text, strange));
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

/* Makes a scenario of the text of the file at @path, whose name is the file's, without the suffix.
 * The caller owns it. */
SwimScenario *
swim_scenario_file_parse (const char *path, const char *text, gsize length, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (SwimScenario) scenario = g_new0 (SwimScenario, 1);
  Reader reader = { .path = path, .text = text, .keys = keys, .scenario = scenario };

  scenario->name = get_name (path);
  scenario->status.delay.min_us = -1;
  if (!parse (&reader, length, error) || !check_names (&reader, error)
      || !set_values (&reader, error) || !set_faults (&reader, SWIM_LAB_HTTP, error)
      || !set_faults (&reader, SWIM_LAB_DNS, error) || !check_whole (&reader, error))
    return NULL;
  return g_steal_pointer (&scenario);
}

/* As swim_scenario_file_parse (), of what the file holds. */
SwimScenario *
swim_scenario_file_read (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (g_file_get_contents (path, &text, &length, error))
    return swim_scenario_file_parse (path, text, length, error);
  g_prefix_error_literal (error, "cannot read the scenario: ");
  return NULL;
}
