/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/file/file-digest.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "net/file/file-private.h"

#define PIECE (256 * 1024)

static const char *
get_name (GChecksumType type)
{
  switch (type)
    {
    case G_CHECKSUM_MD5:
      return "MD5";
    case G_CHECKSUM_SHA1:
      return "SHA-1";
    case G_CHECKSUM_SHA256:
      return "SHA-256";
    case G_CHECKSUM_SHA384:
      return "SHA-384";
    default:
      return "SHA-512";
    }
}

gboolean
swim_file_digest_add_file (GChecksum *checksum, int fd)
{
  g_autofree guchar *piece = g_malloc (PIECE);
  off_t offset = 0;
  ssize_t length;

  while ((length = pread (fd, piece, PIECE, offset)) > 0 || (length < 0 && errno == EINTR))
    if (length > 0)
      {
        g_checksum_update (checksum, piece, length);
        offset += length;
      }
  return length == 0;
}

gboolean
swim_file_digest_matches_file (const SwimFileDigest *digest, SwimFolder *folder, const char *name)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (digest->type);
  int fd = openat (folder->fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  gboolean matches = fd >= 0 && swim_file_digest_add_file (checksum, fd)
                     && swim_file_digest_check (digest, checksum, NULL);

  if (fd >= 0)
    close (fd);
  return matches;
}

gboolean
swim_file_digest_check (const SwimFileDigest *digest, GChecksum *checksum, GError **error)
{
  const char *found = g_checksum_get_string (checksum);

  if (g_ascii_strcasecmp (found, digest->hex) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               "the checksum does not match: %s is %s, and should be %s", get_name (digest->type),
               found, digest->hex);
  return FALSE;
}
