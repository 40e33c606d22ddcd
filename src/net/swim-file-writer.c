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
  GSource *source; /* on the loop: there are answers */

  GMutex lock; /* guards what follows */
  GCond asked;
  gboolean asleep; /* the worker waits for asked */
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
  g_clear_pointer (&request->bytes, g_free);
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

/* Whoever is woken wants the lock, so that waking comes after giving it up. */
static void
answer (SwimFileWriter *self, Request *request)
{
  gboolean first;

  g_mutex_lock (&self->lock);
  first = self->answers.length == 0;
  g_queue_push_tail_link (&self->answers, &request->link);
  g_mutex_unlock (&self->lock);
  if (first)
    g_source_set_ready_time (self->source, 0);
}

/* Waits for requests and takes all there are; FALSE at the end. */
static gboolean
take_requests (SwimFileWriter *self, GQueue *requests)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->requests.length == 0 && !self->stopping)
    {
      self->asleep = TRUE;
      g_cond_wait (&self->asked, &self->lock);
    }
  self->asleep = FALSE;
  *requests = self->requests;
  g_queue_init (&self->requests);
  return requests->length > 0;
}

static gpointer
work (gpointer data)
{
  SwimFileWriter *self = data;
  GQueue requests;

  while (take_requests (self, &requests))
    {
      GList *link;

      while ((link = g_queue_pop_head_link (&requests)) != NULL)
        {
          carry_out (self, link->data);
          answer (self, link->data);
        }
    }
  return NULL;
}

static void
take_answer (Request *request)
{
  SwimFileStream *stream = request->stream;
  RequestKind kind = request->kind;

  stream->failed |= request->failed;
  g_free (request);
  if (kind != REQUEST_WRITE)
    stream->done (stream, g_steal_pointer (&stream->error));
  else if (stream->waiting-- == MOST_WAITING || stream->failed)
    stream->drained (stream);
}

static gboolean
dispatch_answers (GSource *source, GSourceFunc callback, gpointer data)
{
  SwimFileWriter *self = ((AnswerSource *) source)->writer;
  GQueue answers;
  GList *link;

  g_source_set_ready_time (source, -1); /* first: what comes from now on sets it anew */
  g_mutex_lock (&self->lock);
  answers = self->answers;
  g_queue_init (&self->answers);
  g_mutex_unlock (&self->lock);

  while ((link = g_queue_pop_head_link (&answers)) != NULL)
    take_answer (link->data);
  return G_SOURCE_CONTINUE;
}

SwimFileWriter *
swim_file_writer_new (SwimFolder *folder, GMainContext *context)
{
  static GSourceFuncs funcs = { .dispatch = dispatch_answers };
  SwimFileWriter *self = g_new0 (SwimFileWriter, 1);

  self->folder = swim_folder_ref (folder);
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
  g_assert (self->answers.length == 0);
  g_source_destroy (self->source);
  g_source_unref (self->source);
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
  gboolean asleep;

  request->link.data = request;
  request->kind = kind;
  request->stream = stream;
  request->bytes = bytes;
  request->length = length;
  if (self->worker == NULL)
    self->worker = g_thread_new ("swim-files", work, self);

  g_mutex_lock (&self->lock);
  g_queue_push_tail_link (&self->requests, &request->link);
  asleep = self->asleep;
  self->asleep = FALSE; /* one signal is enough */
  g_mutex_unlock (&self->lock);
  if (asleep)
    g_cond_signal (&self->asked);
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
