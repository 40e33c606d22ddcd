/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The other half of what ThreadSanitizer has to be told of GLib: memory that GLib touches for us.
 * What the library does by itself is left out of sight in tests/tsan.supp, since it is ordered by
 * locks that nobody sees; but a queue that two threads of ours push to, or memory that one frees
 * while another reads it, is our own race, though the writing is GLib's. So these functions say for
 * whoever calls them from our code that the container is read or written, or memory freed. */
#include "config.h"

#include "swim-tsan.h"

void __tsan_read8 (void *address);
void __tsan_write8 (void *address);

/* The linker's: where the program's own code begins and ends. */
extern const char __executable_start[], etext[];

#define IS_OURS(address) \
  ((const char *) (address) >= __executable_start && (const char *) (address) < etext)

/* A function that touches a container before it calls GLib's own with the arguments that come
 * last. */
#define STAND_BEFORE(type, touch, name, parameters, container, ...) \
  type (name) parameters \
  { \
    if (IS_OURS (__builtin_return_address (0)) && (container) != NULL) \
      touch (container); \
    return SWIM_TSAN_REAL (name) (__VA_ARGS__); \
  }

#define READS(type, name, parameters, container, ...) \
  STAND_BEFORE (type, __tsan_read8, name, parameters, container, __VA_ARGS__)
#define WRITES(type, name, parameters, container, ...) \
  STAND_BEFORE (type, __tsan_write8, name, parameters, container, __VA_ARGS__)

WRITES (void, g_queue_push_tail, (GQueue * queue, gpointer data), queue, queue, data)
WRITES (void, g_queue_push_head, (GQueue * queue, gpointer data), queue, queue, data)
WRITES (void, g_queue_push_tail_link, (GQueue * queue, GList *link), queue, queue, link)
WRITES (void, g_queue_push_head_link, (GQueue * queue, GList *link), queue, queue, link)
WRITES (gpointer, g_queue_pop_head, (GQueue * queue), queue, queue)
WRITES (gpointer, g_queue_pop_tail, (GQueue * queue), queue, queue)
WRITES (GList *, g_queue_pop_head_link, (GQueue * queue), queue, queue)
WRITES (void, g_queue_unlink, (GQueue * queue, GList *link), queue, queue, link)
WRITES (void, g_queue_init, (GQueue * queue), queue, queue)
WRITES (void,
        g_queue_insert_after_link,
        (GQueue * queue, GList *before, GList *link),
        queue,
        queue,
        before,
        link)
WRITES (void,
        g_queue_insert_before_link,
        (GQueue * queue, GList *after, GList *link),
        queue,
        queue,
        after,
        link)
READS (gpointer, g_queue_peek_head, (GQueue * queue), queue, queue)

WRITES (gboolean,
        g_hash_table_insert,
        (GHashTable * table, gpointer key, gpointer value),
        table,
        table,
        key,
        value)
WRITES (gboolean, g_hash_table_add, (GHashTable * table, gpointer key), table, table, key)
WRITES (gboolean, g_hash_table_remove, (GHashTable * table, gconstpointer key), table, table, key)
READS (gpointer, g_hash_table_lookup, (GHashTable * table, gconstpointer key), table, table, key)
READS (gboolean, g_hash_table_contains, (GHashTable * table, gconstpointer key), table, table, key)
READS (guint, g_hash_table_size, (GHashTable * table), table, table)

WRITES (void, g_ptr_array_add, (GPtrArray * array, gpointer data), array, array, data)
WRITES (void, g_ptr_array_set_size, (GPtrArray * array, int length), array, array, length)
WRITES (gpointer *, g_ptr_array_steal, (GPtrArray * array, gsize *length), array, array, length)
WRITES (GArray *,
        g_array_append_vals,
        (GArray * array, gconstpointer data, guint length),
        array,
        array,
        data,
        length)
WRITES (GArray *, g_array_set_size, (GArray * array, guint length), array, array, length)

/* From our own code it is as if that had called free () itself: the sanitizer then sees it. */
void (g_free) (gpointer memory)
{
  if (IS_OURS (__builtin_return_address (0)))
    free (memory);
  else
    SWIM_TSAN_REAL (g_free) (memory);
}
