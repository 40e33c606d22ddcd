/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A thread does the writing: a write to a terminal or a pipe may block for any time, and must not
 * block a loop that is being measured. It writes the first text at once, and what follows in
 * batches, since to wake it costs more than to resolve a name. The thread also draws the bar, at
 * most ten times a second, below the text, and takes it away before it writes more. */
#include "config.h"

#include "program/output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/reader-gone.h"
#include "base/swim-error.h"
#include "program/exit.h"
#include "program/progress-bar.h"
#include "program/terminal.h"

#define REDRAW_US 100000
#define SPEED_SECONDS 2.0
/* The thread writes again after that time, or when that much is waiting. */
#define BATCH_US 10000
#define BATCH_BYTES (64 * 1024)
/* Text that waits to be written; beyond this the caller is asked to pause, which bounds memory. */
#define MOST_WAITING (1024 * 1024)

/* What waits for the thread, which takes all of it at a time, and gives its empty buffers for it.
 */
typedef struct
{
  GString *text;
  GString *notes; /* for standard error */
  gint64 done;
  gint64 total;
  char *label;
  SwimOutputBytesFunc get_bytes; /* NULL: items have none */
  gpointer data;
} Pending;

struct _SwimOutput
{
  GThread *writer;
  GMutex lock;
  GCond changed;
  Pending pending;
  gsize wakes_at;      /* bytes of text and notes from which on the thread is to be woken */
  gboolean congested;  /* the caller was asked to pause */
  GSourceFunc drained; /* tells it to go on, on the default main context */
  gpointer drained_data;
  gboolean closing;
  int error; /* errno of the first write that failed; nothing is written after it */
  GCancellable *cancel_on_error;
  int fd;     /* where text goes */
  char *path; /* of the file behind it; NULL for standard output */

  /* The writer's own. */
  gboolean progress;
  gboolean shared_terminal; /* both streams on one terminal */
  gboolean bar_shown;
  GString *held; /* a line of text that is not complete */
  gint64 began;
  gint64 written; /* when text was written last */
  gint64 bytes;   /* at the last look at them, and when that was */
  gint64 looked;
  double speed; /* bytes a second, a moving average */
};

/* The columns that text is made for. */
guint
swim_output_get_width (int fd)
{
  return swim_terminal_get_width (fd);
}

/* 0, or the errno of what went wrong. */
static int
write_all (int fd, const char *text, gsize length)
{
  while (length > 0)
    {
      ssize_t written = write (fd, text, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return errno;
      text += written;
      length -= (gsize) written;
    }
  return 0;
}

static void
hide_bar (SwimOutput *self)
{
  if (self->bar_shown)
    write_all (STDERR_FILENO, SWIM_TERMINAL_HIDE, strlen (SWIM_TERMINAL_HIDE));
  self->bar_shown = FALSE;
}

/* Of the last second or so, since what was long ago says little of when it will be done. */
static void
follow_speed (SwimOutput *self, gint64 bytes, gint64 now)
{
  double seconds = (double) (now - self->looked) / 1e6;
  double share = MIN (seconds / SPEED_SECONDS, 1);
  double latest = (double) MAX (bytes - self->bytes, 0) / MAX (seconds, 1e-3);

  self->speed = self->speed > 0 ? self->speed + share * (latest - self->speed) : latest;
  self->bytes = bytes;
  self->looked = now;
}

static void
show_bar (SwimOutput *self, const Pending *pending)
{
  g_autoptr (GString) bar = g_string_new (NULL);
  g_autoptr (GString) codes = g_string_new (NULL);
  guint width = swim_terminal_get_real_width (STDERR_FILENO);
  gint64 now = g_get_monotonic_time ();
  SwimProgress progress = { .items = pending->done,
                            .total = pending->total,
                            .seconds = (double) (now - self->began) / 1e6,
                            .bytes = -1,
                            .all_bytes = -1,
                            .label = pending->label };

  if (pending->get_bytes != NULL)
    {
      pending->get_bytes (pending->total, &progress.bytes, &progress.all_bytes, pending->data);
      follow_speed (self, progress.bytes, now);
      progress.speed = self->speed;
    }

  swim_progress_bar_draw (bar, width, &progress);
  hide_bar (self);
  swim_terminal_append_bar (codes, bar->str);
  write_all (STDERR_FILENO, codes->str, codes->len);
  self->bar_shown = TRUE;
}

static void
write_text (SwimOutput *self, const GString *text)
{
  int code;

  if (text->len == 0 || self->error != 0)
    return;
  if (self->shared_terminal)
    hide_bar (self);
  code = write_all (self->fd, text->str, text->len);
  if (code == 0)
    return;
  g_mutex_lock (&self->lock);
  self->error = code;
  g_mutex_unlock (&self->lock);
  g_cancellable_cancel (self->cancel_on_error);
}

/* Writes what is taken. On a terminal with a bar, or with notes, an unfinished line waits until it
 * is complete. */
static void
write_taken (SwimOutput *self, const GString *text)
{
  g_autoptr (GString) whole = NULL;

  if (!self->shared_terminal)
    {
      write_text (self, text);
      return;
    }
  g_string_append_len (self->held, text->str, (gssize) text->len);
  whole = g_string_new_len (self->held->str, (gssize) swim_terminal_count_whole (self->held->str));
  g_string_erase (self->held, 0, (gssize) whole->len);
  write_text (self, whole);
}

/* An error in writing to standard error is ignored. */
static void
write_notes (SwimOutput *self, const GString *notes)
{
  if (notes->len == 0)
    return;
  hide_bar (self);
  write_all (STDERR_FILENO, notes->str, notes->len);
}

/* Call with the lock. */
static gsize
count_waiting (const SwimOutput *self)
{
  return self->pending.text->len + self->pending.notes->len;
}

/* Waits for so many bytes, until that time at most, 0 for ever. FALSE where the time is over. Call
 * with the lock. */
static gboolean
wait_for_bytes (SwimOutput *self, gsize bytes, gint64 until)
{
  gboolean in_time = TRUE;

  self->wakes_at = bytes;
  while (count_waiting (self) < bytes && !self->closing && in_time)
    if (until == 0)
      g_cond_wait (&self->changed, &self->lock);
    else
      in_time = g_cond_wait_until (&self->changed, &self->lock, until);
  self->wakes_at = G_MAXSIZE;
  return in_time;
}

/* Gives the empty buffers of @taken for full ones. FALSE where nothing is left and nothing more
 * will come. */
static gboolean
take (SwimOutput *self, Pending *taken)
{
  gint64 redraw = self->progress ? g_get_monotonic_time () + REDRAW_US : 0;
  Pending empty = *taken;
  gboolean more;

  g_mutex_lock (&self->lock);
  if (wait_for_bytes (self, 1, redraw))
    wait_for_bytes (self, BATCH_BYTES, self->written + BATCH_US);
  *taken = self->pending;
  self->pending.text = empty.text;
  self->pending.notes = empty.notes;
  self->pending.label = g_strdup (taken->label);
  more = !self->closing || taken->text->len + taken->notes->len > 0;
  if (self->congested && self->drained != NULL)
    g_idle_add_full (G_PRIORITY_DEFAULT, self->drained, self->drained_data, NULL);
  self->congested = FALSE;
  g_mutex_unlock (&self->lock);
  return more;
}

static gpointer
write_until_closed (gpointer data)
{
  SwimOutput *self = data;
  Pending taken = { .text = g_string_new (NULL), .notes = g_string_new (NULL) };
  gboolean more;
  gint64 drawn = 0;

  do
    {
      more = take (self, &taken);
      write_taken (self, taken.text);
      write_notes (self, taken.notes);
      self->written = g_get_monotonic_time ();
      if (self->progress && more && (self->written - drawn >= REDRAW_US || !self->bar_shown))
        {
          show_bar (self, &taken);
          drawn = self->written;
        }
      g_string_truncate (taken.text, 0);
      g_string_truncate (taken.notes, 0);
      g_free (taken.label);
    }
  while (more);
  hide_bar (self);
  write_text (self, self->held);
  g_string_free (taken.text, TRUE);
  g_string_free (taken.notes, TRUE);
  return NULL;
}

/* Call with the lock held, or before anybody else knows of the output. A run that prints nothing
 * needs no thread, and then has none to be counted. Where no thread can be had, it is tried again
 * with the next text, and at the latest swim_output_close () writes. */
static void
start_writer (SwimOutput *self)
{
  if (self->writer == NULL)
    self->writer = g_thread_try_new ("output", write_until_closed, self, NULL);
}

/* Call with the lock held. */
static void
wake_writer (SwimOutput *self)
{
  if (count_waiting (self) < self->wakes_at)
    return;
  self->wakes_at = G_MAXSIZE;
  g_cond_signal (&self->changed);
}

/* An output, with a bar or without. When writing fails the cancellable is cancelled. */
SwimOutput *
swim_output_new (gboolean progress, GCancellable *cancel_on_error)
{
  SwimOutput *self = g_new0 (SwimOutput, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->pending.text = g_string_new (NULL);
  self->pending.notes = g_string_new (NULL);
  self->held = g_string_new (NULL);
  self->pending.total = -1;
  self->wakes_at = G_MAXSIZE;
  self->fd = STDOUT_FILENO;
  self->progress = progress;
  self->shared_terminal = isatty (STDOUT_FILENO) && isatty (STDERR_FILENO);
  self->began = g_get_monotonic_time ();
  self->looked = self->began;
  self->cancel_on_error = g_object_ref (cancel_on_error);
  if (progress)
    start_writer (self);
  return self;
}

static gboolean
open_file (SwimOutput *self, const char *path, int flags, const char *what, GError **error)
{
  /* A named pipe would not be opened before somebody reads it. */
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK | flags, 0666);

  if (fd < 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "cannot %s %s: %s", what, path,
                   errno == ENXIO ? "nobody reads it" : g_strerror (errno));
      return FALSE;
    }
  fcntl (fd, F_SETFL, flags & O_APPEND);
  self->fd = fd;
  self->path = g_strdup (path);
  self->shared_terminal = FALSE;
  return TRUE;
}

/* Sends the text to the end of a file instead of to standard output, before any is given. What was
 * killed in the middle leaves no more than its last line cut off. */
gboolean
swim_output_append_to (SwimOutput *self, const char *path, GError **error)
{
  return open_file (self, path, O_APPEND, "append to", error);
}

/* The same for a file that is emptied first. It has each result as soon as it is known, as behind a
 * shell's >. */
gboolean
swim_output_write_to (SwimOutput *self, const char *path, GError **error)
{
  return open_file (self, path, O_TRUNC, "write to", error);
}

/* Sets the callback, on the default main context, for when there is room again after
 * swim_output_write () returned FALSE. */
void
swim_output_set_drained (SwimOutput *self, GSourceFunc drained, gpointer data)
{
  g_mutex_lock (&self->lock);
  self->drained = drained;
  self->drained_data = data;
  g_mutex_unlock (&self->lock);
}

/* Queues text for the writer, and never blocks. FALSE where so much is queued that the caller
 * should pause until @drained is called. */
gboolean
swim_output_write (SwimOutput *self, const char *text, gsize length)
{
  gboolean room;

  if (length == 0)
    return TRUE;
  g_mutex_lock (&self->lock);
  start_writer (self);
  if (self->error == 0)
    g_string_append_len (self->pending.text, text, (gssize) length);
  room = self->writer == NULL || self->pending.text->len <= MOST_WAITING;
  self->congested |= !room;
  wake_writer (self);
  g_mutex_unlock (&self->lock);
  return room;
}

/* Prints text to standard error without blocking; as swim_output_write (). */
gboolean
swim_output_write_aside (SwimOutput *self, const char *text)
{
  gboolean room;

  g_mutex_lock (&self->lock);
  start_writer (self);
  g_string_append (self->pending.notes, text);
  room = self->writer == NULL || self->pending.notes->len <= MOST_WAITING;
  self->congested |= !room;
  wake_writer (self);
  g_mutex_unlock (&self->lock);
  return room;
}

/* Prints a message to standard error without blocking. Can be called in any thread. */
void
swim_output_note (SwimOutput *self, const char *format, ...)
{
  va_list args;

  g_mutex_lock (&self->lock);
  start_writer (self);
  g_string_append_printf (self->pending.notes, "%s: ", swim_program_get_name ());
  va_start (args, format);
  g_string_append_vprintf (self->pending.notes, format, args);
  va_end (args);
  g_string_append_c (self->pending.notes, '\n');
  wake_writer (self);
  g_mutex_unlock (&self->lock);
}

/* The progress that the bar shows; a total of -1 is unknown. */
void
swim_output_set_progress (SwimOutput *self, gint64 done, gint64 total)
{
  g_mutex_lock (&self->lock);
  self->pending.done = done;
  self->pending.total = total;
  g_mutex_unlock (&self->lock);
}

/* Has the bar show bytes as well. */
void
swim_output_set_bytes (SwimOutput *self, SwimOutputBytesFunc func, gpointer data)
{
  g_mutex_lock (&self->lock);
  self->pending.get_bytes = func;
  self->pending.data = data;
  g_mutex_unlock (&self->lock);
}

/* The text at the end of the bar. */
void
swim_output_set_label (SwimOutput *self, const char *label)
{
  g_mutex_lock (&self->lock);
  g_free (self->pending.label);
  self->pending.label = g_strdup (label);
  g_mutex_unlock (&self->lock);
}

/* Writes the rest, removes the bar and frees. FALSE where not all could be written. */
gboolean
swim_output_close (SwimOutput *self, GError **error)
{
  int code;

  g_mutex_lock (&self->lock);
  self->closing = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  if (self->writer != NULL)
    g_thread_join (self->writer);
  else
    write_until_closed (self);

  code = self->error;
  if (code == EPIPE && self->path == NULL)
    g_set_error_literal (error, SWIM_READER_GONE, 0, g_strerror (code));
  else if (code != 0)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "cannot write to %s: %s",
                 self->path != NULL ? self->path : "standard output", g_strerror (code));
  if (self->path != NULL)
    close (self->fd);
  g_free (self->path);
  g_string_free (self->pending.text, TRUE);
  g_string_free (self->pending.notes, TRUE);
  g_string_free (self->held, TRUE);
  g_free (self->pending.label);
  g_object_unref (self->cancel_on_error);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
  return code == 0;
}
