/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses for the libcurl client, from the default GResolver as for everything else: libcurl
 * itself would start a thread for each lookup. They are kept for as long as libcurl would. */
#include "config.h"

#include "net/http/client-curl.h"

#define KEPT (60 * G_USEC_PER_SEC)
#define MOST_HOSTS 4096 /* then those that nobody waits for are dropped */

/* A name and port. */
typedef struct
{
  SwimCurlHosts *hosts; /* NULL: they are gone, and only the lookup holds it */
  char *key;            /* NAME:PORT */
  char *addresses;      /* NULL: not known */
  gint64 good_until;
  gboolean pending; /* a lookup is on its way */
  GQueue waiting;   /* of SwimCurlConnection */
} Host;

struct _SwimCurlHosts
{
  SwimCurlHostsFunc func;
  GResolverNameLookupFlags flags;
  GMutex lock; /* for the blocking form */
  GHashTable *table;
  GCancellable *cancellable; /* of lookups on the loop */
};

static void
free_host (gpointer data)
{
  Host *host = data;

  g_free (host->key);
  g_free (host->addresses);
  g_free (host);
}

SwimCurlHosts *
swim_curl_hosts_new (SwimCurlHostsFunc func, GSocketFamily family)
{
  SwimCurlHosts *self = g_new0 (SwimCurlHosts, 1);

  self->func = func;
  if (family == G_SOCKET_FAMILY_IPV4)
    self->flags = G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY;
  else if (family == G_SOCKET_FAMILY_IPV6)
    self->flags = G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY;
  g_mutex_init (&self->lock);
  self->table = g_hash_table_new (g_str_hash, g_str_equal);
  self->cancellable = g_cancellable_new ();
  return self;
}

static gboolean
drop_host (gpointer key, gpointer value, gpointer even_pending)
{
  Host *host = value;

  if (host->pending && even_pending == NULL)
    return FALSE;
  if (host->pending)
    host->hosts = NULL; /* on_looked_up() frees it */
  else
    free_host (host);
  return TRUE;
}

void
swim_curl_hosts_free (SwimCurlHosts *self)
{
  g_hash_table_foreach_remove (self->table, drop_host, self);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->table);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Takes key over. */
static Host *
get_host (SwimCurlHosts *self, char *key)
{
  Host *host = g_hash_table_lookup (self->table, key);

  if (host != NULL)
    {
      g_free (key);
      return host;
    }
  if (g_hash_table_size (self->table) >= MOST_HOSTS)
    g_hash_table_foreach_remove (self->table, drop_host, NULL);
  host = g_new0 (Host, 1);
  host->hosts = self;
  host->key = key;
  g_queue_init (&host->waiting);
  g_hash_table_insert (self->table, key, host);
  return host;
}

static gboolean
is_fresh (const Host *host)
{
  return host->addresses != NULL && g_get_monotonic_time () < host->good_until;
}

/* "+NAME:PORT:ADDRESS,…": the plus lets libcurl forget them in time. */
static void
keep (Host *host, GList *addresses)
{
  GString *line = g_string_new (NULL);

  g_string_append_printf (line, "+%s:", host->key);
  for (GList *i = addresses; i != NULL; i = i->next)
    {
      g_autofree char *text = g_inet_address_to_string (i->data);
      gboolean v6 = g_inet_address_get_family (i->data) == G_SOCKET_FAMILY_IPV6;

      g_string_append_printf (line, "%s%s%s%s", i != addresses ? "," : "", v6 ? "[" : "", text,
                              v6 ? "]" : "");
    }
  g_free (host->addresses);
  host->addresses = g_string_free (line, FALSE);
  host->good_until = g_get_monotonic_time () + KEPT;
}

char *
swim_curl_hosts_resolve (SwimCurlHosts *self,
                         const char *name,
                         guint port,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autofree char *key = g_strdup_printf ("%s:%u", name, port);
  g_autoptr (GResolver) resolver = NULL;
  char *known = NULL;
  GList *addresses;
  Host *host;

  g_mutex_lock (&self->lock);
  host = get_host (self, g_strdup (key));
  if (is_fresh (host))
    known = g_strdup (host->addresses);
  g_mutex_unlock (&self->lock);
  if (known != NULL)
    return known;
  resolver = g_resolver_get_default ();
  addresses =
      g_resolver_lookup_by_name_with_flags (resolver, name, self->flags, cancellable, error);
  if (addresses == NULL)
    return NULL;
  g_mutex_lock (&self->lock);
  host = get_host (self, g_steal_pointer (&key));
  keep (host, addresses);
  known = g_strdup (host->addresses);
  g_mutex_unlock (&self->lock);
  g_resolver_free_addresses (addresses);
  return known;
}

/* A connection that is called back may start the next exchange, which then waits for a lookup of
 * its own, and it may let go of the host. */
static void
call_back (SwimCurlHosts *self, GQueue *host_waiting, const char *addresses, const GError *error)
{
  g_autofree char *line = g_strdup (addresses);
  GQueue waiting = *host_waiting;

  g_queue_init (host_waiting);
  for (GList *i = waiting.head; i != NULL; i = i->next)
    ((SwimCurlConnection *) i->data)->queue = &waiting;
  while (waiting.length > 0)
    {
      SwimCurlConnection *connection = g_queue_pop_head_link (&waiting)->data;

      connection->queue = NULL;
      self->func (connection, line, error);
    }
}

static void
on_looked_up (GObject *resolver, GAsyncResult *result, gpointer data)
{
  Host *host = data;
  g_autoptr (GError) error = NULL;
  GList *addresses =
      g_resolver_lookup_by_name_with_flags_finish (G_RESOLVER (resolver), result, &error);

  host->pending = FALSE;
  if (addresses != NULL && host->hosts != NULL)
    keep (host, addresses);
  g_resolver_free_addresses (addresses);
  if (host->hosts != NULL)
    call_back (host->hosts, &host->waiting, error == NULL ? host->addresses : NULL, error);
  else
    free_host (host);
}

void
swim_curl_hosts_start (SwimCurlHosts *self,
                       const char *name,
                       guint port,
                       SwimCurlConnection *connection)
{
  Host *host = get_host (self, g_strdup_printf ("%s:%u", name, port));
  g_autoptr (GResolver) resolver = NULL;

  if (is_fresh (host))
    {
      self->func (connection, host->addresses, NULL);
      return;
    }
  connection->queue = &host->waiting;
  connection->queue_link.data = connection;
  g_queue_push_tail_link (&host->waiting, &connection->queue_link);
  if (host->pending)
    return;
  host->pending = TRUE;
  resolver = g_resolver_get_default ();
  g_resolver_lookup_by_name_with_flags_async (resolver, name, self->flags, self->cancellable,
                                              on_looked_up, host);
}
