/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sees what libsoup reads of a connection, which it has no interface for. The stream that it reads
 * from is known once the connection stands, but it already holds that stream; so the functions of
 * the stream's class are replaced, once in the process, by ones that do the same and then show the
 * bytes of those streams that are ours. A stream of somebody else is read as before.
 *
 * The classes are those of sockets and of the TLS backend, of which a process has one. Neither
 * SoupSession nor GSocketClient lets anybody put a stream of his own in their place where TLS is
 * spoken, and what libsoup has parsed, with the number of bytes, cannot tell a head that is
 * malformed from another of the same length. */
#include "config.h"

#include "net/http/client-soup.h"

#define MOST_CLASSES 4

typedef gssize (*Read) (GInputStream *stream,
                        void *room,
                        gsize size,
                        GCancellable *cancellable,
                        GError **error);
typedef gssize (*ReadNonblocking) (GPollableInputStream *stream,
                                   void *room,
                                   gsize size,
                                   GError **error);

/* What the functions of a class were. */
typedef struct
{
  gpointer klass;
  Read read;
  ReadNonblocking read_nonblocking;
} Tapped;

static Tapped tapped[MOST_CLASSES];
static guint used; /* atomic: what lies below does not change */
static GMutex mutex;
static GQuark quark; /* by which a stream has its wire */

/* A class that was derived from one has its functions. */
static const Tapped *
find_tapped (gpointer klass)
{
  guint count = g_atomic_int_get (&used);

  for (; klass != NULL; klass = g_type_class_peek_parent (klass))
    for (guint i = 0; i < count; i++)
      if (tapped[i].klass == klass)
        return &tapped[i];
  return NULL;
}

/* Nothing good follows what is refused. libsoup is told with the next read and not with this one: a
 * request that was answered by no byte it would make once more. FALSE: error is set. */
static gboolean
may_read (SwimSoupWire *wire, GError **error)
{
  const char *wrong = wire != NULL ? swim_soup_wire_find_wrong (wire) : NULL;

  if (wrong == NULL)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, wrong);
  return FALSE;
}

static gssize
read_and_show (GInputStream *stream,
               void *room,
               gsize size,
               GCancellable *cancellable,
               GError **error)
{
  const Tapped *original = find_tapped (G_OBJECT_GET_CLASS (stream));
  SwimSoupWire *wire = g_object_get_qdata (G_OBJECT (stream), quark);
  gssize length;

  if (!may_read (wire, error))
    return -1;
  length = original->read (stream, room, size, cancellable, error);
  if (wire != NULL && length >= 0)
    swim_soup_wire_take (wire, room, (gsize) length);
  return length;
}

static gssize
read_and_show_nonblocking (GPollableInputStream *stream, void *room, gsize size, GError **error)
{
  const Tapped *original = find_tapped (G_OBJECT_GET_CLASS (stream));
  SwimSoupWire *wire = g_object_get_qdata (G_OBJECT (stream), quark);
  gssize length;

  if (!may_read (wire, error))
    return -1;
  length = original->read_nonblocking (stream, room, size, error);
  if (wire != NULL && length >= 0)
    swim_soup_wire_take (wire, room, (gsize) length);
  return length;
}

/* FALSE: there is no room for another class, or it cannot be polled. */
static gboolean
tap_class (GInputStream *stream)
{
  GInputStreamClass *klass = G_INPUT_STREAM_GET_CLASS (stream);
  GPollableInputStreamInterface *pollable;
  Tapped *next;

  if (used == MOST_CLASSES || !G_IS_POLLABLE_INPUT_STREAM (stream))
    return FALSE;
  pollable = G_POLLABLE_INPUT_STREAM_GET_INTERFACE (stream);
  next = &tapped[used];
  *next = (Tapped){ klass, klass->read_fn, pollable->read_nonblocking };
  g_atomic_int_inc (&used);
  g_atomic_pointer_set (&klass->read_fn, read_and_show);
  g_atomic_pointer_set (&pollable->read_nonblocking, read_and_show_nonblocking);
  return TRUE;
}

static void
drop_wire (gpointer wire)
{
  swim_soup_wire_unref (wire);
}

SwimSoupWire *
swim_soup_tap (GIOStream *connection)
{
  GInputStream *stream = g_io_stream_get_input_stream (connection);
  SwimSoupWire *wire;
  gboolean good;

  g_mutex_lock (&mutex);
  if (quark == 0)
    quark = g_quark_from_static_string ("swimlane-soup-wire");
  good = find_tapped (G_OBJECT_GET_CLASS (stream)) != NULL || tap_class (stream);
  g_mutex_unlock (&mutex);
  if (!good)
    return NULL;
  wire = swim_soup_wire_new ();
  wire->stream = stream;
  g_object_set_qdata_full (G_OBJECT (stream), quark, swim_soup_wire_ref (wire), drop_wire);
  return wire;
}
