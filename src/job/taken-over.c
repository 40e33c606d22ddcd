/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/taken-over.h"

/* Adds a final result that is no content, such as that of a name. */
void
swim_taken_over_add (SwimTakenOver *self, const char *name, SwimStatus status)
{
  self->tally.total++;
  self->tally.by_status[status]++;
  swim_digest_add (&self->digest, name, status, 0, 0);
}
