/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The servers to ask, and the blocking form: an engine and a poll() of its own for each lookup.
 * The engines are kept in a pool, since opening one costs sockets and memory, and c-ares before
 * 1.23 has to be used by one thread at a time. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "net/swim-dns-engine.h"
#include "net/swim-dns-servers.h"

struct _SwimDns
{
  gatomicrefcount references;
  SwimDnsPolicy policy;
  GMutex lock;
  GPtrArray *idle; /* of Lane; guarded by lock */
};

/* What is watched besides the engine's sockets, by its place in front of them. */
enum
{
  CANCELLED,
  WOKEN,
  N_OWN,
};

/* An engine and the sockets that are watched for it. */
typedef struct
{
  SwimDnsEngine *engine;
  GArray *sockets;    /* of struct pollfd */
  GPtrArray *servers; /* whose they are; the first ones are nobody's */
  int woken;          /* an eventfd */
} Lane;

SwimDnsConfig *
swim_dns_config_new (const char *const *nameservers, double timeout, guint tries)
{
  SwimDnsConfig *config = g_new0 (SwimDnsConfig, 1);

  config->nameservers = g_strdupv ((char **) nameservers);
  config->timeout = timeout;
  config->tries = tries;
  return config;
}

SwimDnsConfig *
swim_dns_config_copy (const SwimDnsConfig *config)
{
  SwimDnsConfig *copy = swim_dns_config_new ((const char *const *) config->nameservers,
                                             config->timeout, config->tries);

  copy->rate = config->rate;
  return copy;
}

void
swim_dns_config_free (SwimDnsConfig *config)
{
  g_strfreev (config->nameservers);
  g_free (config);
}

static void
on_watch (SwimDnsServer *server, int fd, GIOCondition condition, gpointer data)
{
  Lane *lane = data;
  struct pollfd added = { .fd = fd, .events = (short) condition };

  for (guint i = N_OWN; i < lane->sockets->len; i++)
    {
      struct pollfd *socket = &g_array_index (lane->sockets, struct pollfd, i);

      if (socket->fd != fd)
        continue;
      socket->events = (short) condition;
      if (condition == 0)
        {
          g_array_remove_index_fast (lane->sockets, i);
          g_ptr_array_remove_index_fast (lane->servers, i);
        }
      return;
    }
  if (condition == 0)
    return;
  g_array_append_val (lane->sockets, added);
  g_ptr_array_add (lane->servers, server);
}

/* From any thread: there is room for a question that waits. */
static void
on_wake (gpointer data)
{
  Lane *lane = data;

  eventfd_write (lane->woken, 1);
}

static void
free_lane (gpointer data)
{
  Lane *lane = data;

  g_clear_pointer (&lane->engine, swim_dns_engine_free);
  g_array_unref (lane->sockets);
  g_ptr_array_unref (lane->servers);
  if (lane->woken >= 0)
    close (lane->woken);
  g_free (lane);
}

static Lane *
new_lane (SwimDns *dns, GError **error)
{
  Lane *lane = g_new0 (Lane, 1);
  SwimDnsWaiter waiter = { .blocks = TRUE, .wake = on_wake, .data = lane };
  struct pollfd own[N_OWN] = { [CANCELLED] = { .fd = -1 } };

  lane->woken = eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);
  own[WOKEN] = (struct pollfd){ .fd = lane->woken, .events = POLLIN };
  lane->sockets = g_array_new (FALSE, FALSE, sizeof (struct pollfd));
  lane->servers = g_ptr_array_new ();
  g_array_append_vals (lane->sockets, own, N_OWN);
  g_ptr_array_set_size (lane->servers, N_OWN);
  if (lane->woken < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "cannot set up DNS: %s",
                 g_strerror (errno));
  else
    lane->engine = swim_dns_engine_new (&dns->policy, on_watch, waiter, error);
  if (lane->engine == NULL)
    g_clear_pointer (&lane, free_lane);
  return lane;
}

static Lane *
take_lane (SwimDns *dns, GError **error)
{
  Lane *lane = NULL;

  g_mutex_lock (&dns->lock);
  if (dns->idle->len > 0)
    lane = g_ptr_array_steal_index_fast (dns->idle, dns->idle->len - 1);
  g_mutex_unlock (&dns->lock);
  return lane != NULL ? lane : new_lane (dns, error);
}

static void
return_lane (SwimDns *dns, Lane *lane)
{
  swim_dns_engine_forget (lane->engine);
  g_mutex_lock (&dns->lock);
  g_ptr_array_add (dns->idle, lane);
  g_mutex_unlock (&dns->lock);
}

gboolean
swim_dns_prepare (SwimDns *dns, guint lookups, GError **error)
{
  while (dns->idle->len < lookups)
    {
      Lane *lane = new_lane (dns, error);

      if (lane == NULL)
        return FALSE;
      return_lane (dns, lane);
    }
  return TRUE;
}

/* Once a process, since its counter is guarded by nothing before 1.23; what it makes on Unix needs
 * no cleaning up. */
static void
init_ares (void)
{
  static gsize initialised;

  if (g_once_init_enter (&initialised))
    {
      ares_library_init (ARES_LIB_INIT_ALL);
      g_once_init_leave (&initialised, 1);
    }
}

/* Settles whom to ask: reads resolv.conf if the configuration says so. SWIM_ERROR_USAGE for an
 * address that is none. */
SwimDns *
swim_dns_new (const SwimDnsConfig *config, GError **error)
{
  char **servers = swim_dns_servers_settle ((const char *const *) config->nameservers, error);
  SwimDns *dns;

  if (servers == NULL)
    return NULL;
  init_ares ();
  dns = g_new0 (SwimDns, 1);
  g_atomic_ref_count_init (&dns->references);
  dns->policy.servers = servers;
  dns->policy.timeout = (gint64) (CLAMP (config->timeout, 0.001, 1e6) * G_USEC_PER_SEC);
  dns->policy.tries = MAX (config->tries, 1);
  dns->policy.n_servers = g_strv_length (servers);
  dns->policy.traffic = swim_dns_traffic_new (dns->policy.n_servers, config->rate);
  g_mutex_init (&dns->lock);
  dns->idle = g_ptr_array_new_with_free_func (free_lane);
  return dns;
}

SwimDns *
swim_dns_ref (SwimDns *dns)
{
  g_atomic_ref_count_inc (&dns->references);
  return dns;
}

void
swim_dns_unref (SwimDns *dns)
{
  if (!g_atomic_ref_count_dec (&dns->references))
    return;
  g_ptr_array_unref (dns->idle);
  g_mutex_clear (&dns->lock);
  swim_dns_traffic_free (dns->policy.traffic);
  g_strfreev (dns->policy.servers);
  g_free (dns);
}

/* Lives as long as dns. */
const SwimDnsPolicy *
swim_dns_get_policy (SwimDns *dns)
{
  return &dns->policy;
}

/* The answer of a blocking lookup moves out of the engine. */
typedef struct
{
  SwimDnsAnswer *answer;
  gboolean done;
} Waiter;

static void
on_answer (const SwimDnsAnswer *answer, gpointer data)
{
  Waiter *waiter = data;

  *waiter->answer = *answer;
  waiter->answer->detail = g_strdup (answer->detail);
  waiter->answer->server = g_strdup (answer->server);
  waiter->answer->addresses =
      g_memdup2 (answer->addresses, answer->n_addresses * sizeof *answer->addresses);
  waiter->done = TRUE;
}

static void
process_sockets (Lane *lane)
{
  guint n = lane->sockets->len;
  eventfd_t ignored;

  if (g_array_index (lane->sockets, struct pollfd, WOKEN).revents != 0)
    eventfd_read (lane->woken, &ignored);
  for (guint i = N_OWN; i < n && i < lane->sockets->len; i++)
    {
      struct pollfd socket = g_array_index (lane->sockets, struct pollfd, i);

      if (socket.revents != 0)
        swim_dns_server_process (lane->servers->pdata[i], socket.fd, socket.revents);
    }
}

/* Waits for a socket, the cancellable, room or the next thing that time brings, and sees to it. */
static void
wait_once (Lane *lane, GCancellable *cancellable)
{
  gint64 due =
      MIN (swim_dns_engine_get_due (lane->engine), swim_dns_engine_get_pump_due (lane->engine));
  gint64 left = due == G_MAXINT64 ? -1 : MAX (0, due - g_get_monotonic_time ());
  struct timespec timeout = { left / G_USEC_PER_SEC, left % G_USEC_PER_SEC * 1000 };
  gint64 now;

  swim_dns_engine_flush (lane->engine);
  ppoll ((struct pollfd *) (void *) lane->sockets->data, lane->sockets->len,
         left >= 0 ? &timeout : NULL, NULL);
  if (g_cancellable_is_cancelled (cancellable))
    {
      swim_dns_engine_cancel (lane->engine, NULL);
      return;
    }
  process_sockets (lane);
  now = g_get_monotonic_time ();
  if (now >= swim_dns_engine_get_due (lane->engine))
    swim_dns_engine_turn (lane->engine, now);
  swim_dns_engine_pump (lane->engine);
}

/* Looks a name up and waits for the answer, which goes to an empty one. From any thread, also
 * concurrently. The cancellable may be NULL. */
void
swim_dns_lookup (SwimDns *dns,
                 const char *name,
                 SwimDnsTypes types,
                 GCancellable *cancellable,
                 SwimDnsAnswer *answer)
{
  g_autoptr (GError) error = NULL;
  Waiter waiter = { .answer = answer };
  GPollFD cancelled = { .fd = -1 };
  gboolean watched;
  Lane *lane;

  if (g_cancellable_is_cancelled (cancellable))
    {
      swim_dns_answer_set (answer, SWIM_STATUS_CANCELLED, NULL);
      return;
    }
  lane = take_lane (dns, &error);
  if (lane == NULL)
    {
      swim_dns_answer_set (answer, SWIM_STATUS_IO_ERROR, error->message);
      return;
    }

  watched = g_cancellable_make_pollfd (cancellable, &cancelled);
  g_array_index (lane->sockets, struct pollfd, CANCELLED) =
      (struct pollfd){ .fd = cancelled.fd, .events = POLLIN };
  swim_dns_engine_start (lane->engine, name, types, NULL, on_answer, &waiter);
  while (!waiter.done)
    wait_once (lane, cancellable);
  if (watched)
    g_cancellable_release_fd (cancellable);
  return_lane (dns, lane);
}
