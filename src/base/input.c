/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/input.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/swim-error.h"

#define UTF8_MARK "\357\273\277"
#define NULL_DEVICE makedev (1, 3)

static void
set_errno (GError **error, int number)
{
  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (number),
                       number == ENXIO ? "it is a socket, or a device that is not there"
                                       : g_strerror (number));
}

/* A pipe without a name, as of a process substitution: it has had a writer. */
static gboolean
is_anonymous (int fd)
{
  struct statfs system;

  return fstatfs (fd, &system) == 0 && system.f_type == PIPEFS_MAGIC;
}

/* Why this is nothing to read from; NULL where it is. */
static const char *
find_fault (int fd, const struct stat *info)
{
  if (S_ISREG (info->st_mode) || (S_ISCHR (info->st_mode) && isatty (fd))
      || (S_ISCHR (info->st_mode) && info->st_rdev == NULL_DEVICE))
    return NULL;
  if (S_ISDIR (info->st_mode))
    return "it is a folder; name a file";
  if (S_ISFIFO (info->st_mode))
    return is_anonymous (fd) ? NULL
                             : "it is a named pipe, which may never have a writer; name a file";
  return "it is a device; name a file";
}

/* Opens a file for reading, or something that has what a file has: a pipe of the shell's, a
 * terminal, /dev/null. The error does not name the path. ENOENT is a GFileError. */
FILE *
swim_input_open (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  const char *fault;
  struct stat info;
  FILE *file;

  if (fd < 0 || fstat (fd, &info) != 0)
    {
      set_errno (error, errno);
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  fault = find_fault (fd, &info);
  if (fault != NULL)
    {
      g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_FAILED, fault);
      close (fd);
      return NULL;
    }
  fcntl (fd, F_SETFL, 0);
  file = fdopen (fd, "r");
  if (file == NULL)
    {
      set_errno (error, errno);
      close (fd);
    }
  return file;
}

/* Whether a file may be opened so, for a library that opens it itself. */
gboolean
swim_input_check (const char *path, GError **error)
{
  FILE *file = swim_input_open (path, error);

  if (file != NULL)
    fclose (file);
  return file != NULL;
}

static gboolean
read_all (FILE *file, GString *text, GError **error)
{
  char buffer[65536];
  size_t n;

  while ((n = fread (buffer, 1, sizeof buffer, file)) > 0)
    g_string_append_len (text, buffer, (gssize) n);
  if (ferror (file))
    set_errno (error, errno);
  return !ferror (file);
}

static gboolean
is_utf16 (const GString *text)
{
  return g_str_has_prefix (text->str, "\377\376") || g_str_has_prefix (text->str, "\376\377");
}

/* Reads what is open to its end, without a byte order mark. The text has a NUL after it; length may
 * be NULL, and then the text has no NUL within. */
gboolean
swim_input_read_stream (FILE *file, char **text, gsize *length, GError **error)
{
  GString *all = g_string_new (NULL);
  gboolean good = read_all (file, all, error);

  if (good && is_utf16 (all))
    {
      g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "it is UTF-16; save it as UTF-8");
      good = FALSE;
    }
  if (good && length == NULL && strlen (all->str) < all->len)
    {
      g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_FORMAT,
                           "it has NUL bytes; is it a text file?");
      good = FALSE;
    }
  if (g_str_has_prefix (all->str, UTF8_MARK))
    g_string_erase (all, 0, strlen (UTF8_MARK));
  if (length != NULL)
    *length = all->len;
  *text = g_string_free (all, !good);
  return good;
}

/* The same of a file as swim_input_open () opens it. */
gboolean
swim_input_read (const char *path, char **text, gsize *length, GError **error)
{
  FILE *file = swim_input_open (path, error);
  gboolean good;

  if (file == NULL)
    return FALSE;
  good = swim_input_read_stream (file, text, length, error);
  fclose (file);
  return good;
}
