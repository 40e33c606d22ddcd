/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A set of hashes with a few bits of value each, in eight bytes an entry: what must be remembered
 * of every item of a list that may be long. The hashes have a seed that nobody can know, so that no
 * list can be made whose entries fall together. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 seed; /* for the hashes */
  guint64 *slots;
  gsize size; /* a power of two */
  gsize used;
  guint bits; /* of a value; the rest of an entry is the hash */
} SwimSlots;

void swim_slots_init (SwimSlots *self, guint bits);
void swim_slots_clear (SwimSlots *self);
/* The entry of a hash, made with value 0 where there was none; valid until the next call. Its
 * lowest bits are the value. */
guint64 *swim_slots_get (SwimSlots *self, guint64 hash, gboolean *is_new);

G_END_DECLS
