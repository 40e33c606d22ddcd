/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files are read on the loop, in blocking calls: they are on the disk of this machine. */
#include "config.h"

#include "lab/content.h"

#include <errno.h>
#include <libsoup/soup.h>
#include <string.h>
#include <unistd.h>

/* A block that is repeated up to the length, which may be SWIM_CONTENT_ENDLESS. The block is not
 * empty unless the length is 0. The caller owns the content, as with the other two. */
SwimContent *
swim_content_new (const char *type, GBytes *block, guint64 length)
{
  SwimContent *self = swim_content_new_file (type, -1, length, length);

  self->block = g_bytes_ref (block);
  return self;
}

/* The content of a file, whose descriptor it takes over. */
SwimContent *
swim_content_new_file (const char *type, int fd, guint64 length, guint64 version)
{
  SwimContent *self = g_new0 (SwimContent, 1);

  self->type = type;
  self->length = self->end = length;
  self->version = version;
  self->piece_size = SWIM_CONTENT_BLOCK;
  self->fd = fd;
  return self;
}

/* The phrase of an HTTP status. libsoup knows none for 418, which the scenario “error” uses. */
const char *
swim_status_phrase (guint status)
{
  return status == 418 ? "I'm a teapot" : soup_status_get_phrase (status);
}

/* A status code with its phrase. */
SwimContent *
swim_content_new_status (guint status)
{
  char *text = g_strdup_printf ("%u %s\n", status, swim_status_phrase (status));
  gsize length = strlen (text);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, length);

  return swim_content_new ("text/plain", bytes, length);
}

void
swim_content_free (SwimContent *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->block, g_bytes_unref);
  g_free (self);
}

static GBytes *
read_piece (SwimContent *self, gsize wanted)
{
  g_autofree char *data = g_malloc (wanted);
  gssize got;

  do
    got = pread (self->fd, data, wanted, (off_t) self->next);
  while (got < 0 && errno == EINTR);
  return got > 0 ? g_bytes_new_take (g_steal_pointer (&data), (gsize) got) : NULL;
}

static GBytes *
slice_block (SwimContent *self, gsize wanted)
{
  gsize size = g_bytes_get_size (self->block);
  gsize from = self->next % size;

  return g_bytes_new_from_bytes (self->block, from, MIN (wanted, size - from));
}

/* The next piece, owned by the caller; NULL at the end. If the end comes before the length, the
 * content was cut, or another process has shortened the file. */
GBytes *
swim_content_next (SwimContent *self)
{
  gsize wanted = MIN (self->piece_size, self->end - MIN (self->end, self->next));
  GBytes *bytes;

  if (wanted == 0)
    return NULL;
  bytes = self->fd >= 0 ? read_piece (self, wanted) : slice_block (self, wanted);
  if (bytes != NULL)
    self->next += g_bytes_get_size (bytes);
  return bytes;
}
