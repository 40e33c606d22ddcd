/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Open addressing, never more than half full; nothing is removed, a count falls to 0. */
#include "config.h"

#include "job/tally-set.h"

#include "base/hash.h"

#define FIRST_SIZE 1024

typedef struct
{
  guint64 hash; /* 0: free */
  guint32 more;
  guint32 count;
} Entry;

struct _SwimTallySet
{
  Entry *entries;
  gsize size; /* a power of two */
  gsize used;
};

SwimTallySet *
swim_tally_set_new (void)
{
  SwimTallySet *set = g_new0 (SwimTallySet, 1);

  set->size = FIRST_SIZE;
  set->entries = g_new0 (Entry, set->size);
  return set;
}

void
swim_tally_set_free (SwimTallySet *set)
{
  g_free (set->entries);
  g_free (set);
}

/* Where the hash is, or where it would be. */
static Entry *
find (SwimTallySet *set, guint64 hash, guint32 more)
{
  gsize i = hash & (set->size - 1);

  while (set->entries[i].hash != 0
         && (set->entries[i].hash != hash || set->entries[i].more != more))
    i = (i + 1) & (set->size - 1);
  return &set->entries[i];
}

static Entry *
find_name (SwimTallySet *set, const char *name, guint64 *hash, guint32 *more)
{
  *hash = MAX (swim_hash_string (name, 0), 1);
  *more = (guint32) swim_hash_string (name, 1);
  return find (set, *hash, *more);
}

static void
grow (SwimTallySet *set)
{
  Entry *old = set->entries;
  gsize size = set->size;

  set->size = size * 2;
  set->entries = g_new0 (Entry, set->size);
  for (gsize i = 0; i < size; i++)
    if (old[i].hash != 0)
      *find (set, old[i].hash, old[i].more) = old[i];
  g_free (old);
}

void
swim_tally_set_add (SwimTallySet *set, const char *name)
{
  guint64 hash;
  guint32 more;
  Entry *entry = find_name (set, name, &hash, &more);

  if (entry->hash == 0)
    {
      entry->hash = hash;
      entry->more = more;
      set->used++;
    }
  entry->count++;
  if (set->used * 2 > set->size)
    grow (set);
}

gboolean
swim_tally_set_take (SwimTallySet *set, const char *name)
{
  guint64 hash;
  guint32 more;
  Entry *entry = find_name (set, name, &hash, &more);

  if (entry->count == 0)
    return FALSE;
  entry->count--;
  return TRUE;
}
