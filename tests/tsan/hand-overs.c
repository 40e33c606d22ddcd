/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ways in which one thread hands something to another by GLib's means, each done rightly and, with
 * "racy", with one mistake. For hand-overs.sh, which wants ThreadSanitizer to keep silent of the
 * ones and to report each of the others.
 *
 * usage: hand-overs NAME right|racy
 *        hand-overs                     prints the names */
#include "config.h"

#include <gio/gio.h>
#include <stdlib.h>

#include "base/mailbox.h"

static gboolean racy; /* set before there are threads */

static GMutex lock;
static GRWLock rw_lock;
static GRecMutex rec_mutex;
static GCond changed;
static gboolean ready; /* guarded by lock */
static int value;      /* what is handed over */

static gboolean gone_on; /* atomic, and orders nothing: a mistake was made */

static GMainContext *context;
static gboolean over; /* the context's thread alone */

/* Runs @func here and in another thread, at the same time. */
static void
run_twice (GThreadFunc func, gpointer data)
{
  GThread *other = g_thread_new ("other", func, data);

  func (data);
  g_thread_join (other);
}

static gpointer
add_with_mutex (gpointer data)
{
  if (!racy)
    g_mutex_lock (&lock);
  value++;
  if (!racy)
    g_mutex_unlock (&lock);
  return NULL;
}

static void
by_mutex (void)
{
  run_twice (add_with_mutex, NULL);
}

static gpointer
add_with_rw_lock (gpointer data)
{
  if (racy)
    g_rw_lock_reader_lock (&rw_lock);
  else
    g_rw_lock_writer_lock (&rw_lock);
  value++;
  if (racy)
    g_rw_lock_reader_unlock (&rw_lock);
  else
    g_rw_lock_writer_unlock (&rw_lock);
  return NULL;
}

static void
by_rw_lock (void)
{
  run_twice (add_with_rw_lock, NULL);
}

static gpointer
add_with_rec_mutex (gpointer data)
{
  g_rec_mutex_lock (&rec_mutex);
  g_rec_mutex_lock (&rec_mutex);
  g_rec_mutex_unlock (&rec_mutex);
  if (!racy)
    value++;
  g_rec_mutex_unlock (&rec_mutex);
  if (racy)
    value++;
  return NULL;
}

static void
by_rec_mutex (void)
{
  run_twice (add_with_rec_mutex, NULL);
}

static gpointer
push_to_queue (gpointer data)
{
  if (!racy)
    g_mutex_lock (&lock);
  g_queue_push_tail (data, GINT_TO_POINTER (1));
  if (!racy)
    g_mutex_unlock (&lock);
  return NULL;
}

/* The writing is GLib's own. */
static void
of_a_queue (void)
{
  GQueue *queue = g_queue_new ();

  run_twice (push_to_queue, queue);
  g_queue_free (queue);
}

static gpointer
pop_from_queue (gpointer data)
{
  g_async_queue_pop (data);
  value++;
  return NULL;
}

static void
by_async_queue (void)
{
  GAsyncQueue *queue = g_async_queue_new ();
  GThread *other = g_thread_new ("other", pop_from_queue, queue);

  if (!racy)
    value = 1;
  g_async_queue_push (queue, &value);
  if (racy)
    value = 1;
  g_thread_join (other);
  g_async_queue_unref (queue);
}

static gpointer
wait_for_value (gpointer data)
{
  g_mutex_lock (&lock);
  while (!ready)
    g_cond_wait (&changed, &lock);
  g_mutex_unlock (&lock);
  value++;
  return NULL;
}

static void
by_condition (void)
{
  GThread *other = g_thread_new ("other", wait_for_value, NULL);

  if (!racy)
    value = 1;
  g_mutex_lock (&lock);
  ready = TRUE;
  g_cond_signal (&changed);
  g_mutex_unlock (&lock);
  if (racy)
    value = 1;
  g_thread_join (other);
}

static gboolean
take_value (gpointer data)
{
  value++;
  over = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
take_letter (gpointer letter, gpointer data)
{
  take_value (NULL);
  return TRUE;
}

static gpointer
run_context (gpointer data)
{
  while (!over)
    g_main_context_iteration (context, TRUE);
  return NULL;
}

/* Has @send give something to a context that another thread runs. The mistake is to go on with
 * it. */
static void
send_to_context (void (*send) (gpointer data), gpointer data)
{
  GThread *other;

  other = g_thread_new ("other", run_context, NULL);
  value = 1;
  send (data);
  if (racy)
    value = 2;
  g_thread_join (other);
}

static void
attach (gpointer data)
{
  g_source_attach (data, context);
}

static void
by_source (void)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, take_value, NULL, NULL);
  send_to_context (attach, source);
}

static void
invoke (gpointer data)
{
  g_main_context_invoke (context, take_value, NULL);
}

static void
by_invoking (void)
{
  send_to_context (invoke, NULL);
}

static void
post (gpointer data)
{
  static GList letter = { .data = &value };

  swim_mailbox_post (data, &letter);
}

static void
by_mailbox (void)
{
  SwimMailbox *mailbox = swim_mailbox_new (context, take_letter, NULL);

  send_to_context (post, mailbox);
  swim_mailbox_free (mailbox);
}

static void
add_in_pool (gpointer task, gpointer data)
{
  value++;
}

static void
to_a_pool (void)
{
  GThreadPool *pool = g_thread_pool_new (add_in_pool, NULL, 1, TRUE, NULL);

  value = 1;
  g_thread_pool_push (pool, &value, NULL);
  if (racy)
    value = 2;
  g_thread_pool_free (pool, FALSE, TRUE);
}

static void
from_a_pool (void)
{
  GThreadPool *pool = g_thread_pool_new (add_in_pool, NULL, 1, TRUE, NULL);

  g_thread_pool_push (pool, &value, NULL);
  if (racy)
    value = 2;
  g_thread_pool_free (pool, FALSE, TRUE);
  value = 3;
}

/* A mistake is only then sure to be one when the counting of references, which orders what came
 * before, comes after it. */
static void
add_in_task (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  while (racy && !__atomic_load_n (&gone_on, __ATOMIC_RELAXED))
    g_thread_yield ();
  value++;
  g_task_return_boolean (task, TRUE);
}

static void
on_task_done (GObject *object, GAsyncResult *result, gpointer data)
{
  take_value (NULL);
}

static void
by_task (void)
{
  g_autoptr (GTask) task = NULL;

  g_main_context_push_thread_default (context);
  task = g_task_new (NULL, NULL, on_task_done, NULL);
  value = 1;
  g_task_run_in_thread (task, add_in_task);
  if (racy)
    value = 2;
  __atomic_store_n (&gone_on, TRUE, __ATOMIC_RELAXED);
  run_context (NULL);
  g_main_context_pop_thread_default (context);
}

static gpointer
read_and_unref (gpointer data)
{
  int *seen = g_object_get_data (data, "value");

  if (racy)
    *seen += 1; /* as if the count of references were a lock */
  g_object_unref (data);
  return seen;
}

/* The last one frees what both have read. */
static void
by_unref (void)
{
  GObject *object = G_OBJECT (g_cancellable_new ());

  g_object_set_data_full (object, "value", g_new0 (int, 1), g_free);
  g_object_ref (object);
  run_twice (read_and_unref, object);
}

static gpointer
read_memory (gpointer data)
{
  value = *(int *) data;
  return NULL;
}

static void
of_freed_memory (void)
{
  int *memory = g_new0 (int, 1);
  GThread *other = g_thread_new ("other", read_memory, memory);

  if (racy)
    g_free (memory);
  g_thread_join (other);
  if (!racy)
    g_free (memory);
}

static const struct
{
  const char *name;
  void (*hand_over) (void);
} ways[] = {
  { "by mutex", by_mutex },
  { "by rw-lock", by_rw_lock },
  { "by recursive mutex", by_rec_mutex },
  { "of a queue", of_a_queue },
  { "by async queue", by_async_queue },
  { "by condition", by_condition },
  { "by source", by_source },
  { "by invoking", by_invoking },
  { "by mailbox", by_mailbox },
  { "to a pool", to_a_pool },
  { "from a pool", from_a_pool },
  { "by task", by_task },
  { "by unref", by_unref },
  { "of freed memory", of_freed_memory },
};

int
main (int argc, char **argv)
{
  context = g_main_context_new ();
  racy = argc > 2 && g_str_equal (argv[2], "racy");
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    if (argc == 1)
      g_print ("%s\n", ways[i].name);
    else if (g_str_equal (argv[1], ways[i].name))
      ways[i].hand_over ();
  g_main_context_unref (context);
  return EXIT_SUCCESS;
}
