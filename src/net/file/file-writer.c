/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/file/file-writer.h"

#include <errno.h>

#include "base/mailbox.h"

/* Blocks a file, so that loop and worker do not wait for each other after every one; and while the
 * blocks of many files wait, so few that they take little memory. */
#define MOST_WAITING 16
#define MOST_OF_MANY 4
#define MANY 64 /* blocks of all files */

/* Goes to the worker and comes back when done. */
typedef struct
{
  GList link;
  SwimFileRequest kind;
  SwimFileStream *stream;
  guint8 *bytes;
  gsize length;
  gboolean failed;
} Request;

struct _SwimFileWriter
{
  SwimFolder *folder;
  GThread *worker;
  SwimMailbox *answers;
  GSource *source; /* on the loop: passes requests to the worker */
  GQueue asking;   /* requests of this iteration, which go to the worker together */
  guint waiting;   /* the loop's: blocks of all files that are not yet written */

  GMutex lock; /* guards what follows */
  GCond asked;
  gboolean asleep; /* the worker waits for asked */
  gboolean stopping;
  GQueue requests;
};

typedef struct
{
  GSource parent;
  SwimFileWriter *writer;
} HandOverSource;

/* Of what was written, or is there from an earlier run. */
static GChecksum *
get_checksum (SwimFileStream *stream)
{
  if (stream->checksum == NULL)
    stream->checksum = g_checksum_new (stream->expected->type);
  return stream->checksum;
}

/* A write has failed. Of a part stays what was written before, for a run that finds room; anything
 * else is of no use, while others may have use for its room. */
static void
take_failed_write (SwimFileStream *stream)
{
  if (!swim_file_is_part (stream->file) || !swim_partial_file_trim (stream->file))
    g_clear_pointer (&stream->file, swim_file_discard);
}

/* Nothing is written after an error. */
static void
write_block (SwimFolder *folder, SwimFileStream *stream, const guint8 *bytes, gsize length)
{
  if (stream->error == NULL && stream->file == NULL)
    stream->file =
        stream->version != NULL
            ? swim_partial_file_create (folder, &stream->target, stream->version, &stream->error)
            : swim_file_create (folder, stream->target.name, &stream->error);
  if (stream->error == NULL && !swim_file_write (stream->file, bytes, length, &stream->error))
    take_failed_write (stream);
  if (stream->error == NULL && stream->expected != NULL)
    g_checksum_update (get_checksum (stream), bytes, (gssize) length);
}

/* A file or a part of it that is there from an earlier run. A file with another checksum than it
 * is to have is as good as none, and so is a part that cannot be read. */
static void
look (SwimFolder *folder, SwimFileStream *stream)
{
  SwimPartialFile *part = &stream->part;
  const SwimFileDigest *expected = stream->expected;

  swim_partial_file_look (folder, &stream->target, part);
  if (expected != NULL && part->state == SWIM_PARTIAL_FILE_COMPLETE
      && !swim_file_digest_matches_file (expected, folder, part->name))
    {
      g_clear_pointer (&part->name, g_free);
      part->state = SWIM_PARTIAL_FILE_NONE;
    }
  if (expected != NULL && part->state == SWIM_PARTIAL_FILE_SOME
      && !swim_file_digest_add_file (get_checksum (stream), swim_file_get_fd (part->file)))
    {
      g_clear_pointer (&stream->checksum, g_checksum_free);
      swim_partial_file_clear (part);
      part->state = SWIM_PARTIAL_FILE_NONE;
    }
  stream->file = g_steal_pointer (&part->file);
  stream->name = g_steal_pointer (&part->name);
}

/* What there is of the file may be continued by another run. */
static void
leave (SwimFileStream *stream, const char *version)
{
  SwimFile *file = g_steal_pointer (&stream->file);

  stream->kept = swim_file_is_part (file);
  if (version != NULL && !stream->kept)
    stream->kept = swim_partial_file_keep (file, &stream->target, version);
  else
    swim_partial_file_leave (file);
}

/* What it is to have by a name that came with the answer was not counted on while it was written,
 * of which some may be of another run. */
static gboolean
read_anew (SwimFileStream *stream)
{
  g_clear_pointer (&stream->checksum, g_checksum_free);
  stream->checksum = g_checksum_new (stream->renamed_expected->type);
  if (swim_file_digest_add_file (stream->checksum, swim_file_get_fd (stream->file)))
    return TRUE;
  g_set_error (&stream->error, G_IO_ERROR, g_io_error_from_errno (errno),
               "%s cannot be read for its checksum: %s", stream->renamed, g_strerror (errno));
  return FALSE;
}

/* FALSE: it has another checksum than it is to have, and is of no use. */
static gboolean
check (SwimFileStream *stream)
{
  const SwimFileDigest *expected = stream->expected;

  if (stream->renamed_expected != NULL && stream->renamed_expected != expected)
    {
      expected = stream->renamed_expected;
      if (!read_anew (stream))
        return FALSE;
    }
  if (expected == NULL || swim_file_digest_check (expected, get_checksum (stream), &stream->error))
    return TRUE;
  stream->mismatched = TRUE;
  return FALSE;
}

/* The file is complete, unless it could not be written. */
static void
finish (SwimFileStream *stream)
{
  SwimFileTarget target = stream->target;

  if (stream->error != NULL)
    {
      leave (stream, NULL);
      return;
    }
  if (!check (stream))
    {
      g_clear_pointer (&stream->file, swim_file_discard);
      return;
    }
  if (stream->modified != 0)
    swim_file_set_modified (stream->file, stream->modified);
  if (stream->renamed != NULL)
    {
      target.name = stream->renamed;
      target.rule = SWIM_NAME_PLAIN; /* who has the other name says nothing of this one */
    }
  stream->name = swim_file_commit (g_steal_pointer (&stream->file), &target, &stream->error);
}

void
swim_file_stream_perform (SwimFolder *folder,
                          SwimFileStream *stream,
                          SwimFileRequest kind,
                          guint8 **bytes,
                          gsize length)
{
  if (kind == SWIM_FILE_WRITE || kind == SWIM_FILE_FINISH)
    write_block (folder, stream, *bytes, length);
  if (kind == SWIM_FILE_LOOK)
    look (folder, stream);
  if (kind == SWIM_FILE_FIND)
    stream->name = swim_file_find (folder, &stream->target);
  if (kind == SWIM_FILE_RESTART || kind == SWIM_FILE_ABORT)
    g_clear_pointer (&stream->file, swim_file_discard);
  if (kind == SWIM_FILE_LEAVE && stream->file != NULL)
    leave (stream, (const char *) *bytes);
  if (kind == SWIM_FILE_FINISH && stream->file != NULL)
    finish (stream);
  if (kind == SWIM_FILE_RESTART || kind >= SWIM_FILE_FINISH)
    {
      g_clear_pointer (&stream->version, g_free);
      g_clear_pointer (&stream->checksum, g_checksum_free);
    }
  if (kind == SWIM_FILE_RESTART)
    stream->version = (char *) g_steal_pointer (bytes);
}

/* Waits for requests and takes all; FALSE at the end. */
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
  swim_queue_move_all (requests, &self->requests);
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
        {
          Request *request = link->data;

          swim_file_stream_perform (self->folder, request->stream, request->kind, &request->bytes,
                                    request->length);
          request->failed = request->stream->error != NULL;
        }
      swim_mailbox_post_all (self->answers, &requests);
    }
  return NULL;
}

static guint
get_most_waiting (const SwimFileWriter *self)
{
  return self->waiting < MANY ? MOST_WAITING : MOST_OF_MANY;
}

/* A block is written. Whoever was to wait goes on when there is room for several. */
static void
take_written (SwimFileWriter *self, SwimFileStream *stream)
{
  stream->waiting--;
  self->waiting--;
  if (!stream->failed && (!stream->held || stream->waiting > get_most_waiting (self) / 2))
    return;
  stream->held = FALSE;
  stream->drained (stream);
}

static gboolean
take_answer (gpointer message, gpointer data)
{
  SwimFileWriter *self = data;
  Request *request = message;
  SwimFileStream *stream = request->stream;
  SwimFileRequest kind = request->kind;

  stream->failed |= request->failed;
  g_free (request->bytes);
  g_free (request);
  if (kind >= SWIM_FILE_FINISH)
    stream->done (stream, g_steal_pointer (&stream->error));
  else if (kind == SWIM_FILE_LOOK || kind == SWIM_FILE_FIND)
    stream->looked (stream);
  else if (kind == SWIM_FILE_WRITE)
    take_written (self, stream);
  return TRUE;
}

/* Passes the requests of this iteration to the worker. */
static void
hand_over (SwimFileWriter *self)
{
  gboolean asleep;

  g_mutex_lock (&self->lock);
  swim_queue_move_all (&self->requests, &self->asking);
  asleep = self->asleep;
  self->asleep = FALSE;
  g_mutex_unlock (&self->lock);
  if (asleep)
    g_cond_signal (&self->asked);
}

/* Before each poll, so that an iteration wakes the worker at most once. */
static gboolean
prepare_hand_over (GSource *source, int *timeout)
{
  SwimFileWriter *self = ((HandOverSource *) source)->writer;

  *timeout = -1;
  if (self->asking.length > 0)
    hand_over (self);
  return FALSE;
}

SwimFileWriter *
swim_file_writer_new (SwimFolder *folder, GMainContext *context)
{
  static GSourceFuncs funcs = { .prepare = prepare_hand_over };
  SwimFileWriter *self = g_new0 (SwimFileWriter, 1);

  self->folder = g_atomic_rc_box_acquire (folder);
  self->answers = swim_mailbox_new (context, take_answer, self);
  g_mutex_init (&self->lock);
  g_cond_init (&self->asked);
  self->source = g_source_new (&funcs, sizeof (HandOverSource));
  ((HandOverSource *) self->source)->writer = self;
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
  g_assert (self->asking.length == 0);
  swim_mailbox_free (self->answers);
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

/* The worker could not be started: comes back undone. */
static void
return_failed (SwimFileWriter *self, Request *request, GError *error)
{
  SwimFileStream *stream = request->stream;

  g_prefix_error (&error,
                  "no thread can be started to write files; lower --jobs or raise the limit "
                  "with ulimit -u: ");
  if (stream->error == NULL)
    stream->error = error;
  else
    g_error_free (error);
  request->failed = TRUE;
  swim_mailbox_post (self->answers, &request->link);
}

gboolean
swim_file_stream_ask (SwimFileWriter *self,
                      SwimFileStream *stream,
                      SwimFileRequest kind,
                      guint8 *bytes,
                      gsize length)
{
  Request *request = g_new (Request, 1);
  GError *error = NULL;

  *request = (Request){
    .link.data = request, .kind = kind, .stream = stream, .bytes = bytes, .length = length
  };
  if (self->worker == NULL)
    self->worker = g_thread_try_new ("swim-files", work, self, &error);
  if (self->worker != NULL)
    g_queue_push_tail_link (&self->asking, &request->link);
  else
    return_failed (self, request, error);
  if (kind != SWIM_FILE_WRITE)
    return TRUE;
  self->waiting++;
  stream->held = ++stream->waiting >= get_most_waiting (self);
  return !stream->held;
}
