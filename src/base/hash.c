/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/hash.h"

#include <string.h>
#include <xxhash.h>

guint64
swim_hash_bytes (const void *data, gsize length, guint64 seed)
{
  return XXH3_64bits_withSeed (data, length, seed);
}

guint64
swim_hash_string (const char *string, guint64 seed)
{
  return swim_hash_bytes (string, strlen (string), seed);
}

/* Hashed in little-endian order, so that a seed means the same on every machine. */
guint64
swim_hash_number (guint64 number, guint64 seed)
{
  guint64 bytes = GUINT64_TO_LE (number);

  return swim_hash_bytes (&bytes, sizeof bytes, seed);
}

/* The hash as an evenly spread number in [0, 1). */
double
swim_hash_to_unit (guint64 hash)
{
  return (double) (hash >> 11) * 0x1.0p-53;
}
