/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/digest.h"

#include <string.h>

#include "base/hash.h"

#define HALF_DIGITS 16

/* Adds an item: its name, its class and what it contains; a hash of 0 is none. */
void
swim_digest_add (SwimDigest *self,
                 const char *name,
                 SwimStatus status,
                 guint64 content_hash,
                 guint64 metadata_hash)
{
  guint64 hash = swim_hash_string (name, 0);
  guint64 parts[] = { GUINT64_TO_LE (hash), GUINT64_TO_LE ((guint64) status),
                      GUINT64_TO_LE (content_hash), GUINT64_TO_LE (metadata_hash) };
  /* Without metadata the digest is what it was before there were any. */
  gsize size = metadata_hash != 0 ? sizeof parts : sizeof parts - sizeof parts[0];

  self->halves[0] += swim_hash_bytes (parts, size, 1);
  self->halves[1] += swim_hash_bytes (parts, size, 2);
}

/* Adds the items of another one. */
void
swim_digest_add_all (SwimDigest *self, const SwimDigest *other)
{
  self->halves[0] += other->halves[0];
  self->halves[1] += other->halves[1];
}

/* 32 hexadecimal digits (transfer full). */
char *
swim_digest_to_text (const SwimDigest *self)
{
  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", self->halves[0],
                          self->halves[1]);
}

/* FALSE where the text is not one of swim_digest_to_text (); NULL is none. */
gboolean
swim_digest_from_text (const char *text, SwimDigest *self)
{
  char half[HALF_DIGITS + 1] = "";

  if (text == NULL || strlen (text) != 2 * HALF_DIGITS
      || strspn (text, "0123456789abcdef") != 2 * HALF_DIGITS)
    return FALSE;
  memcpy (half, text, HALF_DIGITS);
  self->halves[0] = g_ascii_strtoull (half, NULL, 16);
  self->halves[1] = g_ascii_strtoull (text + HALF_DIGITS, NULL, 16);
  return TRUE;
}
