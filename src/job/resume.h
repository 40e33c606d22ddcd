/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Resumes from the results of an earlier run: a file of NDJSON to which results are appended. Items
 * that are complete there are skipped. */
#pragma once

#include "job/shard.h"
#include "job/swim-items.h"
#include "job/taken-over.h"

G_BEGIN_DECLS

/* The items (transfer full), without those that the file has a final result for, each as often as
 * it has one; the file as swim_results_file_open() leaves it, which it has for itself as long as
 * they live. Share and types are those of swim_results_file_open(). */
SwimItems *swim_resume_items (SwimItems *items,
                              const char *path,
                              const SwimShardFilter *share,
                              const char *types,
                              GError **error);

/* What that file had; NULL for items that are none of swim_resume_items (). */
const SwimTakenOver *swim_resume_get_taken_over (SwimItems *items);

G_END_DECLS
