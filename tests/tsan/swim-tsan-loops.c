/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What ThreadSanitizer has to be told of GLib where it is not a lock that orders threads, but a
 * count of references, a loop, a queue or a pool; see swim-tsan-locks.c. */
#include "config.h"

#include <gio/gio.h>
#include <pthread.h>

#include "swim-tsan.h"

/* The count of an object's holders: what each did with it is over before the last one frees it. */

void
g_object_unref (gpointer object)
{
  release (object);
  acquire (object);
  SWIM_TSAN_REAL (g_object_unref) (object);
}

gboolean (g_atomic_ref_count_dec) (gatomicrefcount *count)
{
  release (count);
  acquire (count);
  return SWIM_TSAN_REAL (g_atomic_ref_count_dec) (count);
}

void
g_atomic_rc_box_release_full (gpointer box, GDestroyNotify clear)
{
  release (box);
  acquire (box);
  SWIM_TSAN_REAL (g_atomic_rc_box_release_full) (box, clear);
}

void
g_bytes_unref (GBytes *bytes)
{
  if (bytes != NULL)
    {
      release (bytes);
      acquire (bytes);
    }
  SWIM_TSAN_REAL (g_bytes_unref) (bytes);
}

/* Whoever sees that something was cancelled sees what was done before. */

void
g_cancellable_cancel (GCancellable *cancellable)
{
  if (cancellable != NULL)
    release (cancellable);
  SWIM_TSAN_REAL (g_cancellable_cancel) (cancellable);
}

gboolean
g_cancellable_is_cancelled (GCancellable *cancellable)
{
  gboolean cancelled = SWIM_TSAN_REAL (g_cancellable_is_cancelled) (cancellable);

  if (cancelled)
    acquire (cancellable);
  return cancelled;
}

/* Whoever sees that a loop runs sees what was done before. */

void
g_main_loop_run (GMainLoop *loop)
{
  release (loop);
  SWIM_TSAN_REAL (g_main_loop_run) (loop);
}

gboolean
g_main_loop_is_running (GMainLoop *loop)
{
  gboolean running = SWIM_TSAN_REAL (g_main_loop_is_running) (loop);

  if (running)
    acquire (loop);
  return running;
}

/* Sources: what was done before one was attached, or was made ready, is over when its loop asks it.
 * For that each that is attached gets a copy of its functions, with ours in front. */

typedef struct
{
  GSourceFuncs funcs; /* first: a source's functions are these */
  const GSourceFuncs *real;
} Funcs;

static const GSourceFuncs *
funcs_of (GSource *source)
{
  acquire (source);
  return ((Funcs *) source->source_funcs)->real;
}

static gboolean
prepare (GSource *source, int *timeout)
{
  return funcs_of (source)->prepare (source, timeout);
}

static gboolean
check (GSource *source)
{
  return funcs_of (source)->check (source);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return funcs_of (source)->dispatch (source, callback, data);
}

static void
finalize (GSource *source)
{
  funcs_of (source)->finalize (source);
}

/* There are few kinds of sources, and each has one copy for as long as the process runs. */
static GSourceFuncs *
stand_before (const GSourceFuncs *real)
{
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static Funcs known[100];
  static gsize n_known;
  gsize i = 0;

  pthread_mutex_lock (&lock);
  while (i < n_known && known[i].real != real && &known[i].funcs != real)
    i++;
  g_assert (i < G_N_ELEMENTS (known));
  if (i == n_known)
    {
      known[i] = (Funcs){ .funcs = *real, .real = real };
      known[i].funcs.prepare = real->prepare != NULL ? prepare : NULL;
      known[i].funcs.check = real->check != NULL ? check : NULL;
      known[i].funcs.dispatch = dispatch;
      known[i].funcs.finalize = real->finalize != NULL ? finalize : NULL;
      n_known++;
    }
  pthread_mutex_unlock (&lock);
  return &known[i].funcs;
}

guint
g_source_attach (GSource *source, GMainContext *context)
{
  source->source_funcs = stand_before (source->source_funcs);
  release (source);
  return SWIM_TSAN_REAL (g_source_attach) (source, context);
}

void
g_source_set_ready_time (GSource *source, gint64 ready_time)
{
  release (source);
  SWIM_TSAN_REAL (g_source_set_ready_time) (source, ready_time);
}

/* These attach a source without g_source_attach (). */

typedef struct
{
  GSourceFunc func;
  gpointer data;
  GDestroyNotify notify;
} Call;

static Call *
make_call (GSourceFunc func, gpointer data, GDestroyNotify notify)
{
  Call *call = g_new (Call, 1);

  *call = (Call){ func, data, notify };
  release (call);
  return call;
}

static gboolean
carry_out (gpointer data)
{
  Call *call = data;

  acquire (call);
  return call->func (call->data);
}

static void
free_call (gpointer data)
{
  Call *call = data;

  acquire (call);
  if (call->notify != NULL)
    call->notify (call->data);
  g_free (call);
}

void
g_main_context_invoke_full (GMainContext *context,
                            int priority,
                            GSourceFunc func,
                            gpointer data,
                            GDestroyNotify notify)
{
  SWIM_TSAN_REAL (g_main_context_invoke_full)
  (context, priority, carry_out, make_call (func, data, notify), free_call);
}

void
g_main_context_invoke (GMainContext *context, GSourceFunc func, gpointer data)
{
  g_main_context_invoke_full (context, G_PRIORITY_DEFAULT, func, data, NULL);
}

guint
g_idle_add_full (int priority, GSourceFunc func, gpointer data, GDestroyNotify notify)
{
  return SWIM_TSAN_REAL (g_idle_add_full) (priority, carry_out, make_call (func, data, notify),
                                           free_call);
}

/* Queues with a lock of their own: what was done before something was pushed is over when it is
 * popped. */

void
g_async_queue_push (GAsyncQueue *queue, gpointer item)
{
  release (queue);
  SWIM_TSAN_REAL (g_async_queue_push) (queue, item);
}

gpointer
g_async_queue_pop (GAsyncQueue *queue)
{
  gpointer item = SWIM_TSAN_REAL (g_async_queue_pop) (queue);

  acquire (queue);
  return item;
}

/* Pools: what was done before something was pushed is over when it is worked on, and the work when
 * whoever waited for the pool's end goes on. */

typedef struct
{
  GFunc func;
  gpointer data;
} Work;

static void
do_work (gpointer task, gpointer data)
{
  Work *work = data;

  acquire (work);
  work->func (task, work->data);
  release (&work->func);
}

GThreadPool *
g_thread_pool_new (GFunc func, gpointer data, int max_threads, gboolean exclusive, GError **error)
{
  Work *work = g_new (Work, 1); /* threads may outlive the pool, so it is never freed */

  *work = (Work){ func, data };
  return SWIM_TSAN_REAL (g_thread_pool_new) (do_work, work, max_threads, exclusive, error);
}

gboolean
g_thread_pool_push (GThreadPool *pool, gpointer task, GError **error)
{
  release (pool->user_data);
  return SWIM_TSAN_REAL (g_thread_pool_push) (pool, task, error);
}

void
g_thread_pool_free (GThreadPool *pool, gboolean immediate, gboolean wait)
{
  Work *work = pool->user_data;

  SWIM_TSAN_REAL (g_thread_pool_free) (pool, immediate, wait);
  if (wait)
    acquire (&work->func);
}
