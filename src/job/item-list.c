/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Items from a list, one a line, from a file or a pipe. Reading a file blocks, and a pipe may be
 * silent for long, so a thread reads and hands over whole batches of lines; it stays a few batches
 * ahead and no more, so that a list may be longer than memory. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/input.h"
#include "base/swim-error.h"
#include "job/list-reader.h"

/* Of a list of more bytes it is not known beforehand how many items it has: to count them would
 * take longer than a user waits. */
#define MOST_COUNTED (64 * 1024 * 1024)
/* The same of a share, for which each line must be looked at. */
#define MOST_COUNTED_BY_SHARE (16 * 1024 * 1024)

struct _SwimList
{
  SwimItems parent;
  SwimListBatch *batch; /* what the puller draws from; NULL before the first */
  gsize at;             /* in its text: the next line */
  gboolean ended;       /* the last batch has been taken */
  guint64 taken;        /* items */
  guint64 passed;       /* items of other shares before the next one */
  SwimListFeed *feed;
};

#define SWIM_TYPE_LIST (swim_list_get_type ())
G_DECLARE_FINAL_TYPE (SwimList, swim_list, SWIM, LIST, SwimItems)
G_DEFINE_FINAL_TYPE (SwimList, swim_list, SWIM_TYPE_ITEMS)

/* Makes the next batch the puller's own; FALSE if there is none yet. */
static gboolean
take_batch (SwimList *self)
{
  SwimListBatch *batch = swim_list_feed_pop (self->feed, &self->ended);

  if (batch == NULL)
    return FALSE;
  g_clear_pointer (&self->batch, swim_list_batch_free);
  self->batch = batch;
  self->at = 0;
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

  if (kind == SWIM_LINE_PASSED)
    {
      self->passed += g_ascii_strtoull (take_string (self), NULL, 10);
      kind = self->batch->text->str[self->at++];
    }
  item = swim_item_new (take_string (self));
  item->index = self->passed + self->taken++;
  if (kind == SWIM_LINE_PROBLEM)
    item->problem = g_strdup (take_string (self));
  if (kind == SWIM_LINE_NAMED)
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
        {
          swim_items_set_fault (items, self->feed->fault);
          swim_items_set_whole (items, &self->feed->whole);
          return SWIM_NEXT_END;
        }
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

  g_clear_pointer (&self->batch, swim_list_batch_free);
  if (self->feed != NULL)
    {
      swim_list_feed_close (self->feed);
      swim_list_feed_unref (self->feed);
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
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "cannot read the list %s: %s%s", path,
                 problem->message,
                 problem->domain == SWIM_ERROR ? ", or - for standard input" : "");
  return file;
}

/* How many lines of the file are items, each of which has a byte that is no white space. */
static gint64
count_lines (FILE *file)
{
  gboolean blank = TRUE; /* so far in this line */
  gint64 items = 0;
  int c;

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

/* How many items there are, or -1 where that cannot be known before they are read. */
static gint64
count_items (FILE *file, const SwimListRules *rules)
{
  gboolean plain = rules->share.shard.count == 0 && rules->end_marker == NULL;
  struct stat info;

  if (fstat (fileno (file), &info) == 0 && S_ISREG (info.st_mode) && ftell (file) == 0
      && info.st_size <= (plain ? MOST_COUNTED : MOST_COUNTED_BY_SHARE))
    return plain ? count_lines (file) : swim_list_reader_count (file, rules);
  return rules->expect >= 0 && rules->share.shard.count == 0 ? rules->expect : -1;
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
  const SwimListRules rules = { .expect = -1 };

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
  swim_items_set_count (SWIM_ITEMS (self), count_items (file, rules));
  self->feed = swim_list_feed_new (SWIM_ITEMS (self));
  if (!swim_list_reader_start (file, path, rules, self->feed, error))
    g_clear_object (&self);
  return (SwimItems *) self;
}
