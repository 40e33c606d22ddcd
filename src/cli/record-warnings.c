/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/record-warnings.h"

void
swim_record_warn (const SwimRecord *record, gboolean outcomes)
{
  if (record->lost > 0)
    g_printerr ("swimlane: left behind, since it did not end although it had to: what was begun "
                "for %" G_GUINT64_FORMAT " item%s\n",
                record->lost, record->lost == 1 ? "" : "s");
  if (outcomes && record->items > SWIM_RECORD_MOST_OUTCOMES)
    g_printerr ("swimlane: the record is without single outcomes, since there are more than %d;\n"
                "  --format=ndjson prints each as it completes\n",
                SWIM_RECORD_MOST_OUTCOMES);
}
