/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The digest of what was done: a sum of a hash of each item, so that the order does not matter, two
 * equal items count as two, and the digests of several runs add up to that of one. */
#pragma once

#include "base/swim-status.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 halves[2];
} SwimDigest;

void swim_digest_add (SwimDigest *digest,
                      const char *name,
                      SwimStatus status,
                      guint64 content_hash,
                      guint64 metadata_hash);
void swim_digest_add_all (SwimDigest *digest, const SwimDigest *other);
char *swim_digest_to_text (const SwimDigest *digest);
gboolean swim_digest_from_text (const char *text, SwimDigest *digest);

G_END_DECLS
