/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/swim-answers.h"

/* Names that are remembered; one that comes again after so many others is asked for again. They
 * take some hundred kilobytes, which stay in the processor's caches: with 8,192 a name took a tenth
 * more. */
#define MOST_KNOWN 1024

/* asker: the thread that asks; NULL when it is known
 * blocks: whether that thread is blocked meanwhile
 * tickets: of those who wait on the asker's loop
 * outcome: what came of it; NULL while it is asked */
typedef struct
{
  char *name;
  GThread *asker;
  gboolean blocks;
  GPtrArray *tickets;
  SwimOutcome *outcome;
} Entry;

struct _SwimAnswers
{
  gatomicrefcount references;
  GMutex lock; /* guards all below */
  GCond put;
  guint waiting;       /* threads that wait for it */
  GHashTable *entries; /* of Entry by its name */
  GQueue known;        /* of Entry: those with an outcome, the oldest first */
};

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_clear_pointer (&entry->tickets, g_ptr_array_unref);
  g_clear_pointer (&entry->outcome, swim_outcome_unref);
  g_free (entry);
}

SwimAnswers *
swim_answers_new (void)
{
  SwimAnswers *answers = g_new0 (SwimAnswers, 1);

  g_atomic_ref_count_init (&answers->references);
  g_mutex_init (&answers->lock);
  g_cond_init (&answers->put);
  answers->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_entry);
  return answers;
}

SwimAnswers *
swim_answers_ref (SwimAnswers *answers)
{
  g_atomic_ref_count_inc (&answers->references);
  return answers;
}

void
swim_answers_unref (SwimAnswers *answers)
{
  if (!g_atomic_ref_count_dec (&answers->references))
    return;
  g_queue_clear (&answers->known);
  g_hash_table_unref (answers->entries);
  g_cond_clear (&answers->put);
  g_mutex_clear (&answers->lock);
  g_free (answers);
}

/* What the job says about a name, without what the run says about an item. */
static SwimOutcome *
copy_outcome (const SwimOutcome *outcome)
{
  SwimOutcome *copy = swim_outcome_new (outcome->status, outcome->detail);

  copy->addresses = g_strdupv (outcome->addresses);
  copy->ttl = outcome->ttl;
  copy->rtt = outcome->rtt;
  copy->tries = outcome->tries;
  copy->server = g_strdup (outcome->server);
  return copy;
}

static Entry *
claim (SwimAnswers *answers, const char *name, gboolean blocks)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->name = g_strdup (name);
  entry->asker = g_thread_self ();
  entry->blocks = blocks;
  g_hash_table_insert (answers->entries, entry->name, entry);
  return entry;
}

SwimOutcome *
swim_answers_get (SwimAnswers *answers, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&answers->lock);
  Entry *entry = g_hash_table_lookup (answers->entries, name);

  while (entry != NULL && entry->asker != NULL && entry->blocks)
    {
      answers->waiting++;
      g_cond_wait (&answers->put, &answers->lock);
      answers->waiting--;
      entry = g_hash_table_lookup (answers->entries, name);
    }
  if (entry == NULL)
    claim (answers, name, TRUE);
  /* A loop that asks may be the one that this call blocks: it is not waited for. */
  return entry != NULL && entry->outcome != NULL ? copy_outcome (entry->outcome) : NULL;
}

/* Call with the lock held: TRUE where the name is asked for, or the outcome is known, which is then
 * copied. */
static gboolean
join_entry (SwimAnswers *answers, const char *name, SwimTicket *ticket, SwimOutcome **known)
{
  Entry *entry = g_hash_table_lookup (answers->entries, name);

  if (entry == NULL)
    {
      claim (answers, name, FALSE);
      return FALSE;
    }
  if (entry->asker == NULL)
    {
      *known = copy_outcome (entry->outcome);
      return TRUE;
    }
  if (entry->asker != g_thread_self ())
    return FALSE; /* it cannot hand over to this loop */
  if (entry->tickets == NULL)
    entry->tickets = g_ptr_array_new ();
  g_ptr_array_add (entry->tickets, ticket);
  return TRUE;
}

gboolean
swim_answers_join (SwimAnswers *answers, const char *name, SwimTicket *ticket)
{
  SwimOutcome *known = NULL;
  gboolean joined;

  g_mutex_lock (&answers->lock);
  joined = join_entry (answers, name, ticket, &known);
  g_mutex_unlock (&answers->lock);
  if (known != NULL)
    swim_ticket_return (ticket, known);
  return joined;
}

/* Call with the lock held. Only what would be the same if asked again is remembered. */
static void
remember (SwimAnswers *answers, Entry *entry, SwimOutcome *outcome)
{
  if (outcome->status != SWIM_STATUS_OK && outcome->status != SWIM_STATUS_NOT_FOUND)
    {
      g_hash_table_remove (answers->entries, entry->name);
      return;
    }
  entry->asker = NULL;
  entry->outcome = swim_outcome_ref (outcome);
  g_queue_push_tail (&answers->known, entry);
  if (answers->known.length > MOST_KNOWN)
    g_hash_table_remove (answers->entries, ((Entry *) g_queue_pop_head (&answers->known))->name);
}

void
swim_answers_put (SwimAnswers *answers, const char *name, SwimOutcome *outcome)
{
  g_autoptr (GPtrArray) tickets = NULL;
  Entry *entry;

  g_mutex_lock (&answers->lock);
  entry = g_hash_table_lookup (answers->entries, name);
  if (entry != NULL && entry->asker == g_thread_self ())
    {
      tickets = g_steal_pointer (&entry->tickets);
      remember (answers, entry, outcome);
    }
  if (answers->waiting > 0)
    g_cond_broadcast (&answers->put);
  g_mutex_unlock (&answers->lock);
  for (guint i = 0; tickets != NULL && i < tickets->len; i++)
    swim_ticket_return (tickets->pdata[i], copy_outcome (outcome));
}
