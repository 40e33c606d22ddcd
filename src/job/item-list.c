/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Items from a list, one a line, from a file or a pipe. Reading a file blocks, and a pipe may be
 * silent for long, so a thread reads and hands over whole batches of lines; it stays a few batches
 * ahead and no more, so that a list may be longer than memory. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/swim-error.h"
#include "job/items-private.h"

#define LONGEST_LINE (64 * 1024)
#define LINES_A_BATCH 1024
#define BATCHES_AHEAD 4
/* Of a list of more bytes it is not known beforehand how many items it has: to count them would
 * take longer than a user waits. */
#define MOST_COUNTED (64 * 1024 * 1024)

/* What the puller and the reading thread share. It outlives the list where the reader is stuck in a
 * silent pipe, from which it cannot be called off. */
typedef struct
{
  GMutex lock;
  GCond drained;
  GQueue batches;        /* of GQueue of SwimItem */
  gboolean complete;     /* the last batch is in */
  gboolean closed;       /* the puller has been freed */
  GMainContext *waiting; /* the puller's context, where it wants to be woken */
  SwimItems *list;       /* for the puller's thread alone; NULL when closed */
} Shared;

struct _SwimList
{
  SwimItems parent;
  GQueue *batch;  /* of SwimItem: what the puller draws from; NULL before the first */
  gboolean ended; /* the last batch has been taken */
  Shared *shared;
};

#define SWIM_TYPE_LIST (swim_list_get_type ())
G_DECLARE_FINAL_TYPE (SwimList, swim_list, SWIM, LIST, SwimItems)
G_DEFINE_FINAL_TYPE (SwimList, swim_list, SWIM_TYPE_ITEMS)

/* What the reading thread works with. */
typedef struct
{
  Shared *shared;
  FILE *file;
  char *path;
  guint64 line;
  GQueue *batch;
  const char *(*check) (const char *name); /* of the second column; NULL: there is none */
} Reader;

static void
free_items (gpointer data)
{
  g_queue_free_full (data, (GDestroyNotify) swim_item_free);
}

static void
clear_shared (gpointer data)
{
  Shared *shared = data;

  g_queue_clear_full (&shared->batches, free_items);
  g_clear_pointer (&shared->waiting, g_main_context_unref);
  g_cond_clear (&shared->drained);
  g_mutex_clear (&shared->lock);
}

static void
shared_unref (gpointer shared)
{
  g_atomic_rc_box_release_full (shared, clear_shared);
}

static gboolean
on_wake (gpointer data)
{
  Shared *shared = data;

  if (shared->list != NULL)
    swim_items_wake (shared->list);
  return G_SOURCE_REMOVE;
}

/* Call with the lock held. */
static void
wake_puller (Shared *shared)
{
  g_autoptr (GMainContext) context = g_steal_pointer (&shared->waiting);
  g_autoptr (GSource) source = NULL;

  if (context == NULL)
    return;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_wake, g_atomic_rc_box_acquire (shared), shared_unref);
  g_source_attach (source, context);
}

/* Hands the batch over; FALSE when no more items are needed. */
static gboolean
hand_over (Reader *reader, gboolean complete)
{
  Shared *shared = reader->shared;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&shared->lock);

  while (shared->batches.length >= BATCHES_AHEAD && !shared->closed)
    g_cond_wait (&shared->drained, &shared->lock);
  g_queue_push_tail (&shared->batches, reader->batch);
  reader->batch = g_queue_new ();
  shared->complete = complete;
  wake_puller (shared);
  return !shared->closed;
}

static gboolean
add_item (Reader *reader, SwimItem *item)
{
  g_queue_push_tail (reader->batch, item);
  return reader->batch->length < LINES_A_BATCH || hand_over (reader, FALSE);
}

/* An item for a line that cannot be one, named by file and line. */
static gboolean
add_problem (Reader *reader, const char *what)
{
  g_autofree char *name = g_strdup_printf ("%s:%" G_GUINT64_FORMAT, reader->path, reader->line);
  SwimItem *item = swim_item_new (name);

  item->problem = g_strdup_printf ("%s: %s", name, what);
  return add_item (reader, item);
}

/* The item of a line, with its second column where there is one. */
static gboolean
add_columns (Reader *reader, char *line)
{
  char *second = line + (reader->check != NULL ? strcspn (line, " \t") : strlen (line));
  const char *wrong = NULL;
  SwimItem *item;

  if (*second != '\0')
    {
      *second++ = '\0';
      wrong = reader->check (g_strchug (second));
    }
  if (wrong != NULL)
    {
      g_autofree char *what =
          g_strdup_printf ("“%s” cannot be the name of a file: %s", second, wrong);

      return add_problem (reader, what);
    }
  item = swim_item_new (line);
  if (*second != '\0')
    {
      item->path = g_strdup (second);
      item->path_use = SWIM_PATH_FIXED;
    }
  return add_item (reader, item);
}

/* Some editors put a byte order mark before the first line, where it is no part of a name. */
#define BYTE_ORDER_MARK "\357\273\277"

/* Takes one line, without its newline, that is already known not to be too long. */
static gboolean
take_line (Reader *reader, char *line, gsize length)
{
  if (memchr (line, '\0', length) != NULL)
    return add_problem (reader, "the line holds a NUL byte; is this a text file?");
  if (reader->line == 1 && g_str_has_prefix (line, BYTE_ORDER_MARK))
    line += strlen (BYTE_ORDER_MARK);
  g_strstrip (line);
  if (line[0] == '\0' || line[0] == '#')
    return TRUE;
  if (!g_utf8_validate (line, -1, NULL))
    return add_problem (reader, "the line is not UTF-8; convert the list with iconv");
  return add_columns (reader, line);
}

static gboolean
take_overlong_line (Reader *reader)
{
  int c;

  while ((c = getc_unlocked (reader->file)) != EOF && c != '\n')
    ;
  return add_problem (reader, "the line is longer than 64 KiB; is there one item a line?");
}

static void
read_lines (Reader *reader)
{
  g_autofree char *line = g_malloc (LONGEST_LINE + 1);
  gboolean wanted = TRUE;

  while (wanted)
    {
      gsize length = 0;
      int c;

      while ((c = getc_unlocked (reader->file)) != EOF && c != '\n' && length < LONGEST_LINE)
        line[length++] = (char) c;
      if (c == EOF && length == 0)
        return;
      reader->line++;
      line[length] = '\0';
      if (c != EOF && c != '\n')
        wanted = take_overlong_line (reader);
      else
        wanted = take_line (reader, line, length);
    }
}

/* Closes the list as well. */
static void
reader_free (Reader *reader)
{
  if (reader->file != stdin)
    fclose (reader->file);
  free_items (reader->batch);
  shared_unref (reader->shared);
  g_free (reader->path);
  g_free (reader);
}

static gpointer
read_list (gpointer data)
{
  Reader *reader = data;

  read_lines (reader);
  if (ferror (reader->file))
    {
      g_autofree char *what = g_strdup_printf ("reading stopped here: %s", g_strerror (errno));

      reader->line++;
      add_problem (reader, what);
    }
  hand_over (reader, TRUE);
  reader_free (reader);
  return NULL;
}

/* Takes ownership of the file. */
static gboolean
start_reading (Shared *shared,
               FILE *file,
               const char *path,
               const char *(*check) (const char *name),
               GError **error)
{
  Reader *reader = g_new0 (Reader, 1);
  GThread *thread;

  reader->shared = g_atomic_rc_box_acquire (shared);
  reader->file = file;
  reader->path = g_strdup (file == stdin ? "standard input" : path);
  reader->batch = g_queue_new ();
  reader->check = check;
  thread = g_thread_try_new ("list", read_list, reader, error);
  if (thread == NULL)
    {
      g_prefix_error (error, "cannot read the list %s: ", path);
      reader_free (reader);
      return FALSE;
    }
  g_thread_unref (thread);
  return TRUE;
}

/* Makes the next batch the puller's own; FALSE if there is none yet. */
static gboolean
take_batch (SwimList *self)
{
  Shared *shared = self->shared;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&shared->lock);
  GQueue *batch = g_queue_pop_head (&shared->batches);

  if (batch == NULL)
    {
      if (shared->waiting == NULL)
        shared->waiting = g_main_context_ref_thread_default ();
      return FALSE;
    }
  g_clear_pointer (&self->batch, g_queue_free);
  self->batch = batch;
  self->ended = shared->complete && shared->batches.length == 0;
  g_cond_signal (&shared->drained);
  return TRUE;
}

static SwimNext
swim_list_next (SwimItems *items, SwimItem **item)
{
  SwimList *self = SWIM_LIST (items);

  while (self->batch == NULL || self->batch->length == 0)
    {
      if (self->ended)
        return SWIM_NEXT_END;
      if (!take_batch (self))
        return SWIM_NEXT_WAIT;
    }
  *item = g_queue_pop_head (self->batch);
  return SWIM_NEXT_ITEM;
}

static void
swim_list_finalize (GObject *object)
{
  SwimList *self = SWIM_LIST (object);

  g_clear_pointer (&self->batch, free_items);
  if (self->shared != NULL)
    {
      g_mutex_lock (&self->shared->lock);
      self->shared->closed = TRUE;
      self->shared->list = NULL;
      g_cond_signal (&self->shared->drained);
      g_mutex_unlock (&self->shared->lock);
      shared_unref (self->shared);
    }
  G_OBJECT_CLASS (swim_list_parent_class)->finalize (object);
}

static void
swim_list_class_init (SwimListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = swim_list_finalize;
  SWIM_ITEMS_CLASS (klass)->next = swim_list_next;
}

static void
swim_list_init (SwimList *self)
{
}

/* The open list, or NULL and an error that names it. */
static FILE *
open_list (const char *path, GError **error)
{
  struct stat info;
  FILE *file;

  if (strcmp (path, "-") == 0)
    return stdin;
  file = fopen (path, "re");
  if (file == NULL || fstat (fileno (file), &info) != 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "cannot read the list %s: %s", path,
                   g_strerror (errno));
      g_clear_pointer (&file, fclose);
      return NULL;
    }
  if (S_ISDIR (info.st_mode))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
                   "cannot read the list %s: it is a folder; name a file with one item per line",
                   path);
      g_clear_pointer (&file, fclose);
    }
  return file;
}

/* How many lines of the file are items, or -1 where that cannot be known before they are read. */
static gint64
count_items (FILE *file)
{
  struct stat info;
  gboolean blank = TRUE; /* so far in this line */
  gint64 items = 0;
  int c;

  if (fstat (fileno (file), &info) != 0 || !S_ISREG (info.st_mode) || info.st_size > MOST_COUNTED
      || ftell (file) != 0)
    return -1;
  while ((c = getc_unlocked (file)) != EOF)
    if (c == '\n')
      blank = TRUE;
    else if (blank && !g_ascii_isspace (c))
      {
        items += c != '#';
        blank = FALSE;
      }
  rewind (file);
  return items;
}

/**
 * swim_items_new_from_list:
 * @path: (type filename): a file with one name a line, or `-` for standard input
 * @error: return location for an error
 *
 * Blank lines and lines that begin with `#` are passed over, white space around a name is removed,
 * lines may end in CR LF. A line that cannot be a name becomes an item with a problem that gives
 * file and line. The list is read by a thread of its own, a few thousand lines ahead.
 *
 * Returns: (transfer full): an item for each line, or %NULL where the list cannot be opened
 *
 * Since: 0.1
 */
SwimItems *
swim_items_new_from_list (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  return swim_items_new_from_table (path, NULL, error);
}

SwimItems *
swim_items_new_from_table (const char *path,
                           const char *(*check) (const char *name),
                           GError **error)
{
  SwimList *self;
  FILE *file;

  file = open_list (path, error);
  if (file == NULL)
    return NULL;
  self = g_object_new (SWIM_TYPE_LIST, NULL);
  swim_items_set_count (SWIM_ITEMS (self), count_items (file));
  self->shared = g_atomic_rc_box_new0 (Shared);
  g_mutex_init (&self->shared->lock);
  g_cond_init (&self->shared->drained);
  self->shared->list = SWIM_ITEMS (self);
  if (!start_reading (self->shared, file, path, check, error))
    g_clear_object (&self);
  return (SwimItems *) self;
}
