/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file of NDJSON that a run takes up and appends to. */
#pragma once

#include <stdio.h>

#include "job/shard.h"
#include "job/taken-over.h"
#include "job/tally-set.h"

G_BEGIN_DECLS

/* done: the names that it has a final result for
 * taken: their sum
 * lock: the file; nobody else takes it up as long as this is open */
typedef struct
{
  SwimTallySet *done;
  SwimTakenOver taken;
  FILE *lock;
} SwimResultsFile;

/* Reads the file and prepares it for appending: a truncated line, and results that are not final,
 * are removed. It is created if it does not exist. SWIM_ERROR_FAILED where another process has it,
 * SWIM_ERROR_USAGE where it holds anything but results, or those of items of another share, or
 * answers of other types than those given (nullable, as swim_result_join_types() gives them); then
 * it is not changed. Reads and writes at once, blocking. */
SwimResultsFile *swim_results_file_open (const char *path,
                                         const SwimShardFilter *share,
                                         const char *types,
                                         GError **error);
void swim_results_file_close (SwimResultsFile *file);

G_END_DECLS
