/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files are read on the loop: the lab's folder is on this machine's disk. */
#include "config.h"

#include "lab/content.h"

#include <errno.h>
#include <libsoup/soup.h>
#include <string.h>
#include <unistd.h>

struct _SwimContent
{
  const char *type;
  guint64 length;
  guint64 version; /* another one when the content is another */
  guint64 done;    /* where the next piece begins */
  guint64 stop;    /* where it ends, before its length if it was cut */
  gsize piece;     /* the most that is given out at once */
  gint64 pause_us; /* after each piece */
  GBytes *block;   /* the whole, or what is repeated; NULL: a file */
  int fd;
};

/* A block that is repeated until there is the length of it; or SWIM_CONTENT_ENDLESS. The block is
 * not empty unless the length is 0. The caller owns it, as with the other two. */
SwimContent *
swim_content_new (const char *type, GBytes *block, guint64 length)
{
  SwimContent *self = g_new0 (SwimContent, 1);

  self->type = type;
  self->block = g_bytes_ref (block);
  self->length = self->stop = self->version = length;
  self->piece = SWIM_CONTENT_BLOCK;
  self->fd = -1;
  return self;
}

/* Takes the file over. */
SwimContent *
swim_content_new_file (const char *type, int fd, guint64 length, guint64 version)
{
  SwimContent *self = g_new0 (SwimContent, 1);

  self->type = type;
  self->length = self->stop = length;
  self->version = version;
  self->piece = SWIM_CONTENT_BLOCK;
  self->fd = fd;
  return self;
}

/* The phrase of an HTTP status. libsoup has none for the one the book's error server gives. */
const char *
swim_status_phrase (guint status)
{
  return status == 418 ? "I'm a teapot" : soup_status_get_phrase (status);
}

/* A status in words. */
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

const char *
swim_content_get_type (SwimContent *self)
{
  return self->type;
}

/* The length of the whole, wherever it begins or is cut. */
guint64
swim_content_get_length (SwimContent *self)
{
  return self->length;
}

guint64
swim_content_get_version (SwimContent *self)
{
  return self->version;
}

/* How long to wait after a piece, in µs. */
gint64
swim_content_get_pause (SwimContent *self)
{
  return self->pause_us;
}

/* Begins at that byte, which is at most the length. */
void
swim_content_seek (SwimContent *self, guint64 from)
{
  self->done = from;
}

/* Ends before that byte. */
void
swim_content_cut (SwimContent *self, guint64 at)
{
  self->stop = at;
}

/* Gives out pieces of that size at most, with a pause after each. */
void
swim_content_slow_down (SwimContent *self, gsize piece, gint64 pause_us)
{
  self->piece = piece;
  self->pause_us = pause_us;
}

static GBytes *
read_piece (SwimContent *self, gsize wanted)
{
  g_autofree char *data = g_malloc (wanted);
  gssize got;

  do
    got = pread (self->fd, data, wanted, (off_t) self->done);
  while (got < 0 && errno == EINTR);
  return got > 0 ? g_bytes_new_take (g_steal_pointer (&data), (gsize) got) : NULL;
}

static GBytes *
slice_block (SwimContent *self, gsize wanted)
{
  gsize size = g_bytes_get_size (self->block);
  gsize from = self->done % size;

  return g_bytes_new_from_bytes (self->block, from, MIN (wanted, size - from));
}

/* Whether as many bytes were given out as the length says. */
gboolean
swim_content_is_complete (SwimContent *self)
{
  return self->done == self->length;
}

/* The next piece, owned by the caller; NULL at the end. NULL from a content that is not complete
 * means that it was cut, or that the file was cut short under us. */
GBytes *
swim_content_next (SwimContent *self)
{
  gsize wanted = MIN (self->piece, self->stop - MIN (self->stop, self->done));
  GBytes *bytes;

  if (wanted == 0)
    return NULL;
  bytes = self->fd >= 0 ? read_piece (self, wanted) : slice_block (self, wanted);
  if (bytes != NULL)
    self->done += g_bytes_get_size (bytes);
  return bytes;
}
