/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/probe/probe-cache.h"

/* How many names are remembered; the oldest is dropped first. They take some hundred kilobytes,
 * which fit in the processor's caches: with 8,192 names a lookup took a tenth longer. */
#define MOST_KNOWN 1024

/* references: the table's, and one of each thread that waits for it
 * asker: the thread that asks; NULL when the outcome is known
 * blocks: whether that thread is blocked meanwhile
 * completions: that wait on the loop of the asker
 * outcome: NULL until it is known */
typedef struct
{
  guint references;
  char *name;
  GThread *asker;
  gboolean blocks;
  GPtrArray *completions;
  SwimOutcome *outcome;
} Entry;

struct _SwimProbeCache
{
  GMutex lock; /* guards all below */
  GCond put;
  guint waiting;       /* threads that wait for it */
  GHashTable *entries; /* of Entry by its name */
  GQueue known;        /* of Entry: those with an outcome, the oldest first */
};

/* Call with the lock held. */
static void
unref_entry (gpointer data)
{
  Entry *entry = data;

  if (--entry->references > 0)
    return;
  g_free (entry->name);
  g_clear_pointer (&entry->completions, g_ptr_array_unref);
  g_clear_pointer (&entry->outcome, swim_outcome_unref);
  g_free (entry);
}

SwimProbeCache *
swim_probe_cache_new (void)
{
  SwimProbeCache *cache = g_atomic_rc_box_new0 (SwimProbeCache);

  g_mutex_init (&cache->lock);
  g_cond_init (&cache->put);
  cache->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, unref_entry);
  return cache;
}

static void
clear (gpointer data)
{
  SwimProbeCache *cache = data;

  g_queue_clear (&cache->known);
  g_hash_table_unref (cache->entries);
  g_cond_clear (&cache->put);
  g_mutex_clear (&cache->lock);
}

void
swim_probe_cache_unref (SwimProbeCache *cache)
{
  g_atomic_rc_box_release_full (cache, clear);
}

/* The result of the job for a name, without the fields that the run sets. */
static SwimOutcome *
copy_outcome (const SwimOutcome *outcome)
{
  SwimOutcome *copy = swim_outcome_new (outcome->status, outcome->detail);

  copy->addresses = g_strdupv (outcome->addresses);
  copy->ttl = outcome->ttl;
  copy->rtt = outcome->rtt;
  copy->tries = outcome->tries;
  copy->server = g_strdup (outcome->server);
  if (outcome->responses != NULL)
    copy->responses = g_ptr_array_ref (outcome->responses);
  return copy;
}

static Entry *
claim (SwimProbeCache *cache, const char *name, gboolean blocks)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->references = 1;
  entry->name = g_strdup (name);
  entry->asker = g_thread_self ();
  entry->blocks = blocks;
  g_hash_table_insert (cache->entries, entry->name, entry);
  return entry;
}

/* Call with the lock held. A copy of what the other thread comes to, of whatever class: if each
 * that waits asked anew after a timeout, the last would wait for as many timeouts. */
static SwimOutcome *
wait_for (SwimProbeCache *cache, Entry *entry)
{
  SwimOutcome *copy;

  entry->references++;
  cache->waiting++;
  while (entry->outcome == NULL)
    g_cond_wait (&cache->put, &cache->lock);
  cache->waiting--;
  copy = copy_outcome (entry->outcome);
  unref_entry (entry);
  return copy;
}

SwimOutcome *
swim_probe_cache_get (SwimProbeCache *cache, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cache->lock);
  Entry *entry = g_hash_table_lookup (cache->entries, name);

  if (entry == NULL)
    claim (cache, name, TRUE);
  else if (entry->asker == NULL)
    return copy_outcome (entry->outcome);
  else if (entry->blocks)
    return wait_for (cache, entry);
  return NULL; /* not after waiting for a loop, since this call may be blocking it */
}

/* Call with the lock held. TRUE where the name is being asked for, or where the outcome is
 * known, which is then copied. */
static gboolean
join_entry (SwimProbeCache *cache,
            const char *name,
            SwimCompletion *completion,
            SwimOutcome **known)
{
  Entry *entry = g_hash_table_lookup (cache->entries, name);

  if (entry == NULL)
    {
      claim (cache, name, FALSE);
      return FALSE;
    }
  if (entry->asker == NULL)
    {
      *known = copy_outcome (entry->outcome);
      return TRUE;
    }
  if (entry->asker != g_thread_self ())
    return FALSE; /* it cannot complete on this loop */
  if (entry->completions == NULL)
    entry->completions = g_ptr_array_new ();
  g_ptr_array_add (entry->completions, completion);
  return TRUE;
}

gboolean
swim_probe_cache_join (SwimProbeCache *cache, const char *name, SwimCompletion *completion)
{
  SwimOutcome *known = NULL;
  gboolean joined;

  g_mutex_lock (&cache->lock);
  joined = join_entry (cache, name, completion, &known);
  g_mutex_unlock (&cache->lock);
  if (known != NULL)
    swim_completion_complete (completion, known);
  return joined;
}

/* Call with the lock held. Only outcomes that a second lookup would repeat are remembered; others
 * are for those that wait. */
static void
remember (SwimProbeCache *cache, Entry *entry, SwimOutcome *outcome)
{
  entry->asker = NULL;
  entry->outcome = swim_outcome_ref (outcome);
  if (outcome->status != SWIM_STATUS_OK && outcome->status != SWIM_STATUS_NOT_FOUND)
    {
      g_hash_table_remove (cache->entries, entry->name);
      return;
    }
  g_queue_push_tail (&cache->known, entry);
  if (cache->known.length > MOST_KNOWN)
    g_hash_table_remove (cache->entries, ((Entry *) g_queue_pop_head (&cache->known))->name);
}

void
swim_probe_cache_put (SwimProbeCache *cache, const char *name, SwimOutcome *outcome)
{
  g_autoptr (GPtrArray) completions = NULL;
  Entry *entry;

  g_mutex_lock (&cache->lock);
  entry = g_hash_table_lookup (cache->entries, name);
  if (entry != NULL && entry->asker == g_thread_self ())
    {
      completions = g_steal_pointer (&entry->completions);
      remember (cache, entry, outcome);
    }
  if (cache->waiting > 0)
    g_cond_broadcast (&cache->put);
  g_mutex_unlock (&cache->lock);
  for (guint i = 0; completions != NULL && i < completions->len; i++)
    swim_completion_complete (completions->pdata[i], copy_outcome (outcome));
}
