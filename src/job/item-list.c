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

#include "base/input.h"
#include "base/swim-error.h"
#include "job/items-private.h"

#define LONGEST_LINE (64 * 1024)
#define LINES_A_BATCH 1024
#define BATCHES_AHEAD 4
/* Of this much text a batch is full, however few lines it has. */
#define BYTES_A_BATCH (256 * 1024)
/* Of a list of more bytes it is not known beforehand how many items it has: to count them would
 * take longer than a user waits. */
#define MOST_COUNTED (64 * 1024 * 1024)

/* Lines on their way to the puller, in one piece of text: items would be freed by another thread
 * than that which made them, which is slow. Each is a kind and a string, which ends with its NUL; a
 * problem is followed by the string that explains it, and a named item by its path. Where items of
 * other shares were passed over, their number stands before it, as a string, behind its own kind.
 */
typedef struct
{
  GString *text;
  guint lines;
} Batch;

#define LINE_ITEM '+'
#define LINE_NAMED '>'
#define LINE_PROBLEM '!'
#define LINE_PASSED '/'

static Batch *
batch_new (void)
{
  Batch *batch = g_new0 (Batch, 1);

  batch->text = g_string_sized_new (32 * 1024);
  return batch;
}

static void
batch_free (Batch *batch)
{
  g_string_free (batch->text, TRUE);
  g_free (batch);
}

/* What the puller and the reading thread share. It outlives the list where the reader is stuck in a
 * silent pipe, from which it cannot be called off. */
typedef struct
{
  GMutex lock;
  GCond drained;
  GQueue batches;        /* of Batch */
  gboolean complete;     /* the last batch is in */
  gboolean closed;       /* the puller has been freed */
  GMainContext *waiting; /* the puller's context, where it wants to be woken */
  SwimItems *list;       /* for the puller's thread alone; NULL when closed */
} Shared;

struct _SwimList
{
  SwimItems parent;
  Batch *batch;   /* what the puller draws from; NULL before the first */
  gsize at;       /* in its text: the next line */
  gboolean ended; /* the last batch has been taken */
  guint64 taken;  /* items */
  guint64 passed; /* items of other shares before the next one */
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
  SwimListRules rules;
  char *context;  /* of the rules */
  guint64 passed; /* items of other shares since the last line that was handed over */
  Batch *batch;
} Reader;

static void
clear_shared (gpointer data)
{
  Shared *shared = data;

  g_queue_clear_full (&shared->batches, (GDestroyNotify) batch_free);
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
  reader->batch = batch_new ();
  shared->complete = complete;
  wake_puller (shared);
  return !shared->closed;
}

static void
append_string (Reader *reader, const char *string)
{
  g_string_append_len (reader->batch->text, string, (gssize) strlen (string) + 1);
}

/* more: the string that this kind has behind the name, or NULL */
static gboolean
add_line (Reader *reader, char kind, const char *name, const char *more)
{
  Batch *batch = reader->batch;

  if (reader->passed > 0)
    {
      g_string_append_printf (batch->text, "%c%" G_GUINT64_FORMAT, LINE_PASSED, reader->passed);
      g_string_append_c (batch->text, '\0');
      reader->passed = 0;
    }
  g_string_append_c (batch->text, kind);
  append_string (reader, name);
  if (more != NULL)
    append_string (reader, more);
  return (++batch->lines < LINES_A_BATCH && batch->text->len < BYTES_A_BATCH)
         || hand_over (reader, FALSE);
}

/* An item for a line that cannot be one, named by file and line. */
static gboolean
add_problem (Reader *reader, const char *what)
{
  g_autofree char *name = g_strdup_printf ("%s:%" G_GUINT64_FORMAT, reader->path, reader->line);
  g_autofree char *problem = g_strdup_printf ("%s: %s", name, what);

  return add_line (reader, LINE_PROBLEM, name, problem);
}

/* Leaves out a line of another share. Where such are many, those before them do not wait until
 * there is a whole batch of ours. */
static gboolean
pass_over (Reader *reader)
{
  Batch *batch = reader->batch;

  reader->passed++;
  if (batch->text->len == 0)
    return TRUE;
  return ++batch->lines < LINES_A_BATCH || hand_over (reader, FALSE);
}

/* What is no name stands for itself, so that one share has it. */
static gboolean
add_bad_line (Reader *reader, const char *line, gsize length, const char *what)
{
  const SwimShard *shard = &reader->rules.share.shard;

  if (shard->count == 0 || swim_shard_find (line, length, shard->count) == shard->index)
    return add_problem (reader, what);
  return pass_over (reader);
}

/* The item of a line, with its second column where there is one. */
static gboolean
add_columns (Reader *reader, char *line)
{
  const SwimListRules *rules = &reader->rules;
  char *second = line + (rules->check != NULL ? strcspn (line, " \t") : strlen (line));
  const char *wrong = NULL;

  if (rules->check != NULL && *second != '\0')
    {
      *second++ = '\0';
      wrong = rules->check (g_strchug (second));
    }
  if (!swim_shard_filter_has (&rules->share, line))
    return pass_over (reader);
  if (wrong != NULL)
    {
      g_autofree char *what =
          g_strdup_printf ("“%s” cannot be the name of a file: %s", second, wrong);

      return add_problem (reader, what);
    }
  if (*second != '\0')
    return add_line (reader, LINE_NAMED, line, second);
  return add_line (reader, LINE_ITEM, line, NULL);
}

/* Some editors put a byte order mark before the first line, where it is no part of a name. */
#define BYTE_ORDER_MARK "\357\273\277"

/* Takes one line, without its newline, that is already known not to be too long. */
static gboolean
take_line (Reader *reader, char *line, gsize length)
{
  if (memchr (line, '\0', length) != NULL)
    return add_bad_line (reader, line, length, "the line holds a NUL byte; is this a text file?");
  if (reader->line == 1 && g_str_has_prefix (line, BYTE_ORDER_MARK))
    line += strlen (BYTE_ORDER_MARK);
  g_strstrip (line);
  if (line[0] == '\0' || line[0] == '#')
    return TRUE;
  if (!g_utf8_validate (line, -1, NULL))
    return add_bad_line (reader, line, strlen (line),
                         "the line is not UTF-8; convert the list with iconv");
  return add_columns (reader, line);
}

/* With the beginning of the line. */
static gboolean
take_overlong_line (Reader *reader, const char *line, gsize length)
{
  int c;

  while ((c = getc_unlocked (reader->file)) != EOF && c != '\n')
    ;
  return add_bad_line (reader, line, length,
                       "the line is longer than 64 KiB; is there one item a line?");
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
        wanted = take_overlong_line (reader, line, length);
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
  batch_free (reader->batch);
  shared_unref (reader->shared);
  g_free (reader->path);
  g_free (reader->context);
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
               const SwimListRules *rules,
               GError **error)
{
  Reader *reader = g_new0 (Reader, 1);
  GThread *thread;

  reader->shared = g_atomic_rc_box_acquire (shared);
  reader->file = file;
  reader->path = g_strdup (file == stdin ? "standard input" : path);
  reader->batch = batch_new ();
  reader->rules = *rules;
  reader->context = g_strdup (rules->share.context);
  reader->rules.share.context = reader->context;
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
  Batch *batch = g_queue_pop_head (&shared->batches);

  if (batch == NULL)
    {
      if (shared->waiting == NULL)
        shared->waiting = g_main_context_ref_thread_default ();
      return FALSE;
    }
  g_clear_pointer (&self->batch, batch_free);
  self->batch = batch;
  self->at = 0;
  self->ended = shared->complete && shared->batches.length == 0;
  g_cond_signal (&shared->drained);
  return TRUE;
}

/* The next string of the batch. */
static const char *
take_string (SwimList *self)
{
  const char *string = self->batch->text->str + self->at;

  self->at += strlen (string) + 1;
  return string;
}

static SwimItem *
take_item (SwimList *self)
{
  char kind = self->batch->text->str[self->at++];
  SwimItem *item;

  if (kind == LINE_PASSED)
    {
      self->passed += g_ascii_strtoull (take_string (self), NULL, 10);
      kind = self->batch->text->str[self->at++];
    }
  item = swim_item_new (take_string (self));
  item->index = self->passed + self->taken++;
  if (kind == LINE_PROBLEM)
    item->problem = g_strdup (take_string (self));
  if (kind == LINE_NAMED)
    {
      item->path = g_strdup (take_string (self));
      item->path_use = SWIM_PATH_FIXED;
    }
  return item;
}

static SwimNext
swim_list_next (SwimItems *items, SwimItem **item)
{
  SwimList *self = (SwimList *) items; /* swim_items_next() has checked the type */

  while (self->batch == NULL || self->at == self->batch->text->len)
    {
      if (self->ended)
        return SWIM_NEXT_END;
      if (!take_batch (self))
        return SWIM_NEXT_WAIT;
    }
  *item = take_item (self);
  return SWIM_NEXT_ITEM;
}

static void
swim_list_finalize (GObject *object)
{
  SwimList *self = SWIM_LIST (object);

  g_clear_pointer (&self->batch, batch_free);
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
  g_autoptr (GError) problem = NULL;
  FILE *file = strcmp (path, "-") == 0 ? stdin : swim_input_open (path, &problem);

  if (problem != NULL)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "cannot read the list %s: %s", path,
                 problem->message);
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
  const SwimListRules rules = { 0 };

  g_return_val_if_fail (path != NULL, NULL);
  return swim_items_new_from_table (path, &rules, error);
}

SwimItems *
swim_items_new_from_table (const char *path, const SwimListRules *rules, GError **error)
{
  SwimList *self;
  FILE *file;

  file = open_list (path, error);
  if (file == NULL)
    return NULL;
  self = g_object_new (SWIM_TYPE_LIST, NULL);
  if (rules->share.shard.count == 0)
    swim_items_set_count (SWIM_ITEMS (self), count_items (file));
  self->shared = g_atomic_rc_box_new0 (Shared);
  g_mutex_init (&self->shared->lock);
  g_cond_init (&self->shared->drained);
  self->shared->list = SWIM_ITEMS (self);
  if (!start_reading (self->shared, file, path, rules, error))
    g_clear_object (&self);
  return (SwimItems *) self;
}
