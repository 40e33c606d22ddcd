/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of hyperfine. What is read is exported, and that can be read. */
#include "config.h"

#include "compare/comparison-json.h"
#include "compare/hyperfine-json.h"
#include "run/load.h"
#include "swim-fuzz.h"

void
swim_fuzz_hyperfine (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) comparisons = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) written = NULL;
  SwimFuzzFile file;

  swim_fuzz_file_open (&file, data, size);
  node = swim_load_json (file.path, NULL, NULL);
  swim_fuzz_file_close (&file);
  if (node == NULL || !swim_hyperfine_is_result (node))
    return;
  comparisons = swim_comparisons_from_hyperfine (node, &error);
  g_assert ((comparisons == NULL) == (error != NULL));
  if (comparisons == NULL)
    return;
  swim_comparison_conclude (g_ptr_array_index (comparisons, 0));
  written = swim_comparisons_to_json (comparisons, NULL);
  again = swim_comparisons_from_json (written, NULL, &error);
  g_assert_no_error (error);
}
