/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many tables with open addressing: one that grows is copied, and where it is a small part of all,
 * what there is twice meanwhile is small. Nothing is removed, a count falls to 0. */
#include "config.h"

#include "job/tally-set.h"

#include "base/hash.h"

#define TABLE_BITS 12
#define FIRST_SIZE 8
/* An entry has the hash but for the bits that choose its table, and below it a count, up to this;
 * what a name has beyond that is in a table apart, since few have so many. */
#define COUNT_BITS 4
#define MOST_COUNTED ((guint64) (1 << COUNT_BITS) - 1)

typedef struct
{
  guint64 *entries; /* 0: free */
  guint32 size;
  guint32 used;
} Table;

struct _SwimTallySet
{
  Table tables[1 << TABLE_BITS];
  GHashTable *beyond; /* of the hash as gint64: how often more, in a guint64 */
};

/* A name as the set knows it. */
typedef struct
{
  Table *table;
  guint64 rest; /* of the hash, where it stands in an entry; not 0 */
} Key;

SwimTallySet *
swim_tally_set_new (void)
{
  SwimTallySet *set = g_new0 (SwimTallySet, 1);

  set->beyond = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return set;
}

void
swim_tally_set_free (SwimTallySet *set)
{
  for (guint i = 0; i < G_N_ELEMENTS (set->tables); i++)
    g_free (set->tables[i].entries);
  g_hash_table_unref (set->beyond);
  g_free (set);
}

static Key
make_key (SwimTallySet *set, const char *name)
{
  guint64 rest = swim_hash_string (name, 0) >> COUNT_BITS << COUNT_BITS;
  guint64 number = swim_hash_string (name, 1) >> (64 - TABLE_BITS);

  return (Key){ &set->tables[number], MAX (rest, 1 << COUNT_BITS) };
}

/* Where the rest of a hash is, or where it would be. */
static guint64 *
find (const Table *table, guint64 rest)
{
  guint32 i = (guint32) ((rest >> 32) * table->size >> 32);

  while (table->entries[i] != 0 && (table->entries[i] ^ rest) > MOST_COUNTED)
    i = i + 1 < table->size ? i + 1 : 0;
  return &table->entries[i];
}

/* Makes room for one more: tables are nine tenths full at most. */
static void
make_room (Table *table)
{
  guint64 *old = table->entries;
  guint32 size = table->size;

  if (table->used + 1 <= (guint64) size * 9 / 10)
    return;
  table->size = MAX (FIRST_SIZE, size + size / 4);
  table->entries = g_new0 (guint64, table->size);
  for (guint32 i = 0; i < size; i++)
    if (old[i] != 0)
      *find (table, old[i] & ~MOST_COUNTED) = old[i];
  g_free (old);
}

static gint64
get_hash (SwimTallySet *set, const Key *key)
{
  return (gint64) (key->rest ^ (guint64) (key->table - set->tables));
}

static guint64 *
find_beyond (SwimTallySet *set, const Key *key)
{
  gint64 hash = get_hash (set, key);

  return g_hash_table_lookup (set->beyond, &hash);
}

void
swim_tally_set_add (SwimTallySet *set, const char *name)
{
  Key key = make_key (set, name);
  guint64 *entry;
  guint64 *more;

  make_room (key.table);
  entry = find (key.table, key.rest);
  if (*entry == 0)
    {
      *entry = key.rest;
      key.table->used++;
    }
  if ((*entry & MOST_COUNTED) < MOST_COUNTED)
    {
      ++*entry;
      return;
    }
  more = find_beyond (set, &key);
  if (more != NULL)
    ++*more;
  else
    g_hash_table_insert (set->beyond,
                         g_memdup2 (&(gint64){ get_hash (set, &key) }, sizeof (gint64)),
                         g_memdup2 (&(guint64){ 1 }, sizeof (guint64)));
}

gboolean
swim_tally_set_take (SwimTallySet *set, const char *name)
{
  Key key = make_key (set, name);
  guint64 *entry = key.table->size > 0 ? find (key.table, key.rest) : NULL;
  guint64 *more;

  if (entry == NULL || (*entry & MOST_COUNTED) == 0)
    return FALSE;
  more = (*entry & MOST_COUNTED) == MOST_COUNTED ? find_beyond (set, &key) : NULL;
  if (more != NULL && *more > 0)
    --*more;
  else
    --*entry;
  return TRUE;
}
