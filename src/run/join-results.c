/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A list may have an item twice, which is then twice in the results of its share; but it is never
 * in those of two shares. The digest of the records tells whether the results are the same items
 * and classes: where an item has a content, results do not say what its hash is, and they are
 * counted. */
#include "config.h"

#include "run/join-results.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/input.h"
#include "base/swim-error.h"
#include "job/result-line.h"
#include "job/tally-set.h"

/* Enough for the beginning of an object. */
#define PEEK 256

struct _SwimJoinResults
{
  SwimTallySet *seen; /* the names in all files but the one that is read */
  guint files;
  guint64 items;
  SwimDigest digest;
  gboolean contents; /* an item has a content */
  GPtrArray *cut;    /* of char *: the files whose last line is incomplete */
  SwimResultLine line;
};

/* A file as it is read, and its line. */
typedef struct
{
  const char *path;
  guint64 line;
  const char *name; /* of the item */
  SwimStatus status;
} Line;

typedef gboolean (*LineFunc) (SwimJoinResults *self, const Line *line, GError **error);

SwimJoinResults *
swim_join_results_new (void)
{
  SwimJoinResults *self = g_new0 (SwimJoinResults, 1);

  self->seen = swim_tally_set_new ();
  self->cut = g_ptr_array_new_with_free_func (g_free);
  swim_result_line_init (&self->line);
  return self;
}

void
swim_join_results_free (SwimJoinResults *self)
{
  if (self == NULL)
    return;
  swim_tally_set_free (self->seen);
  g_ptr_array_unref (self->cut);
  swim_result_line_clear (&self->line);
  g_free (self);
}

/* Whether the file has results, and not a record: a result begins with the name of its item, or is
 * cut short before it. */
gboolean
swim_join_results_are_in (const char *path)
{
  FILE *file = strcmp (path, "-") != 0 ? swim_input_open (path, NULL) : NULL;
  char text[PEEK + 1] = "";
  const char *at = text;

  if (file == NULL)
    return FALSE;
  text[fread (text, 1, PEEK, file)] = '\0';
  fclose (file);
  at += strspn (at, " \t\r\n");
  if (*at == '\0') /* those of a share that no item falls into */
    return TRUE;
  if (*at != '{')
    return FALSE;
  at++;
  at += strspn (at, " \t\r\n");
  return g_str_has_prefix ("\"name\"", at) || g_str_has_prefix (at, "\"name\"");
}

static gboolean
parse_line (SwimJoinResults *self, const char *text, gsize length, Line *line, GError **error)
{
  line->name = self->line.name->str;
  if (swim_result_line_parse (&self->line, text, length)
      && swim_status_from_string (self->line.status->str, &line->status))
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
               "%s:%" G_GUINT64_FORMAT ": not a swimlane result (expected the JSON object of "
               "--format=ndjson)",
               line->path, line->line);
  return FALSE;
}

/* Calls @func with each line. A last one without an end was being written when its program was
 * killed: then @cut is set. */
static gboolean
read_lines (SwimJoinResults *self, const char *path, LineFunc func, gboolean *cut, GError **error)
{
  g_autofree char *text = NULL; /* getline() allocates as GLib does */
  FILE *file = swim_input_open (path, error);
  Line line = { .path = path };
  size_t room = 0;
  ssize_t length;
  gboolean good = file != NULL;

  while (good && (length = getline (&text, &room, file)) > 0)
    {
      line.line++;
      *cut = text[length - 1] != '\n';
      if (!*cut)
        good = parse_line (self, text, (gsize) length, &line, error) && func (self, &line, error);
    }
  if (good && !feof (file)) /* of too long a line, say, no error is kept in the stream */
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "cannot read %s: %s", path,
                   g_strerror (errno));
      good = FALSE;
    }
  if (file == NULL)
    g_prefix_error (error, "cannot read %s: ", path);
  else
    fclose (file);
  return good;
}

static gboolean
count_line (SwimJoinResults *self, const Line *line, GError **error)
{
  if (swim_tally_set_take (self->seen, line->name))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "%s:%" G_GUINT64_FORMAT ": “%s” is in the results of another share too",
                   line->path, line->line, line->name);
      return FALSE;
    }
  self->items++;
  self->contents |= self->line.content;
  swim_digest_add (&self->digest, line->name, line->status, 0, 0);
  return TRUE;
}

static gboolean
remember_line (SwimJoinResults *self, const Line *line, GError **error)
{
  swim_tally_set_add (self->seen, line->name);
  return TRUE;
}

/* Adds the results of a share. */
gboolean
swim_join_results_add (SwimJoinResults *self, const char *path, GError **error)
{
  gboolean cut = FALSE;

  if (!read_lines (self, path, count_line, &cut, error)
      || !read_lines (self, path, remember_line, &cut, error))
    return FALSE;
  self->files++;
  if (cut)
    g_ptr_array_add (self->cut, g_strdup (path));
  return TRUE;
}

/* Compares the results with what the records of all shares say; what is wrong is added to @missing,
 * of char *. */
void
swim_join_results_check (const SwimJoinResults *self, const SwimRecord *joined, GPtrArray *missing)
{
  g_autofree char *digest = swim_digest_to_text (&self->digest);

  for (guint i = 0; i < self->cut->len; i++)
    g_ptr_array_add (missing, g_strdup_printf ("the last line of %s is cut short; run its share "
                                               "again with --resume",
                                               (char *) g_ptr_array_index (self->cut, i)));
  if (self->files == 0)
    return;
  if (self->items != joined->items)
    g_ptr_array_add (missing, g_strdup_printf ("the results have %" G_GUINT64_FORMAT
                                               " items, and the records %" G_GUINT64_FORMAT,
                                               self->items, joined->items));
  else if (!self->contents && joined->digest != NULL && strcmp (digest, joined->digest) != 0)
    g_ptr_array_add (missing, g_strdup_printf ("the results have the digest %s, and the records "
                                               "%s: they are of other items or classes",
                                               digest, joined->digest));
}
