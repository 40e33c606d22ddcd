/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a run that was resumed found done: the sum of the final results in its file, as if it had
 * come to them itself. So the record of the last run of a share tells of all of them, though a run
 * that was killed leaves none. */
#pragma once

#include "job/digest.h"
#include "job/job-info.h"

G_BEGIN_DECLS

typedef struct
{
  SwimTally tally;
  SwimDigest digest;
  gboolean complete; /* every result says what its content is, so that the digest is right */
} SwimTakenOver;

void swim_taken_over_add (SwimTakenOver *taken, const char *name, SwimStatus status);

G_END_DECLS
