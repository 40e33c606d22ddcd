/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/slots.h"

#define FIRST_SIZE 64
#define USED ((guint64) 1 << 63)

void
swim_slots_init (SwimSlots *self, guint bits)
{
  *self = (SwimSlots){
    .seed = (guint64) g_random_int () << 32 | g_random_int (),
    .slots = g_new0 (guint64, FIRST_SIZE),
    .size = FIRST_SIZE,
    .bits = bits,
  };
}

void
swim_slots_clear (SwimSlots *self)
{
  g_clear_pointer (&self->slots, g_free);
}

/* Where the key is, or would be. */
static guint64 *
find (const SwimSlots *self, guint64 key)
{
  gsize i = (key >> self->bits) & (self->size - 1);

  while (self->slots[i] != 0 && self->slots[i] >> self->bits != key >> self->bits)
    i = (i + 1) & (self->size - 1);
  return &self->slots[i];
}

static void
grow (SwimSlots *self)
{
  guint64 *old = self->slots;
  gsize old_size = self->size;

  self->size = old_size * 2;
  self->slots = g_new0 (guint64, self->size);
  for (gsize i = 0; i < old_size; i++)
    if (old[i] != 0)
      *find (self, old[i]) = old[i];
  g_free (old);
}

guint64 *
swim_slots_get (SwimSlots *self, guint64 hash, gboolean *is_new)
{
  guint64 key = (hash >> self->bits << self->bits) | USED;
  guint64 *slot;

  if (self->used >= self->size / 4 * 3)
    grow (self);
  slot = find (self, key);
  *is_new = *slot == 0;
  if (*is_new)
    {
      *slot = key;
      self->used++;
    }
  return slot;
}
