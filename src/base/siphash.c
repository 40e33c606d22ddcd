/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Jean-Philippe Aumasson and Daniel J. Bernstein: SipHash: a fast short-input PRF. The names are
 * those of the paper. */
#include "config.h"

#include "base/siphash.h"

#include <string.h>

#define WORD 8

typedef struct
{
  guint64 v0, v1, v2, v3;
} State;

static inline guint64
rotate (guint64 word, guint bits)
{
  return word << bits | word >> (64 - bits);
}

static inline void
add_rounds (State *s, guint rounds)
{
  for (guint i = 0; i < rounds; i++)
    {
      s->v0 += s->v1;
      s->v2 += s->v3;
      s->v1 = rotate (s->v1, 13) ^ s->v0;
      s->v3 = rotate (s->v3, 16) ^ s->v2;
      s->v0 = rotate (s->v0, 32) + s->v3;
      s->v2 += s->v1;
      s->v1 = rotate (s->v1, 17) ^ s->v2;
      s->v3 = rotate (s->v3, 21) ^ s->v0;
      s->v2 = rotate (s->v2, 32);
    }
}

static inline void
add_word (State *s, guint64 word)
{
  s->v3 ^= word;
  add_rounds (s, 2);
  s->v0 ^= word;
}

static inline guint64
read_word (const guint8 *bytes, gsize length)
{
  guint64 word = 0;

  memcpy (&word, bytes, length);
  return GUINT64_FROM_LE (word);
}

static guint64
finish_word (State *s)
{
  add_rounds (s, 4);
  return GUINT64_TO_LE (s->v0 ^ s->v1 ^ s->v2 ^ s->v3);
}

void
swim_siphash (const guint8 key[SWIM_SIPHASH_KEY],
              const void *data,
              gsize length,
              guint8 hash[SWIM_SIPHASH_SIZE])
{
  const guint8 *bytes = data;
  guint64 k0 = read_word (key, WORD);
  guint64 k1 = read_word (key + WORD, WORD);
  State s = { k0 ^ G_GUINT64_CONSTANT (0x736f6d6570736575),
              k1 ^ G_GUINT64_CONSTANT (0x646f72616e646f6d) ^ 0xee,
              k0 ^ G_GUINT64_CONSTANT (0x6c7967656e657261),
              k1 ^ G_GUINT64_CONSTANT (0x7465646279746573) };
  gsize whole = length - length % WORD;
  guint64 word;

  for (gsize i = 0; i < whole; i += WORD)
    add_word (&s, read_word (bytes + i, WORD));
  add_word (&s, (guint64) length << 56 | read_word (bytes + whole, length - whole));
  s.v2 ^= 0xee;
  word = finish_word (&s);
  memcpy (hash, &word, WORD);
  s.v1 ^= 0xdd;
  word = finish_word (&s);
  memcpy (hash + WORD, &word, WORD);
}
