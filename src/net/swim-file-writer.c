/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/swim-file-writer.h"

#define MOST_WAITING 4 /* blocks a file: enough to keep the disk busy, too few to fill memory */

typedef enum
{
  REQUEST_WRITE,
  REQUEST_FINISH,
  REQUEST_ABORT,
} RequestKind;

/* What goes to the worker and comes back done. */
typedef struct
{
  GList link;
  RequestKind kind;
  SwimFileStream *stream;
  guint8 *bytes;
  gsize length;
  gboolean failed;
} Request;

struct _SwimFileWriter
{
  SwimFolder *folder;
  GThread *worker;
  GMainContext *context;
  GSource *source; /* on the loop */
  GQueue asking;   /* of this turn of the loop; they go to the worker together at its end */

  GMutex lock; /* guards what follows */
  GCond asked;
  gboolean worker_asleep; /* it waits for asked */
  gboolean loop_asleep;   /* it may be in its poll */
  gboolean stopping;
  GQueue requests;
  GQueue answers;
};

typedef struct
{
  GSource parent;
  SwimFileWriter *writer;
} AnswerSource;

/* In the worker: what follows an error is not written any more. */
static void
write_block (SwimFileWriter *self, Request *request)
{
  SwimFileStream *stream = request->stream;

  if (stream->error == NULL && stream->file == NULL)
    stream->file = swim_file_create (self->folder, stream->name, &stream->error);
  if (stream->error == NULL
      && !swim_file_write (stream->file, request->bytes, request->length, &stream->error))
    g_clear_pointer (&stream->file, swim_file_discard);
}

static void
carry_out (SwimFileWriter *self, Request *request)
{
  SwimFileStream *stream = request->stream;

  if (request->kind != REQUEST_ABORT)
    write_block (self, request);
  if (request->kind == REQUEST_FINISH && stream->file != NULL)
    swim_file_commit (g_steal_pointer (&stream->file), &stream->error);
  if (request->kind == REQUEST_ABORT)
    g_clear_pointer (&stream->file, swim_file_discard);
  request->failed = stream->error != NULL;
}

/* Moves all of from to the end of to. */
static void
move_all (GQueue *to, GQueue *from)
{
  GList *link;

  while ((link = g_queue_pop_head_link (from)) != NULL)
    g_queue_push_tail_link (to, link);
}

/* Waking costs both sides more than writing a small file, so that a loop which is awake anyway is
 * left alone: it looks before it sleeps. Whoever is woken wants the lock, hence after giving it up. */
static void
answer (SwimFileWriter *self, GQueue *answers)
{
  gboolean asleep;

  g_mutex_lock (&self->lock);
  move_all (&self->answers, answers);
  asleep = self->loop_asleep;
  self->loop_asleep = FALSE; /* once is enough */
  g_mutex_unlock (&self->lock);
  if (asleep)
    g_main_context_wakeup (self->context);
}

/* Waits for requests and takes all there are; FALSE at the end. */
static gboolean
take_requests (SwimFileWriter *self, GQueue *requests)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->requests.length == 0 && !self->stopping)
    {
      self->worker_asleep = TRUE;
      g_cond_wait (&self->asked, &self->lock);
    }
  self->worker_asleep = FALSE;
  move_all (requests, &self->requests);
  return requests->length > 0;
}

static gpointer
work (gpointer data)
{
  SwimFileWriter *self = data;
  GQueue requests = G_QUEUE_INIT;

  while (take_requests (self, &requests))
    {
      for (GList *link = requests.head; link != NULL; link = link->next)
        carry_out (self, link->data);
      answer (self, &requests);
    }
  return NULL;
}

static void
take_answer (Request *request)
{
  SwimFileStream *stream = request->stream;
  RequestKind kind = request->kind;

  stream->failed |= request->failed;
  g_free (request->bytes);
  g_free (request);
  if (kind != REQUEST_WRITE)
    stream->done (stream, g_steal_pointer (&stream->error));
  else if (stream->waiting-- == MOST_WAITING || stream->failed)
    stream->drained (stream);
}

/* Hands what was asked in this turn to the worker. */
static void
hand_over (SwimFileWriter *self)
{
  gboolean asleep;

  g_mutex_lock (&self->lock);
  move_all (&self->requests, &self->asking);
  asleep = self->worker_asleep;
  self->worker_asleep = FALSE;
  g_mutex_unlock (&self->lock);
  if (asleep)
    g_cond_signal (&self->asked);
}

/* TRUE when there are answers; else notes whether the loop may sleep. */
static gboolean
look_for_answers (SwimFileWriter *self, gboolean going_to_sleep)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->loop_asleep = going_to_sleep && self->answers.length == 0;
  return self->answers.length > 0;
}

static gboolean
prepare_answers (GSource *source, int *timeout)
{
  SwimFileWriter *self = ((AnswerSource *) source)->writer;

  *timeout = -1;
  if (self->asking.length > 0)
    hand_over (self);
  return look_for_answers (self, TRUE);
}

static gboolean
check_answers (GSource *source)
{
  return look_for_answers (((AnswerSource *) source)->writer, FALSE);
}

static gboolean
dispatch_answers (GSource *source, GSourceFunc callback, gpointer data)
{
  SwimFileWriter *self = ((AnswerSource *) source)->writer;
  GQueue answers = G_QUEUE_INIT;
  GList *link;

  g_mutex_lock (&self->lock);
  move_all (&answers, &self->answers);
  g_mutex_unlock (&self->lock);

  while ((link = g_queue_pop_head_link (&answers)) != NULL)
    take_answer (link->data);
  return G_SOURCE_CONTINUE;
}

SwimFileWriter *
swim_file_writer_new (SwimFolder *folder, GMainContext *context)
{
  static GSourceFuncs funcs
    = { .prepare = prepare_answers, .check = check_answers, .dispatch = dispatch_answers };
  SwimFileWriter *self = g_new0 (SwimFileWriter, 1);

  self->folder = swim_folder_ref (folder);
  self->context = g_main_context_ref (context);
  g_mutex_init (&self->lock);
  g_cond_init (&self->asked);
  self->source = g_source_new (&funcs, sizeof (AnswerSource));
  ((AnswerSource *) self->source)->writer = self;
  g_source_set_static_name (self->source, "swimlane files");
  g_source_attach (self->source, context);
  return self;
}

void
swim_file_writer_free (SwimFileWriter *self)
{
  if (self->worker != NULL)
    {
      g_mutex_lock (&self->lock);
      self->stopping = TRUE;
      g_cond_signal (&self->asked);
      g_mutex_unlock (&self->lock);
      g_thread_join (self->worker);
    }
  g_assert (self->asking.length == 0 && self->answers.length == 0);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_main_context_unref (self->context);
  swim_folder_unref (self->folder);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->asked);
  g_free (self);
}

const char *
swim_file_writer_get_offloaded (void)
{
  return "file writes: one worker thread";
}

static void
ask (SwimFileWriter *self, RequestKind kind, SwimFileStream *stream, guint8 *bytes, gsize length)
{
  Request *request = g_new0 (Request, 1);

  request->link.data = request;
  request->kind = kind;
  request->stream = stream;
  request->bytes = bytes;
  request->length = length;
  if (self->worker == NULL)
    self->worker = g_thread_new ("swim-files", work, self);
  g_queue_push_tail_link (&self->asking, &request->link);
}

gboolean
swim_file_stream_push (SwimFileWriter *self, SwimFileStream *stream, guint8 *bytes, gsize length)
{
  ask (self, REQUEST_WRITE, stream, bytes, length);
  return ++stream->waiting < MOST_WAITING;
}

void
swim_file_stream_finish (SwimFileWriter *self, SwimFileStream *stream, guint8 *bytes, gsize length)
{
  ask (self, REQUEST_FINISH, stream, bytes, length);
}

void
swim_file_stream_abort (SwimFileWriter *self, SwimFileStream *stream)
{
  ask (self, REQUEST_ABORT, stream, NULL, 0);
}
