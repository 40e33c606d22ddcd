/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The servers to ask, and the blocking form: each lookup uses an engine and a poll() of its own.
 * The engines are pooled, since opening one costs sockets and memory, and c-ares before 1.23
 * must be used by one thread at a time. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "net/dns/dns.h"

#include "net/dns/engine.h"
#include "net/dns/servers.h"

/* With as many, each has a fraction of any time limit. Before a try, those that are left are gone
 * through. */
#define MOST_TRIES 1000

struct _SwimDns
{
  SwimDnsPolicy policy;
  GMutex lock;
  GPtrArray *idle; /* of Worker; guarded by lock */
};

/* Descriptors that are watched besides the engine's sockets, by their index in front of those. */
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
  GPtrArray *servers; /* the server of each socket; NULL for the first N_OWN */
  int woken;          /* an eventfd */
} Worker;

SwimDnsConfig *
swim_dns_config_new (const char *const *nameservers, double timeout, guint tries)
{
  SwimDnsConfig *config = g_new0 (SwimDnsConfig, 1);

  config->nameservers = g_strdupv ((char **) nameservers);
  config->timeout = timeout;
  config->tries = tries;
  return config;
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
  Worker *worker = data;
  struct pollfd added = { .fd = fd, .events = (short) condition };

  for (guint i = N_OWN; i < worker->sockets->len; i++)
    {
      struct pollfd *socket = &g_array_index (worker->sockets, struct pollfd, i);

      if (socket->fd != fd)
        continue;
      socket->events = (short) condition;
      if (condition == 0)
        {
          g_array_remove_index_fast (worker->sockets, i);
          g_ptr_array_remove_index_fast (worker->servers, i);
        }
      return;
    }
  if (condition == 0)
    return;
  g_array_append_val (worker->sockets, added);
  g_ptr_array_add (worker->servers, server);
}

/* Called by any thread when a waiting question may be sent. */
static void
on_wake (gpointer data)
{
  Worker *worker = data;

  eventfd_write (worker->woken, 1);
}

static void
free_worker (gpointer data)
{
  Worker *worker = data;

  g_clear_pointer (&worker->engine, swim_dns_engine_free);
  g_array_unref (worker->sockets);
  g_ptr_array_unref (worker->servers);
  if (worker->woken >= 0)
    close (worker->woken);
  g_free (worker);
}

static Worker *
new_worker (SwimDns *dns, GError **error)
{
  Worker *worker = g_new0 (Worker, 1);
  SwimDnsWaiter waiter = { .blocks = TRUE, .wake = on_wake, .data = worker };
  struct pollfd own[N_OWN] = { [CANCELLED] = { .fd = -1 } };

  worker->woken = eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);
  own[WOKEN] = (struct pollfd){ .fd = worker->woken, .events = POLLIN };
  worker->sockets = g_array_new (FALSE, FALSE, sizeof (struct pollfd));
  worker->servers = g_ptr_array_new ();
  g_array_append_vals (worker->sockets, own, N_OWN);
  g_ptr_array_set_size (worker->servers, N_OWN);
  if (worker->woken < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "cannot set up DNS: %s",
                 g_strerror (errno));
  else
    worker->engine = swim_dns_engine_new (&dns->policy, on_watch, waiter, error);
  if (worker->engine == NULL)
    g_clear_pointer (&worker, free_worker);
  return worker;
}

static Worker *
take_worker (SwimDns *dns, GError **error)
{
  Worker *worker = NULL;

  g_mutex_lock (&dns->lock);
  if (dns->idle->len > 0)
    worker = g_ptr_array_steal_index_fast (dns->idle, dns->idle->len - 1);
  g_mutex_unlock (&dns->lock);
  return worker != NULL ? worker : new_worker (dns, error);
}

static void
return_worker (SwimDns *dns, Worker *worker)
{
  swim_dns_engine_drop_pending (worker->engine);
  swim_dns_engine_hand_in_counts (worker->engine);
  g_mutex_lock (&dns->lock);
  g_ptr_array_add (dns->idle, worker);
  g_mutex_unlock (&dns->lock);
}

gboolean
swim_dns_prepare (SwimDns *dns, guint lookups, GError **error)
{
  while (dns->idle->len < lookups)
    {
      Worker *worker = new_worker (dns, error);

      if (worker == NULL)
        return FALSE;
      return_worker (dns, worker);
    }
  return TRUE;
}

/* Once in a process, since before 1.23 nothing guards its counter. On Unix it allocates nothing
 * that would have to be freed. */
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

/* Determines the servers; reads resolv.conf if the configuration names none. SWIM_ERROR_USAGE
 * for an invalid address. */
SwimDns *
swim_dns_new (const SwimDnsConfig *config, GError **error)
{
  SwimDnsResolvOptions options;
  char **servers =
      swim_dns_servers_settle ((const char *const *) config->nameservers, &options, error);
  SwimDns *dns;

  if (servers == NULL)
    return NULL;
  init_ares ();
  dns = g_atomic_rc_box_new0 (SwimDns);
  dns->policy.servers = servers;
  dns->policy.timeout = (gint64) (CLAMP (config->timeout, 0.001, 1e6) * G_USEC_PER_SEC);
  dns->policy.tries = CLAMP (config->tries, 1, MOST_TRIES);
  dns->policy.seed = config->seed;
  dns->policy.edns_size = config->edns_size;
  dns->policy.try_timeout = options.timeout;
  dns->policy.over_tcp = config->over_tcp || options.over_tcp;
  if (config->counter != NULL)
    dns->policy.counter = g_atomic_rc_box_acquire (config->counter);
  dns->policy.n_servers = g_strv_length (servers);
  dns->policy.limiter = swim_dns_limiter_new (dns->policy.n_servers, config->rate);
  g_mutex_init (&dns->lock);
  dns->idle = g_ptr_array_new_with_free_func (free_worker);
  return dns;
}

static void
clear (gpointer data)
{
  SwimDns *dns = data;

  g_ptr_array_unref (dns->idle);
  g_mutex_clear (&dns->lock);
  swim_dns_limiter_free (dns->policy.limiter);
  g_clear_pointer (&dns->policy.counter, swim_dns_counter_unref);
  g_strfreev (dns->policy.servers);
}

void
swim_dns_unref (SwimDns *dns)
{
  g_atomic_rc_box_release_full (dns, clear);
}

/* Valid as long as dns. */
const SwimDnsPolicy *
swim_dns_get_policy (SwimDns *dns)
{
  return &dns->policy;
}

/* Where the answer of a blocking lookup goes. */
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
  if (answer->responses != NULL)
    g_ptr_array_ref (answer->responses);
  waiter->done = TRUE;
}

static void
process_sockets (Worker *worker)
{
  guint n = worker->sockets->len;
  eventfd_t ignored;

  if (g_array_index (worker->sockets, struct pollfd, WOKEN).revents != 0)
    eventfd_read (worker->woken, &ignored);
  for (guint i = N_OWN; i < n && i < worker->sockets->len; i++)
    {
      struct pollfd socket = g_array_index (worker->sockets, struct pollfd, i);

      if (socket.revents != 0)
        swim_dns_server_process (worker->servers->pdata[i], socket.fd, socket.revents);
    }
}

/* Waits for a socket, the cancellable, a wake-up or the next timer, and handles it. */
static void
wait_once (Worker *worker, GCancellable *cancellable)
{
  gint64 due = MIN (swim_dns_engine_get_timer_due (worker->engine),
                    swim_dns_engine_get_send_due (worker->engine));
  gint64 left = due == G_MAXINT64 ? -1 : MAX (0, due - g_get_monotonic_time ());
  struct timespec timeout = { left / G_USEC_PER_SEC, left % G_USEC_PER_SEC * 1000 };
  gint64 now;

  swim_dns_engine_flush (worker->engine);
  ppoll ((struct pollfd *) (void *) worker->sockets->data, worker->sockets->len,
         left >= 0 ? &timeout : NULL, NULL);
  if (g_cancellable_is_cancelled (cancellable))
    {
      swim_dns_engine_cancel (worker->engine, NULL);
      return;
    }
  process_sockets (worker);
  now = g_get_monotonic_time ();
  if (now >= swim_dns_engine_get_timer_due (worker->engine))
    swim_dns_engine_run_timers (worker->engine, now);
  swim_dns_engine_send_waiting (worker->engine);
}

/* Looks a name up and waits for the answer. answer must be empty, cancellable may be NULL. May
 * be called by any thread, also concurrently. */
void
swim_dns_lookup (SwimDns *dns,
                 const char *name,
                 const SwimDnsQuery *query,
                 GCancellable *cancellable,
                 SwimDnsAnswer *answer)
{
  g_autoptr (GError) error = NULL;
  Waiter waiter = { .answer = answer };
  GPollFD cancelled = { .fd = -1 };
  gboolean watched;
  Worker *worker;

  if (g_cancellable_is_cancelled (cancellable))
    {
      swim_dns_answer_set (answer, SWIM_STATUS_CANCELLED, NULL);
      return;
    }
  worker = take_worker (dns, &error);
  if (worker == NULL)
    {
      swim_dns_answer_set (answer, SWIM_STATUS_IO_ERROR, error->message);
      return;
    }

  watched = g_cancellable_make_pollfd (cancellable, &cancelled);
  g_array_index (worker->sockets, struct pollfd, CANCELLED) =
      (struct pollfd){ .fd = cancelled.fd, .events = POLLIN };
  swim_dns_engine_start (worker->engine, name, query, NULL, on_answer, &waiter);
  while (!waiter.done)
    wait_once (worker, cancellable);
  if (watched)
    g_cancellable_release_fd (cancellable);
  return_worker (dns, worker);
}
