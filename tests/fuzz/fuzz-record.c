/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Saved records and comparisons. What is read can be written, and reads the same again. */
#include "config.h"

#include "compare/comparison-json.h"
#include "run/load.h"
#include "run/outcome-json.h"
#include "run/record.h"
#include "swim-fuzz.h"

#include <string.h>

static char *
write_record (const SwimRecord *record)
{
  g_autoptr (JsonNode) node = swim_record_to_json (record, NULL);

  return json_to_string (node, FALSE);
}

static void
check_record (JsonNode *node, GPtrArray *lists)
{
  g_autoptr (SwimRecord) record = swim_record_from_json (node, lists, NULL);
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (SwimRecord) second = NULL;
  g_autofree char *text = NULL;
  g_autofree char *second_text = NULL;

  if (record == NULL)
    return;
  text = write_record (record);
  again = json_from_string (text, NULL);
  g_assert (again != NULL);
  second = swim_record_from_json (again, NULL, NULL);
  g_assert (second != NULL);
  second_text = write_record (second);
  g_assert (strcmp (text, second_text) == 0);
}

void
swim_fuzz_record (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) lists = swim_outcome_lists_new ();
  g_autoptr (GPtrArray) comparisons = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  SwimFuzzFile file;

  swim_fuzz_file_open (&file, data, size);
  node = swim_load_json (file.path, lists, &error);
  swim_fuzz_file_close (&file);
  g_assert ((node == NULL) == (error != NULL));
  if (node == NULL)
    return;
  check_record (node, lists);
  comparisons = swim_comparisons_from_json (node, lists, NULL);
}
