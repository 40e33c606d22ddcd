/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <sys/socket.h>

#include "net/dns/resolver.h"

struct _SwimResolver
{
  GResolver parent;

  SwimDns *dns;
  GResolver *system; /* for lookups other than by name */
  GMutex lock;       /* guards clients */
  GHashTable
      *clients; /* GMainContext to SwimDnsClient; each is used only by the thread of its context */
};

G_DEFINE_FINAL_TYPE (SwimResolver, swim_resolver, G_TYPE_RESOLVER)

/* GResolver itself handles addresses and localhost; those never come here. */

static const SwimDnsQuery *
get_query (GResolverNameLookupFlags flags)
{
  if (flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY)
    return swim_dns_query_addresses (SWIM_DNS_A);
  if (flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY)
    return swim_dns_query_addresses (SWIM_DNS_AAAA);
  return swim_dns_query_addresses (SWIM_DNS_BOTH);
}

/* The error for an answer without addresses. swim_status_from_error() maps it back to the same
 * class as far as GIO has a code for it. */
static GError *
make_error (const char *name, const SwimDnsAnswer *answer)
{
  static const struct
  {
    SwimStatus status;
    int code;
  } codes[] = {
    { SWIM_STATUS_TIMEOUT, G_IO_ERROR_TIMED_OUT },
    { SWIM_STATUS_REFUSED, G_IO_ERROR_CONNECTION_REFUSED },
    { SWIM_STATUS_TRUNCATED, G_IO_ERROR_PARTIAL_INPUT },
    { SWIM_STATUS_CANCELLED, G_IO_ERROR_CANCELLED },
    { SWIM_STATUS_INVALID, G_IO_ERROR_INVALID_ARGUMENT },
    { SWIM_STATUS_IO_ERROR, G_IO_ERROR_FAILED },
  };
  const char *detail =
      answer->detail != NULL ? answer->detail : swim_status_in_words (answer->status);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].status == answer->status)
      return g_error_new (G_IO_ERROR, codes[i].code, "cannot resolve “%s”: %s", name, detail);
  return g_error_new (G_RESOLVER_ERROR,
                      answer->status == SWIM_STATUS_NOT_FOUND ? G_RESOLVER_ERROR_NOT_FOUND
                                                              : G_RESOLVER_ERROR_TEMPORARY_FAILURE,
                      "cannot resolve “%s”: %s", name, detail);
}

static GList *
make_addresses (const SwimDnsAnswer *answer)
{
  GList *addresses = NULL;

  for (guint i = answer->n_addresses; i > 0; i--)
    {
      const SwimDnsAddress *address = &answer->addresses[i - 1];
      GSocketFamily family =
          address->family == AF_INET ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6;

      addresses = g_list_prepend (
          addresses, g_inet_address_new_from_bytes ((const guint8 *) &address->v6, family));
    }
  return addresses;
}

static GList *
lookup_with_flags (GResolver *resolver,
                   const char *name,
                   GResolverNameLookupFlags flags,
                   GCancellable *cancellable,
                   GError **error)
{
  SwimResolver *self = SWIM_RESOLVER (resolver);
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  swim_dns_lookup (self->dns, name, get_query (flags), cancellable, &answer);
  if (answer.status == SWIM_STATUS_OK)
    return make_addresses (&answer);
  g_propagate_error (error, make_error (name, &answer));
  return NULL;
}

static GList *
lookup (GResolver *resolver, const char *name, GCancellable *cancellable, GError **error)
{
  return lookup_with_flags (resolver, name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable,
                            error);
}

static void
free_addresses (gpointer addresses)
{
  g_resolver_free_addresses (addresses);
}

static void
on_answer (const SwimDnsAnswer *answer, gpointer data)
{
  g_autoptr (GTask) task = data;

  if (answer->status == SWIM_STATUS_OK)
    g_task_return_pointer (task, make_addresses (answer), free_addresses);
  else
    g_task_return_error (task, make_error (g_task_get_task_data (task), answer));
}

/* The client of the thread-default main context, made at its first lookup. */
static SwimDnsClient *
get_client (SwimResolver *self, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  SwimDnsClient *client = g_hash_table_lookup (self->clients, context);

  if (client == NULL && (client = swim_dns_client_new (self->dns, error)) != NULL)
    g_hash_table_insert (self->clients, g_steal_pointer (&context), client);
  return client;
}

gboolean
swim_resolver_prepare_default (guint blocking_lookups, GError **error)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  SwimResolver *self;

  if (!SWIM_IS_RESOLVER (resolver))
    return TRUE;
  self = SWIM_RESOLVER (resolver);
  if (blocking_lookups > 0)
    return swim_dns_prepare (self->dns, blocking_lookups, error);
  return get_client (self, error) != NULL;
}

static void
lookup_with_flags_async (GResolver *resolver,
                         const char *name,
                         GResolverNameLookupFlags flags,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  SwimResolver *self = SWIM_RESOLVER (resolver);
  GTask *task = g_task_new (self, cancellable, callback, data);
  GError *error = NULL;
  SwimDnsClient *client;

  g_task_set_source_tag (task, lookup_with_flags_async);
  g_task_set_task_data (task, g_strdup (name), g_free);
  client = get_client (self, &error);
  if (client == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  swim_dns_client_lookup (client, name, get_query (flags), cancellable, on_answer, task);
}

static void
lookup_async (GResolver *resolver,
              const char *name,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer data)
{
  lookup_with_flags_async (resolver, name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable,
                           callback, data);
}

static GList *
lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, resolver), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Other lookups are passed on to the system's resolver. */

static char *
lookup_address (GResolver *resolver,
                GInetAddress *address,
                GCancellable *cancellable,
                GError **error)
{
  return g_resolver_lookup_by_address (SWIM_RESOLVER (resolver)->system, address, cancellable,
                                       error);
}

static void
lookup_address_async (GResolver *resolver,
                      GInetAddress *address,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  g_resolver_lookup_by_address_async (SWIM_RESOLVER (resolver)->system, address, cancellable,
                                      callback, data);
}

static char *
lookup_address_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_resolver_lookup_by_address_finish (SWIM_RESOLVER (resolver)->system, result, error);
}

static GList *
lookup_records (GResolver *resolver,
                const char *name,
                GResolverRecordType type,
                GCancellable *cancellable,
                GError **error)
{
  return g_resolver_lookup_records (SWIM_RESOLVER (resolver)->system, name, type, cancellable,
                                    error);
}

static void
lookup_records_async (GResolver *resolver,
                      const char *name,
                      GResolverRecordType type,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  g_resolver_lookup_records_async (SWIM_RESOLVER (resolver)->system, name, type, cancellable,
                                   callback, data);
}

static GList *
lookup_records_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_resolver_lookup_records_finish (SWIM_RESOLVER (resolver)->system, result, error);
}

static void
swim_resolver_finalize (GObject *object)
{
  SwimResolver *self = SWIM_RESOLVER (object);

  g_hash_table_unref (self->clients);
  g_clear_pointer (&self->dns, swim_dns_unref);
  g_clear_object (&self->system);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (swim_resolver_parent_class)->finalize (object);
}

static void
swim_resolver_class_init (SwimResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = swim_resolver_finalize;
  resolver_class->lookup_by_name = lookup;
  resolver_class->lookup_by_name_async = lookup_async;
  resolver_class->lookup_by_name_finish = lookup_finish;
  resolver_class->lookup_by_name_with_flags = lookup_with_flags;
  resolver_class->lookup_by_name_with_flags_async = lookup_with_flags_async;
  resolver_class->lookup_by_name_with_flags_finish = lookup_finish;
  resolver_class->lookup_by_address = lookup_address;
  resolver_class->lookup_by_address_async = lookup_address_async;
  resolver_class->lookup_by_address_finish = lookup_address_finish;
  resolver_class->lookup_records = lookup_records;
  resolver_class->lookup_records_async = lookup_records_async;
  resolver_class->lookup_records_finish = lookup_records_finish;
}

static void
swim_resolver_init (SwimResolver *self)
{
  g_mutex_init (&self->lock);
  self->clients = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) g_main_context_unref,
                                         (GDestroyNotify) swim_dns_client_free);
  self->system = swim_resolver_dup_system ();
}

/* A resolver that uses dns, and keeps a reference to it. It must not be freed while another
 * thread looks something up through it. */
SwimResolver *
swim_resolver_new (SwimDns *dns)
{
  SwimResolver *self = g_object_new (SWIM_TYPE_RESOLVER, NULL);

  self->dns = g_atomic_rc_box_acquire (dns);
  return self;
}

GResolver *
swim_resolver_dup_system (void)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();

  if (!SWIM_IS_RESOLVER (resolver))
    return g_steal_pointer (&resolver);
  return g_object_ref (SWIM_RESOLVER (resolver)->system);
}
