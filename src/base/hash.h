/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Seeded 64-bit hashes: for the delay of a name, the items that block in `mixed`, and the parts of
 * a digest. XXH3, from libxxhash: far faster than a disk and equal on every machine. Not a
 * cryptographic hash. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint64 swim_hash_bytes (const void *data, gsize length, guint64 seed);
guint64 swim_hash_string (const char *string, guint64 seed);
guint64 swim_hash_number (guint64 number, guint64 seed);
double swim_hash_to_unit (guint64 hash);

G_END_DECLS
