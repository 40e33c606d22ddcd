/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The non-blocking form: one GSource that watches the engine's sockets and wakes up every tick
 * while lookups are active. */
#include "config.h"

#include "net/dns/dns.h"
#include "net/dns/engine.h"
#include "net/dns/timer-wheel.h"

/* A socket that the source watches. */
typedef struct
{
  SwimDnsServer *server;
  int fd;
  gpointer tag;
} Socket;

/* A cancellable and how many lookups use it. Nearly always all use the same one. */
typedef struct
{
  SwimDnsClient *client;
  GCancellable *cancellable;
  GSource *source;
  guint users;
} Canceller;

struct _SwimDnsClient
{
  SwimDns *dns;
  SwimDnsEngine *engine;
  GMainContext *context;
  GSource *source;
  GArray *sockets;       /* of Socket */
  GPtrArray *cancellers; /* of Canceller; the latest last */
  gint64 tick;           /* when the engine's timers run next; -1: no lookup is active */
  int woken;             /* atomic: set by another thread when a question may be sent */
  guint depth;           /* calls during which the client must not be freed */
  gboolean closed;
};

typedef struct
{
  GSource parent;
  SwimDnsClient *client;
} ClientSource;

static void
free_canceller (gpointer data)
{
  Canceller *canceller = data;

  g_source_destroy (canceller->source);
  g_source_unref (canceller->source);
  g_object_unref (canceller->cancellable);
  g_free (canceller);
}

static void
free_client (SwimDnsClient *client)
{
  if (client->engine != NULL)
    swim_dns_engine_free (client->engine); /* its callbacks may look up */
  g_source_destroy (client->source);
  g_source_unref (client->source);
  g_ptr_array_unref (client->cancellers);
  g_array_unref (client->sockets);
  g_main_context_unref (client->context);
  swim_dns_unref (client->dns);
  g_free (client);
}

/* Everything that calls back is between these two, since a callback may free the client. */
static void
enter (SwimDnsClient *client)
{
  client->depth++;
}

static void
leave (SwimDnsClient *client)
{
  if (--client->depth == 0 && client->closed)
    {
      client->depth++; /* freeing cancels, which calls back */
      free_client (client);
    }
}

static void
on_watch (SwimDnsServer *server, int fd, GIOCondition condition, gpointer data)
{
  SwimDnsClient *client = data;
  Socket added = { .server = server, .fd = fd };

  for (guint i = 0; i < client->sockets->len; i++)
    {
      Socket *socket = &g_array_index (client->sockets, Socket, i);

      if (socket->fd != fd)
        continue;
      if (condition != 0)
        {
          g_source_modify_unix_fd (client->source, socket->tag, condition);
          return;
        }
      g_source_remove_unix_fd (client->source, socket->tag);
      g_array_remove_index_fast (client->sockets, i);
      return;
    }
  if (condition == 0)
    return;
  added.tag = g_source_add_unix_fd (client->source, fd, condition);
  g_array_append_val (client->sockets, added);
}

/* Processes the sockets that are ready. Each call may close any of them, so each is looked up
 * again. */
static void
process_sockets (SwimDnsClient *client)
{
  guint n = client->sockets->len;

  for (guint i = 0; i < n && i < client->sockets->len; i++)
    {
      Socket socket = g_array_index (client->sockets, Socket, i);
      GIOCondition condition = g_source_query_unix_fd (client->source, socket.tag);

      if (condition != 0)
        swim_dns_server_process (socket.server, socket.fd, condition);
    }
}

/* Ticks only while lookups are active. A question that waits to be sent may be due before the
 * next tick. */
static void
set_ready_time (SwimDnsClient *client, gint64 now)
{
  gint64 ready;

  if (swim_dns_engine_get_active (client->engine) == 0)
    client->tick = -1;
  else if (client->tick <= now)
    client->tick = now + SWIM_DNS_TICK;
  ready = client->tick < 0 ? -1 : MIN (client->tick, swim_dns_engine_get_send_due (client->engine));
  if (g_source_get_ready_time (client->source) != ready)
    g_source_set_ready_time (client->source, ready);
  if (g_atomic_int_get (&client->woken)) /* woken meanwhile; the line above would have undone it */
    g_source_set_ready_time (client->source, 0);
}

/* From any thread. */
static void
on_wake (gpointer data)
{
  SwimDnsClient *client = data;

  if (g_atomic_int_compare_and_exchange (&client->woken, FALSE, TRUE))
    g_source_set_ready_time (client->source, 0);
}

static gboolean
on_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  SwimDnsClient *client = ((ClientSource *) source)->client;
  gint64 now;

  enter (client);
  g_atomic_int_set (&client->woken, FALSE);
  process_sockets (client);
  now = g_get_monotonic_time ();
  if (client->tick >= 0 && now >= client->tick)
    swim_dns_engine_run_timers (client->engine, now);
  swim_dns_engine_send_waiting (client->engine);
  set_ready_time (client, now);
  leave (client);
  return G_SOURCE_CONTINUE;
}

/* Before each poll. */
static gboolean
on_prepare (GSource *source, int *timeout)
{
  SwimDnsClient *client = ((ClientSource *) source)->client;

  *timeout = -1;
  if (client->tick >= 0)
    swim_dns_engine_flush (client->engine);
  return FALSE;
}

static GSourceFuncs source_funcs = { .prepare = on_prepare, .dispatch = on_dispatch };

/* A client on the thread-default main context. It reads no file and looks nothing up. */
SwimDnsClient *
swim_dns_client_new (SwimDns *dns, GError **error)
{
  SwimDnsClient *client = g_new0 (SwimDnsClient, 1);
  SwimDnsWaiter waiter = { .wake = on_wake, .data = client };

  client->dns = g_atomic_rc_box_acquire (dns);
  client->tick = -1;
  client->context = g_main_context_ref_thread_default ();
  client->sockets = g_array_new (FALSE, FALSE, sizeof (Socket));
  client->cancellers = g_ptr_array_new_with_free_func (free_canceller);
  client->source = g_source_new (&source_funcs, sizeof (ClientSource));
  ((ClientSource *) client->source)->client = client;
  g_source_set_static_name (client->source, "swim-dns");
  g_source_attach (client->source, client->context);
  client->engine = swim_dns_engine_new (swim_dns_get_policy (dns), on_watch, waiter, error);
  if (client->engine == NULL)
    g_clear_pointer (&client, free_client);
  return client;
}

/* Cancels the lookups that are active. May be called by a lookup's function; the client is then
 * freed when that returns. */
void
swim_dns_client_free (SwimDnsClient *client)
{
  enter (client);
  client->closed = TRUE;
  leave (client);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Canceller *canceller = data;
  SwimDnsClient *client = canceller->client;

  enter (client);
  swim_dns_engine_cancel (client->engine, &canceller->users);
  leave (client);
  return G_SOURCE_REMOVE;
}

/* The canceller of a cancellable. Drops those that no lookup uses any more. */
static Canceller *
get_canceller (SwimDnsClient *client, GCancellable *cancellable)
{
  GPtrArray *cancellers = client->cancellers;
  Canceller *canceller = cancellers->len > 0 ? cancellers->pdata[cancellers->len - 1] : NULL;

  if (canceller != NULL && canceller->cancellable == cancellable)
    return canceller;
  for (guint i = cancellers->len; i > 0; i--)
    if (((Canceller *) cancellers->pdata[i - 1])->users == 0)
      g_ptr_array_remove_index_fast (cancellers, i - 1);

  canceller = g_new0 (Canceller, 1);
  canceller->client = client;
  canceller->cancellable = g_object_ref (cancellable);
  canceller->source = g_cancellable_source_new (cancellable);
  g_source_set_callback (canceller->source, G_SOURCE_FUNC (on_cancelled), canceller, NULL);
  g_source_attach (canceller->source, client->context);
  g_ptr_array_add (cancellers, canceller);
  return canceller;
}

/* Looks a name up without blocking. The cancellable may be NULL. */
void
swim_dns_client_lookup (SwimDnsClient *client,
                        const char *name,
                        const SwimDnsQuery *query,
                        GCancellable *cancellable,
                        SwimDnsFunc func,
                        gpointer data)
{
  guint *group = NULL;

  if (g_cancellable_is_cancelled (cancellable))
    {
      swim_dns_answer_fail (SWIM_STATUS_CANCELLED, NULL, func, data);
      return;
    }
  if (cancellable != NULL)
    group = &get_canceller (client, cancellable)->users;

  enter (client);
  swim_dns_engine_start (client->engine, name, query, group, func, data);
  if (client->tick < 0 || swim_dns_engine_get_send_due (client->engine) < client->tick)
    set_ready_time (client, g_get_monotonic_time ());
  leave (client);
}
