/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A record that is joined, as the only share. What comes of it is a record again, and cannot be
 * joined once more. */
#include "config.h"

#include "run/join.h"
#include "run/load.h"
#include "swim-fuzz.h"

static void
check_joined (const SwimRecord *joined)
{
  g_autoptr (JsonNode) node = swim_record_to_json (joined, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SwimJoin) join = swim_join_new ();
  SwimRecord *again = swim_record_from_json (node, NULL, &error);

  if (again == NULL)
    g_error ("%s", error->message);
  g_assert (!swim_join_add (join, "again", again, NULL));
}

void
swim_fuzz_join (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SwimJoin) join = swim_join_new ();
  g_autoptr (SwimRecord) joined = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  SwimRecord *record;
  SwimFuzzFile file;

  swim_fuzz_file_open (&file, data, size);
  node = swim_load_json (file.path, NULL, &error);
  swim_fuzz_file_close (&file);
  record = node != NULL ? swim_record_from_json (node, NULL, &error) : NULL;
  g_assert ((record == NULL) == (error != NULL));
  if (record == NULL || !swim_join_add (join, "first", record, NULL))
    return;
  joined = swim_join_finish (join, NULL, missing, NULL);
  if (joined != NULL)
    check_joined (joined);
}
