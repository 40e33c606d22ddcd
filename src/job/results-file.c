/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/results-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/input.h"
#include "base/swim-error.h"
#include "base/swim-status.h"
#include "job/result-line.h"

#define PIECE (1024 * 1024)
/* How often the file may be replaced by another process while we take it. */
#define MOST_TRIES 100
/* What is asked about an address, whatever is asked about names. */
#define TYPE_OF_ADDRESSES "PTR"
/* In how many lines we look for the record types: a run writes the same in all, and to look takes
 * longer than all else that is done with a line. */
#define MOST_LOOKED_AT 1000

/* Statuses that depend on the item and not on the moment: another try would give the same. */
static const SwimStatus final[] = { SWIM_STATUS_OK, SWIM_STATUS_NOT_FOUND, SWIM_STATUS_INVALID };

/* The file while it is read, and the one that replaces it where something is left out. */
typedef struct
{
  const char *path;
  const SwimShardFilter *share;
  const char *types; /* that are asked for; NULL once they are known to be those of the file */
  FILE *old;         /* locked */
  FILE *kept;        /* locked; NULL as long as nothing is left out */
  char *kept_path;
  char *target; /* the file itself, where the path is a link to it */
  struct stat info;
  guint64 line;
  off_t complete;        /* the lines so far, in bytes */
  gboolean torn;         /* the last line has no newline */
  SwimResultLine result; /* of the line */
  SwimTallySet *done;
  SwimTakenOver taken;
} Reading;

static void
clear_reading (Reading *reading)
{
  g_clear_pointer (&reading->old, fclose);
  if (reading->kept_path != NULL)
    g_unlink (reading->kept_path);
  g_clear_pointer (&reading->kept, fclose);
  g_free (reading->kept_path);
  free (reading->target);
  swim_result_line_clear (&reading->result);
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
    if (g_str_equal (status, swim_status_to_string (final[i])))
      {
        *class = final[i];
        return TRUE;
      }
  return FALSE;
}

/* Whether we have the file for ourselves from now on. */
static gboolean
lock (const Reading *reading, FILE *file, GError **error)
{
  if (flock (fileno (file), LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  if (errno != EWOULDBLOCK)
    return fail (reading, "lock", error);
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
               "another process is appending to %s; wait for its end, or give each run a file of "
               "its own",
               reading->path);
  return FALSE;
}

/* What is wrong with a file that cannot be opened. */
static gboolean
refuse (const Reading *reading, GError *problem, GError **error)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "cannot continue %s: %s", reading->path,
               problem->message);
  g_error_free (problem);
  return FALSE;
}

/* Opens the file for reading and writing, and makes it where there is none. */
static gboolean
open_old (Reading *reading, GError **error)
{
  GError *problem = NULL;
  FILE *file = swim_input_open (reading->path, &problem); /* which never waits */
  int fd;

  if (file == NULL && !g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return refuse (reading, problem, error);
  g_clear_error (&problem);
  if (file != NULL
      && (fstat (fileno (file), &reading->info) != 0 || !S_ISREG (reading->info.st_mode)))
    {
      fclose (file);
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "--resume needs a regular file that can be read and written, which %s is not",
                   reading->path);
      return FALSE;
    }
  g_clear_pointer (&file, fclose);
  fd = open (reading->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0666);
  reading->old = fd >= 0 ? fdopen (fd, "r+") : NULL;
  if (reading->old == NULL && fd >= 0)
    close (fd);
  if (reading->old == NULL || fstat (fd, &reading->info) != 0)
    return fail (reading, "open", error);
  return TRUE;
}

/* Opens and locks the file that has the name. Who had the lock may have replaced it meanwhile. */
static gboolean
take_old (Reading *reading, GError **error)
{
  struct stat now;

  for (guint i = 0; i < MOST_TRIES; i++)
    {
      g_clear_pointer (&reading->old, fclose);
      if (!open_old (reading, error) || !lock (reading, reading->old, error))
        return FALSE;
      if (stat (reading->path, &now) == 0 && now.st_dev == reading->info.st_dev
          && now.st_ino == reading->info.st_ino)
        return TRUE;
    }
  errno = EBUSY;
  return fail (reading, "lock", error);
}

/* Copies what was read so far. */
static gboolean
copy_complete (Reading *reading, off_t length, GError **error)
{
  g_autofree char *piece = g_malloc (PIECE);
  off_t at = 0;

  while (at < length)
    {
      ssize_t n = pread (fileno (reading->old), piece, (size_t) MIN (length - at, PIECE), at);

      if (n <= 0)
        return fail (reading, "read", error);
      if (fwrite (piece, 1, (size_t) n, reading->kept) != (size_t) n)
        return fail (reading, "rewrite", error);
      at += n;
    }
  return TRUE;
}

/* Leaves out the line that begins there: from now on a file beside the other gets the lines. */
static gboolean
drop (Reading *reading, GError **error)
{
  int fd;

  if (reading->kept != NULL)
    return TRUE;
  reading->kept_path = g_strconcat (reading->target, ".XXXXXX", NULL);
  fd = g_mkstemp (reading->kept_path);
  if (fd < 0)
    g_clear_pointer (&reading->kept_path, g_free);
  if (fd < 0 || fchmod (fd, reading->info.st_mode & 07777) != 0
      || (reading->kept = fdopen (fd, "w")) == NULL)
    return fail (reading, "write beside", error);
  fcntl (fd, F_SETFD, FD_CLOEXEC);
  return lock (reading, reading->kept, error) && copy_complete (reading, reading->complete, error);
}

/* An invalid item may have its name from a line of a list, and then that says nothing. */
static gboolean
check_share (Reading *reading, GError **error)
{
  const SwimShardFilter *share = reading->share;

  if (share == NULL || swim_shard_filter_has (share, reading->result.name->str, NULL)
      || g_str_equal (reading->result.status->str, swim_status_to_string (SWIM_STATUS_INVALID)))
    return TRUE;
  g_set_error (
      error, SWIM_ERROR, SWIM_ERROR_USAGE,
      "%s:%" G_GUINT64_FORMAT
      ": “%s” is not of share %u/%u; give each share a file of its own; nothing was written",
      reading->path, reading->line, reading->result.name->str, share->shard.index,
      share->shard.count);
  return FALSE;
}

/* An answer to another question is none to this one. */
static gboolean
check_types (Reading *reading, const char *line, gsize length, GError **error)
{
  g_autofree char *types = NULL;

  if (reading->types == NULL || reading->line > MOST_LOOKED_AT)
    return TRUE;
  types = swim_result_line_dup_types (&reading->result, line, length);
  if (types == NULL || g_str_equal (types, TYPE_OF_ADDRESSES))
    return TRUE;
  if (g_str_equal (types, reading->types))
    {
      reading->types = NULL;
      return TRUE;
    }
  g_set_error (
      error, SWIM_ERROR, SWIM_ERROR_USAGE,
      "%s:%" G_GUINT64_FORMAT
      ": “%s” was asked for %s, and this run asks for %s (--type); give each a file of its "
      "own; nothing was written",
      reading->path, reading->line, reading->result.name->str, types, reading->types);
  return FALSE;
}

/* Takes a whole line with its newline: keeps it, or drops it where the result is not final. */
static gboolean
take_line (Reading *reading, const char *line, gsize length, GError **error)
{
  SwimStatus class;

  if (!swim_result_line_parse (&reading->result, line, length))
    {
      g_set_error (
          error, SWIM_ERROR, SWIM_ERROR_USAGE,
          "%s:%" G_GUINT64_FORMAT
          ": not a swimlane result (expected the JSON object of --format=ndjson); nothing was written",
          reading->path, reading->line);
      return FALSE;
    }
  if (!check_share (reading, error) || !check_types (reading, line, length, error))
    return FALSE;
  if (!is_final (reading->result.status->str, &class))
    return drop (reading, error);
  swim_tally_set_add (reading->done, reading->result.name->str);
  swim_taken_over_add (&reading->taken, reading->result.name->str, class);
  reading->taken.complete &= !reading->result.content;
  return reading->kept == NULL || fwrite (line, 1, length, reading->kept) == length
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
      reading->torn = line[length - 1] != '\n'; /* the program was killed while it wrote */
      if (!reading->torn)
        good = take_line (reading, line, (gsize) length, error);
      if (!reading->torn)
        reading->complete += length;
    }
  if (good && !feof (reading->old)) /* of too long a line, say, no error is kept in the stream */
    return fail (reading, "read", error);
  return good;
}

/* Makes the file what is kept of it, so that it is complete at any time. */
static gboolean
settle (Reading *reading, GError **error)
{
  if (reading->kept == NULL)
    return !reading->torn || ftruncate (fileno (reading->old), reading->complete) == 0
           || fail (reading, "shorten", error);
  if (fflush (reading->kept) != 0 || fsync (fileno (reading->kept)) != 0)
    return fail (reading, "rewrite", error);
  if (g_rename (reading->kept_path, reading->target) != 0)
    return fail (reading, "replace", error);
  g_clear_pointer (&reading->kept_path, g_free);
  fclose (reading->old);
  reading->old = g_steal_pointer (&reading->kept);
  return TRUE;
}

SwimResultsFile *
swim_results_file_open (const char *path,
                        const SwimShardFilter *share,
                        const char *types,
                        GError **error)
{
  g_auto (Reading) reading = {
    .path = path,
    .share = share,
    .types = types,
    .done = swim_tally_set_new (),
    .taken = { .complete = TRUE },
  };
  SwimResultsFile *file;

  swim_result_line_init (&reading.result);
  if (!take_old (&reading, error))
    return NULL;
  reading.target = realpath (path, NULL);
  if (reading.target == NULL)
    {
      fail (&reading, "find", error);
      return NULL;
    }
  if (!read_lines (&reading, error) || !settle (&reading, error))
    return NULL;
  file = g_new (SwimResultsFile, 1);
  file->done = g_steal_pointer (&reading.done);
  file->taken = reading.taken;
  file->lock = g_steal_pointer (&reading.old);
  return file;
}

void
swim_results_file_close (SwimResultsFile *file)
{
  swim_tally_set_free (file->done);
  fclose (file->lock);
  g_free (file);
}
