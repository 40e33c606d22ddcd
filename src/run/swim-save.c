/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/swim-save.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/swim-error.h"

/* Whether something is there that is no regular file, such as a pipe or /dev/stdout: it is written
 * to, not replaced. */
static gboolean
is_special (const char *path)
{
  struct stat info;

  return stat (path, &info) == 0 && !S_ISREG (info.st_mode);
}

static gboolean
fail (GError **error, const char *path, int code)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "cannot write %s: %s",
               strcmp (path, "-") == 0 ? "to standard output" : path, g_strerror (code));
  return FALSE;
}

static gboolean
write_to (FILE *file, const char *path, const char *text, gsize length, GError **error)
{
  gboolean written = fwrite (text, 1, length, file) == length && fflush (file) == 0;

  return written || fail (error, path, errno);
}

static gboolean
write_special (const char *path, const char *text, gsize length, GError **error)
{
  FILE *file = fopen (path, "we");
  gboolean written;

  if (file == NULL)
    return fail (error, path, errno);
  written = write_to (file, path, text, length, error);
  if (fclose (file) != 0 && written)
    return fail (error, path, errno);
  return written;
}

/* Permissions do not tell all, as in /proc or on a full disk: so a file is made there, and removed. */
static gboolean
try_folder (const char *path, GError **error)
{
  g_autofree char *name = g_strconcat (path, ".XXXXXX", NULL);
  int fd = g_mkstemp (name);

  if (fd < 0)
    return fail (error, path, errno);
  close (fd);
  unlink (name);
  return TRUE;
}

/* Fails where a result could not be written to @path (NULL: nowhere), so that it is known before an
 * hour's run. */
gboolean
swim_save_check (const char *path, GError **error)
{
  struct stat info;

  if (path == NULL || strcmp (path, "-") == 0)
    return TRUE;
  if (stat (path, &info) != 0)
    return try_folder (path, error);
  if (S_ISDIR (info.st_mode))
    return fail (error, path, EISDIR);
  if (access (path, W_OK) != 0)
    return fail (error, path, errno);
  return !S_ISREG (info.st_mode) || try_folder (path, error);
}

/* Writes the text to @path, or to standard output where that is `-`. A file is written under
 * another name and renamed, so that a reader never finds half of it. */
gboolean
swim_save_text (const char *path, const char *text, gsize length, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (strcmp (path, "-") == 0)
    return write_to (stdout, path, text, length, error);
  if (is_special (path))
    return write_special (path, text, length, error);
  if (g_file_set_contents_full (path, text, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0666,
                                &local))
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "cannot write %s: %s", path, local->message);
  return FALSE;
}

/* Writes JSON, indented, as swim_save_text() does. */
gboolean
swim_save_json (const char *path, JsonNode *node, GError **error)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  json_generator_set_pretty (generator, TRUE);
  json_generator_set_root (generator, node);
  json_generator_to_gstring (generator, text);
  g_string_append_c (text, '\n');
  return swim_save_text (path, text->str, text->len, error);
}
