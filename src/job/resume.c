/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/resume.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/input.h"
#include "base/swim-error.h"
#include "base/swim-status.h"
#include "job/items-private.h"
#include "job/tally-set.h"

/* How many items are skipped before the loop may serve others. */
#define SKIPS_A_TURN 1024

/* Statuses that depend on the item and not on the moment: another try would give the same. */
static const SwimStatus final[] = { SWIM_STATUS_OK, SWIM_STATUS_NOT_FOUND, SWIM_STATUS_INVALID };

/* The file while it is read, and the one that replaces it where something is left out. */
typedef struct
{
  const char *path;
  FILE *old;
  FILE *kept;
  char *kept_path;
  char *target; /* the file itself, where the path is a link to it */
  guint64 line;
  gboolean dropped;
  JsonParser *parser;
  SwimTallySet *done;
  SwimTakenOver *taken;
} Reading;

static void
clear_reading (Reading *reading)
{
  g_clear_pointer (&reading->old, fclose);
  g_clear_pointer (&reading->kept, fclose);
  if (reading->kept_path != NULL)
    g_unlink (reading->kept_path);
  g_free (reading->kept_path);
  free (reading->target);
  g_clear_object (&reading->parser);
  g_clear_pointer (&reading->done, swim_tally_set_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, clear_reading)

static gboolean
fail (const Reading *reading, const char *what, GError **error)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "cannot %s %s to resume: %s", what,
               reading->path, g_strerror (errno));
  return FALSE;
}

static gboolean
is_final (const char *status, SwimStatus *class)
{
  for (guint i = 0; i < G_N_ELEMENTS (final); i++)
    if (g_strcmp0 (status, swim_status_to_string (final[i])) == 0)
      {
        *class = final[i];
        return TRUE;
      }
  return FALSE;
}

static const char *
get_string (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

/* Takes a whole line with its newline: keeps it, or drops it where the result is not final. */
static gboolean
take_line (Reading *reading, const char *line, gssize length, GError **error)
{
  JsonNode *root = NULL;
  JsonObject *object;
  const char *name;
  const char *status;
  SwimStatus class;

  if (json_parser_load_from_data (reading->parser, line, length, NULL))
    root = json_parser_get_root (reading->parser);
  object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  name = get_string (object, "name");
  status = get_string (object, "status");
  if (name == NULL || status == NULL)
    {
      g_set_error (
          error, SWIM_ERROR, SWIM_ERROR_USAGE,
          "%s:%" G_GUINT64_FORMAT
          ": not a swimlane result (expected the JSON object of --format=ndjson); nothing was written",
          reading->path, reading->line);
      return FALSE;
    }
  if (!is_final (status, &class))
    {
      reading->dropped = TRUE;
      return TRUE;
    }
  swim_tally_set_add (reading->done, name);
  swim_taken_over_add (reading->taken, name, class);
  return fwrite (line, 1, (gsize) length, reading->kept) == (gsize) length
         || fail (reading, "rewrite", error);
}

static gboolean
read_lines (Reading *reading, GError **error)
{
  g_autofree char *line = NULL; /* getline() allocates as GLib does */
  size_t room = 0;
  gboolean good = TRUE;
  ssize_t length;

  while (good && (length = getline (&line, &room, reading->old)) > 0)
    {
      reading->line++;
      if (line[length - 1] != '\n') /* the program was killed while it wrote */
        reading->dropped = TRUE;
      else
        good = take_line (reading, line, length, error);
    }
  if (good && ferror (reading->old))
    return fail (reading, "read", error);
  return good;
}

/* Opens the file that is to replace the other, beside it. */
static gboolean
open_kept (Reading *reading, mode_t mode, GError **error)
{
  int fd;

  reading->kept_path = g_strconcat (reading->target, ".XXXXXX", NULL);
  fd = g_mkstemp (reading->kept_path);
  if (fd < 0)
    g_clear_pointer (&reading->kept_path, g_free);
  if (fd < 0 || fchmod (fd, mode & 07777) != 0 || (reading->kept = fdopen (fd, "w")) == NULL)
    return fail (reading, "write beside", error);
  return TRUE;
}

/* Replaces the old file by renaming, so that it is complete at any time. */
static gboolean
replace (Reading *reading, GError **error)
{
  FILE *kept = g_steal_pointer (&reading->kept);
  gboolean written = fflush (kept) == 0 && fsync (fileno (kept)) == 0;

  if (fclose (kept) != 0 || !written)
    return fail (reading, "rewrite", error);
  if (reading->dropped && g_rename (reading->kept_path, reading->target) != 0)
    return fail (reading, "replace", error);
  if (reading->dropped)
    g_clear_pointer (&reading->kept_path, g_free);
  return TRUE;
}

/* What the file has a final result for (transfer full); their sum is added to @taken. */
static SwimTallySet *
read_done (const char *path, SwimTakenOver *taken, GError **error)
{
  g_auto (Reading) reading = { .path = path, .done = swim_tally_set_new (), .taken = taken };
  g_autoptr (GError) problem = NULL;
  struct stat info;

  reading.old = swim_input_open (path, &problem);
  if (g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return g_steal_pointer (&reading.done);
  if (reading.old == NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "cannot continue %s: %s", path,
                   problem->message);
      return NULL;
    }
  reading.target = realpath (path, NULL);
  if (reading.target == NULL || fstat (fileno (reading.old), &info) != 0)
    {
      fail (&reading, "read", error);
      return NULL;
    }
  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "--resume needs a regular file that can be read and written, which %s is not",
                   path);
      return NULL;
    }
  reading.parser = json_parser_new ();
  if (!open_kept (&reading, info.st_mode, error) || !read_lines (&reading, error)
      || !replace (&reading, error))
    return NULL;
  return g_steal_pointer (&reading.done);
}

/* The items that are left. */
struct _SwimResume
{
  SwimItems parent;
  SwimItems *all;
  SwimTallySet *done;
  SwimTakenOver taken;
  GSource *turn; /* continues after it has skipped many */
};

#define SWIM_TYPE_RESUME (swim_resume_get_type ())
G_DECLARE_FINAL_TYPE (SwimResume, swim_resume, SWIM, RESUME, SwimItems)
G_DEFINE_FINAL_TYPE (SwimResume, swim_resume, SWIM_TYPE_ITEMS)

static void
stop_turn (SwimResume *self)
{
  if (self->turn == NULL)
    return;
  g_source_destroy (self->turn);
  g_clear_pointer (&self->turn, g_source_unref);
}

static gboolean
on_turn (gpointer data)
{
  SwimResume *self = data;

  stop_turn (self);
  swim_items_wake (SWIM_ITEMS (self));
  return G_SOURCE_REMOVE;
}

static SwimNext
swim_resume_next (SwimItems *items, SwimItem **item)
{
  SwimResume *self = SWIM_RESUME (items);

  for (guint i = 0; i < SKIPS_A_TURN; i++)
    {
      SwimNext next = swim_items_next (self->all, item);

      if (next == SWIM_NEXT_END)
        swim_items_set_fault (items, swim_items_get_fault (self->all));
      if (next != SWIM_NEXT_ITEM || !swim_tally_set_take (self->done, (*item)->name))
        return next;
      g_clear_pointer (item, swim_item_free);
    }
  if (self->turn == NULL)
    {
      self->turn = g_idle_source_new ();
      g_source_set_priority (self->turn, G_PRIORITY_DEFAULT);
      g_source_set_callback (self->turn, on_turn, self, NULL);
      g_source_attach (self->turn, g_main_context_get_thread_default ());
    }
  return SWIM_NEXT_WAIT;
}

static void
swim_resume_finalize (GObject *object)
{
  SwimResume *self = SWIM_RESUME (object);

  stop_turn (self);
  swim_items_set_wake (self->all, NULL, NULL);
  g_object_unref (self->all);
  swim_tally_set_free (self->done);
  G_OBJECT_CLASS (swim_resume_parent_class)->finalize (object);
}

static void
swim_resume_class_init (SwimResumeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = swim_resume_finalize;
  SWIM_ITEMS_CLASS (klass)->next = swim_resume_next;
}

static void
swim_resume_init (SwimResume *self)
{
}

static void
on_all_woken (gpointer data)
{
  swim_items_wake (data);
}

SwimItems *
swim_resume_items (SwimItems *items, const char *path, GError **error)
{
  g_autoptr (SwimItems) all = items;
  SwimTakenOver taken = { .complete = TRUE };
  SwimTallySet *done = read_done (path, &taken, error);
  SwimResume *self;

  if (done == NULL)
    return NULL;
  self = g_object_new (SWIM_TYPE_RESUME, NULL);
  self->all = g_steal_pointer (&all);
  self->done = done;
  self->taken = taken;
  swim_items_set_wake (self->all, on_all_woken, self);
  return SWIM_ITEMS (self);
}

const SwimTakenOver *
swim_resume_get_taken_over (SwimItems *items)
{
  return SWIM_IS_RESUME (items) ? &SWIM_RESUME (items)->taken : NULL;
}
