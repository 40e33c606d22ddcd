/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/list-reader.h"

#include <errno.h>
#include <string.h>

#define LONGEST_LINE (64 * 1024)

/* What the reading thread works with. */
typedef struct
{
  SwimListFeed *feed; /* NULL: items are only counted */
  SwimListBatch *batch;
  FILE *file;
  char *path;
  SwimListRules rules; /* with texts of its own */
  guint64 line;
  SwimWholeList whole;   /* the items of all shares */
  guint64 ours;          /* of this share */
  guint64 passed;        /* of others, since the last that was handed over */
  gboolean unterminated; /* the line that is read ends with the file and not with a newline */
  gboolean cut;          /* such a line was dropped */
  gboolean marked;       /* the last line has been read */
} Reader;

static gboolean
hand_over (Reader *reader)
{
  SwimListBatch *batch = reader->batch;

  reader->batch = swim_list_batch_new ();
  return swim_list_feed_push (reader->feed, batch);
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
  SwimListBatch *batch = reader->batch;

  reader->ours++;
  if (reader->feed == NULL)
    return TRUE;
  if (reader->passed > 0)
    {
      g_string_append_printf (batch->text, "%c%" G_GUINT64_FORMAT, SWIM_LINE_PASSED,
                              reader->passed);
      g_string_append_c (batch->text, '\0');
      reader->passed = 0;
    }
  g_string_append_c (batch->text, kind);
  append_string (reader, name);
  if (more != NULL)
    append_string (reader, more);
  return (++batch->lines < SWIM_LINES_A_BATCH && batch->text->len < SWIM_BYTES_A_BATCH)
         || hand_over (reader);
}

/* An item for a line that cannot be one, named by file and line. */
static gboolean
add_problem (Reader *reader, const char *what)
{
  g_autofree char *name = g_strdup_printf ("%s:%" G_GUINT64_FORMAT, reader->path, reader->line);
  g_autofree char *problem = g_strdup_printf ("%s: %s", name, what);

  return add_line (reader, SWIM_LINE_PROBLEM, name, problem);
}

/* Leaves out an item of another share. Where such are many, those before them do not wait until
 * there is a whole batch of ours. */
static gboolean
pass_over (Reader *reader)
{
  reader->passed++;
  if (reader->feed == NULL || reader->batch->text->len == 0)
    return TRUE;
  return ++reader->batch->lines < SWIM_LINES_A_BATCH || hand_over (reader);
}

/* What is no name stands for itself, so that one share has it. */
static gboolean
add_bad_line (Reader *reader, const char *line, gsize length, const char *what)
{
  if (swim_shard_has (&reader->rules.share.shard, line, length, &reader->whole))
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
  if (!swim_shard_filter_has (&rules->share, line, &reader->whole))
    return pass_over (reader);
  if (wrong != NULL)
    {
      g_autofree char *what =
          g_strdup_printf ("“%s” cannot be the name of a file: %s", second, wrong);

      return add_problem (reader, what);
    }
  if (*second != '\0')
    return add_line (reader, SWIM_LINE_NAMED, line, second);
  return add_line (reader, SWIM_LINE_ITEM, line, NULL);
}

/* Whether a line without a newline is the rest of a list that broke off, by what is known of its
 * end: half a name would be another name. */
static gboolean
is_cut (Reader *reader)
{
  const SwimListRules *rules = &reader->rules;

  reader->cut = reader->unterminated
                && (rules->end_marker != NULL
                    || (rules->expect >= 0 && reader->whole.items + 1 < (guint64) rules->expect));
  return reader->cut;
}

/* Some editors put a byte order mark before the first line, where it is no part of a name. */
#define BYTE_ORDER_MARK "\357\273\277"

/* Takes one line, without its newline, that is already known not to be too long; FALSE when no more
 * are needed. */
static gboolean
take_line (Reader *reader, char *line, gsize length)
{
  if (memchr (line, '\0', length) != NULL)
    return is_cut (reader)
           || add_bad_line (reader, line, length,
                            "the line holds a NUL byte; is this a text file?");
  if (reader->line == 1 && g_str_has_prefix (line, BYTE_ORDER_MARK))
    line += strlen (BYTE_ORDER_MARK);
  g_strstrip (line);
  reader->marked = g_strcmp0 (line, reader->rules.end_marker) == 0;
  if (reader->marked)
    return FALSE;
  if (line[0] == '\0' || line[0] == '#' || is_cut (reader))
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

/* Whether the puller wants more than there is. */
static gboolean
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
        return TRUE;
      reader->line++;
      reader->unterminated = c == EOF;
      line[length] = '\0';
      if (c != EOF && c != '\n')
        wanted = take_overlong_line (reader, line, length);
      else
        wanted = take_line (reader, line, length);
    }
  return reader->marked;
}

/* Why the list is not the whole one (transfer full), by what is known of its end; NULL where it
 * is. */
static char *
find_fault (const Reader *reader)
{
  const SwimListRules *rules = &reader->rules;
  const char *cut = reader->cut ? ", and half a line that was left out" : "";
  g_autofree char *items = g_strdup_printf ("%" G_GUINT64_FORMAT " item%s%s", reader->whole.items,
                                            reader->whole.items == 1 ? "" : "s", cut);

  if (rules->end_marker != NULL && !reader->marked)
    return g_strdup_printf (
        "the list %s broke off after %s: its last line is not the end marker “%s”", reader->path,
        items, rules->end_marker);
  if (rules->expect >= 0 && reader->whole.items != (guint64) rules->expect)
    return g_strdup_printf (
        "the list %s %s %s, and %" G_GINT64_FORMAT " are expected", reader->path,
        reader->whole.items < (guint64) rules->expect ? "broke off after" : "has", items,
        rules->expect);
  return NULL;
}

/* Closes the list as well. */
static void
reader_free (Reader *reader)
{
  if (reader->file != stdin)
    fclose (reader->file);
  g_clear_pointer (&reader->batch, swim_list_batch_free);
  swim_list_feed_unref (reader->feed);
  g_free (reader->path);
  g_free ((char *) reader->rules.share.context);
  g_free ((char *) reader->rules.end_marker);
  g_free (reader);
}

static gpointer
read_list (gpointer data)
{
  Reader *reader = data;
  gboolean whole = read_lines (reader);
  char *fault = whole ? find_fault (reader) : NULL;

  if (ferror (reader->file))
    {
      g_autofree char *what = g_strdup_printf ("reading stopped here: %s", g_strerror (errno));

      whole = FALSE;
      reader->line++;
      add_problem (reader, what);
    }
  swim_list_feed_end (reader->feed, g_steal_pointer (&reader->batch), fault,
                      whole && fault == NULL ? &reader->whole : NULL);
  reader_free (reader);
  return NULL;
}

gboolean
swim_list_reader_start (FILE *file,
                        const char *path,
                        const SwimListRules *rules,
                        SwimListFeed *feed,
                        GError **error)
{
  Reader *reader = g_new0 (Reader, 1);
  GThread *thread;

  reader->feed = swim_list_feed_ref (feed);
  reader->batch = swim_list_batch_new ();
  reader->file = file;
  reader->path = g_strdup (file == stdin ? "standard input" : path);
  reader->rules = *rules;
  reader->rules.share.context = g_strdup (rules->share.context);
  reader->rules.end_marker = g_strdup (rules->end_marker);
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

gint64
swim_list_reader_count (FILE *file, const SwimListRules *rules)
{
  Reader reader = { .file = file, .path = (char *) "", .rules = *rules };

  read_lines (&reader);
  rewind (file);
  return (gint64) reader.ours;
}
