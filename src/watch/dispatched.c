/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* g_main_dispatch () keeps the source in a register that the callback must not change, or in its
 * frame. What is there is only believed if it looks like the public struct GSource, marked as being
 * dispatched. */
#include "config.h"

#include "watch/dispatched.h"

#include <string.h>
#include <sys/uio.h>

#define MOST_REFERENCES 100000
#define MOST_PRIORITY 100000
#define KNOWN_FLAGS 0x3ff
#define NAME_BYTES 96

static gboolean
read_memory (int pid, guint64 address, void *buffer, gsize size)
{
  struct iovec local = { buffer, size };
  struct iovec remote = { GSIZE_TO_POINTER (address), size };

  return process_vm_readv (pid, &local, 1, &remote, 1, 0) == (gssize) size;
}

static gboolean
is_pointer (gconstpointer pointer)
{
  gsize address = GPOINTER_TO_SIZE (pointer);

  return address >= 4096 && address % sizeof (gpointer) == 0;
}

static gboolean
looks_dispatched (const GSource *source)
{
  return source->ref_count >= 1 && source->ref_count <= MOST_REFERENCES && source->source_id > 0
         && (source->flags & G_HOOK_FLAG_IN_CALL) != 0 && source->flags <= KNOWN_FLAGS
         && ABS ((gint64) source->priority) <= MOST_PRIORITY && is_pointer (source->source_funcs)
         && (source->callback_funcs == NULL || is_pointer (source->callback_funcs))
         && (source->context == NULL || is_pointer (source->context)) && is_pointer (source->priv);
}

/* The name, as far as it may be shown (transfer full), or NULL. */
static char *
read_name (int pid, const char *address)
{
  char text[NAME_BYTES + 1] = { 0 };
  gsize length = NAME_BYTES;

  if (address == NULL)
    return NULL;
  /* It may be at the end of what can be read. */
  while (length > 0 && !read_memory (pid, GPOINTER_TO_SIZE (address), text, length))
    length /= 2;
  return text[0] != '\0' ? g_utf8_make_valid (text, -1) : NULL;
}

/* Whether at that address is a source that is being dispatched, and its name (transfer full), which
 * may be NULL. */
gboolean
swim_dispatched_check (int pid, const SwimMaps *maps, guint64 address, char **name)
{
  GSource source;
  GSourceFuncs functions;

  if (!is_pointer (GSIZE_TO_POINTER (address))
      || !read_memory (pid, address, &source, sizeof source) || !looks_dispatched (&source)
      || !read_memory (pid, GPOINTER_TO_SIZE (source.source_funcs), &functions, sizeof functions)
      || !swim_maps_is_code (maps, (gsize) functions.dispatch))
    return FALSE;
  *name = read_name (pid, source.name);
  return TRUE;
}
