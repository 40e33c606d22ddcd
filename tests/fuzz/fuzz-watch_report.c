/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Saved watches. What is read can be shown and compared, and written and read again. */
#include "config.h"

#include "report/watch.h"
#include "run/load.h"
#include "run/outcome-json.h"
#include "swim-fuzz.h"
#include "watch/watch-report-json.h"

void
swim_fuzz_watch_report (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) lists = swim_outcome_lists_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) written = NULL;
  g_autoptr (SwimWatchReport) report = NULL;
  g_autoptr (SwimWatchReport) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *words = NULL;
  SwimFuzzFile file;

  swim_fuzz_file_open (&file, data, size);
  node = swim_load_json (file.path, lists, NULL);
  swim_fuzz_file_close (&file);
  report = node != NULL ? swim_watch_report_from_json (node, NULL) : NULL;
  if (report == NULL)
    return;
  text = swim_report_watch (report, 80, FALSE);
  g_assert (g_utf8_validate (text, -1, NULL));
  written = swim_watch_report_to_json (report, "");
  again = swim_watch_report_from_json (written, NULL);
  g_assert (again != NULL);
  words = swim_watch_change_words (report, again);
  g_assert (g_utf8_validate (words, -1, NULL));
}
