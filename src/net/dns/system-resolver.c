/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

#include "base/ipv4.h"
#include "net/dns/resolver.h"
#include "net/dns/system-resolver.h"

struct _SwimSystemResolver
{
  GResolver *resolver;
  gint64 timeout; /* µs */
};

/* A lookup of the non-blocking form. GLib's thread goes on after a deadline or a cancellation,
 * so this must exist until it reports. */
typedef struct
{
  GCancellable *abandon; /* the lookup's own */
  GSource *deadline;
  GSource *canceller;
  gint64 due;
  double seconds;
  gboolean over;
  SwimDnsFunc func;
  gpointer data;
} Lookup;

/* timeout: seconds for a name. */
SwimSystemResolver *
swim_system_resolver_new (double timeout)
{
  SwimSystemResolver *resolver = g_new0 (SwimSystemResolver, 1);

  resolver->resolver = swim_resolver_dup_system ();
  resolver->timeout = (gint64) (CLAMP (timeout, 0.001, 1e6) * G_USEC_PER_SEC);
  return resolver;
}

/* There must be no lookup whose function was not called yet. */
void
swim_system_resolver_free (SwimSystemResolver *resolver)
{
  g_object_unref (resolver->resolver);
  g_free (resolver);
}

static void
set_timed_out (SwimDnsAnswer *answer, double seconds)
{
  g_autofree char *detail =
      g_strdup_printf ("no answer from the system's resolver in %g s", seconds);

  swim_dns_answer_clear (answer);
  swim_dns_answer_set (answer, SWIM_STATUS_TIMEOUT, detail);
}

/* The class of a failed getaddrinfo(). GLib folds "no such name", "no address" and permanent
 * failures into one, so they are not told apart here either: both forms must agree. */
static void
set_failed (SwimDnsAnswer *answer, int code)
{
  switch (code)
    {
    case EAI_NONAME:
    case EAI_FAIL:
#ifdef EAI_NODATA
    case EAI_NODATA:
#endif
      swim_dns_answer_set (answer, SWIM_STATUS_NOT_FOUND, "the system's resolver knows no address");
      return;
    default:
      swim_dns_answer_set (answer, SWIM_STATUS_SERVER_ERROR, "the system's resolver failed");
    }
}

static void
set_failed_by_error (SwimDnsAnswer *answer, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    swim_dns_answer_set (answer, SWIM_STATUS_CANCELLED, NULL);
  else if (g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    set_failed (answer, EAI_NONAME);
  else
    set_failed (answer, EAI_AGAIN);
}

static void
add_found (SwimDnsAnswer *answer, const struct addrinfo *found)
{
  for (; found != NULL; found = found->ai_next)
    {
      if (found->ai_family == AF_INET)
        swim_dns_answer_add (answer, AF_INET,
                             &((struct sockaddr_in *) (void *) found->ai_addr)->sin_addr);
      else if (found->ai_family == AF_INET6)
        swim_dns_answer_add (answer, AF_INET6,
                             &((struct sockaddr_in6 *) (void *) found->ai_addr)->sin6_addr);
    }
  swim_dns_answer_sort (answer);
}

static gboolean
set_unless_possible (SwimDnsAnswer *answer, const char *name, GCancellable *cancellable)
{
  const char *problem = swim_dns_name_problem (name);

  if (problem != NULL)
    swim_dns_answer_set (answer, SWIM_STATUS_INVALID, problem);
  else if (g_cancellable_is_cancelled (cancellable))
    swim_dns_answer_set (answer, SWIM_STATUS_CANCELLED, NULL);
  else
    return FALSE;
  return TRUE;
}

/* An address in any of the C library's forms: GLib calls those but one not found, and the C library
 * may find none where the machine has no other address of the family. FALSE: it is a name. */
static gboolean
take_address (SwimDnsAnswer *answer, const char *name, SwimDnsTypes types)
{
  guint8 bytes[4];

  if (!swim_ipv4_parse (name, bytes))
    return FALSE;
  if (types == SWIM_DNS_AAAA)
    set_failed (answer, EAI_NONAME);
  else
    swim_dns_answer_add (answer, AF_INET, bytes);
  return TRUE;
}

/* GLib answers these itself, whatever the hosts file says; so must the blocking form. */
static gboolean
is_localhost (const char *name)
{
  return g_ascii_strcasecmp (name, "localhost") == 0 || g_ascii_strcasecmp (name, "localhost.") == 0
         || g_str_has_suffix (name, ".localhost") || g_str_has_suffix (name, ".localhost.");
}

/* Calls the C library. A service without a name stands for this host. */
static int
ask_system (const char *name, struct addrinfo *hints, struct addrinfo **found)
{
  if (!is_localhost (name))
    return getaddrinfo (name, NULL, hints, found);
  hints->ai_flags = AI_NUMERICSERV;
  return getaddrinfo (NULL, "0", hints, found);
}

/* Blocks in getaddrinfo(), which has no cancellation and no deadline: a late answer counts as
 * none. The hints are those of GLib. */
void
swim_system_resolver_lookup (SwimSystemResolver *resolver,
                             const char *name,
                             SwimDnsTypes types,
                             GCancellable *cancellable,
                             SwimDnsAnswer *answer)
{
  static const int families[] = {
    [SWIM_DNS_A] = AF_INET, [SWIM_DNS_AAAA] = AF_INET6, [SWIM_DNS_BOTH] = AF_UNSPEC
  };
  struct addrinfo hints = { .ai_family = families[types],
                            .ai_socktype = SOCK_STREAM,
                            .ai_protocol = IPPROTO_TCP,
                            .ai_flags = AI_ADDRCONFIG };
  struct addrinfo *found = NULL;
  gint64 timeout = resolver->timeout; /* the resolver may be freed when the call returns */
  gint64 due = g_get_monotonic_time () + timeout;
  int code;

  if (set_unless_possible (answer, name, cancellable) || take_address (answer, name, types))
    return;
  code = ask_system (name, &hints, &found);
  if (g_cancellable_is_cancelled (cancellable))
    swim_dns_answer_set (answer, SWIM_STATUS_CANCELLED, NULL);
  else if (g_get_monotonic_time () >= due)
    set_timed_out (answer, (double) timeout / G_USEC_PER_SEC);
  else if (code != 0)
    set_failed (answer, code);
  else
    add_found (answer, found);
  if (found != NULL)
    freeaddrinfo (found);
}

/* Delivers the answer, once. */
static void
finish (Lookup *lookup, const SwimDnsAnswer *answer)
{
  lookup->over = TRUE;
  g_source_destroy (lookup->deadline);
  if (lookup->canceller != NULL)
    g_source_destroy (lookup->canceller);
  lookup->func (answer, lookup->data);
}

static void
free_lookup (Lookup *lookup)
{
  g_source_unref (lookup->deadline);
  g_clear_pointer (&lookup->canceller, g_source_unref);
  g_object_unref (lookup->abandon);
  g_free (lookup);
}

/* Cancels GLib's lookup too, which removes it from GLib's queue. GLib may report at once. */
static gboolean
abandon (Lookup *lookup, const SwimDnsAnswer *answer)
{
  g_autoptr (GCancellable) own = g_object_ref (lookup->abandon);

  finish (lookup, answer);
  g_cancellable_cancel (own);
  return G_SOURCE_REMOVE;
}

static gboolean
on_deadline (gpointer data)
{
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  set_timed_out (&answer, ((Lookup *) data)->seconds);
  return abandon (data, &answer);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  swim_dns_answer_set (&answer, SWIM_STATUS_CANCELLED, NULL);
  return abandon (data, &answer);
}

static void
add_address (gpointer address, gpointer answer)
{
  int family = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4 ? AF_INET : AF_INET6;

  swim_dns_answer_add (answer, family, g_inet_address_to_bytes (address));
}

static void
on_resolved (GObject *source, GAsyncResult *result, gpointer data)
{
  Lookup *lookup = data;
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;
  g_autoptr (GError) error = NULL;
  GList *addresses =
      g_resolver_lookup_by_name_with_flags_finish (G_RESOLVER (source), result, &error);

  if (!lookup->over)
    {
      if (g_get_monotonic_time () >= lookup->due)
        set_timed_out (&answer, lookup->seconds);
      else if (error != NULL)
        set_failed_by_error (&answer, error);
      g_list_foreach (answer.status == SWIM_STATUS_OK ? addresses : NULL, add_address, &answer);
      swim_dns_answer_sort (&answer);
      finish (lookup, &answer);
    }
  g_resolver_free_addresses (addresses);
  free_lookup (lookup);
}

static GSource *
add_source (GSource *source, GSourceFunc func, Lookup *lookup)
{
  g_source_set_callback (source, func, lookup, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

/* Blocks a thread of GLib, not the caller. The function is called from the thread-default main
 * context, by the deadline or the cancellation at the latest, or before this returns. */
void
swim_system_resolver_lookup_async (SwimSystemResolver *resolver,
                                   const char *name,
                                   SwimDnsTypes types,
                                   GCancellable *cancellable,
                                   SwimDnsFunc func,
                                   gpointer data)
{
  static const GResolverNameLookupFlags flags[] = {
    [SWIM_DNS_A] = G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY,
    [SWIM_DNS_AAAA] = G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY,
    [SWIM_DNS_BOTH] = G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT
  };
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;
  Lookup *lookup;

  if (set_unless_possible (&answer, name, cancellable) || take_address (&answer, name, types))
    {
      func (&answer, data);
      return;
    }
  lookup = g_new0 (Lookup, 1);
  lookup->abandon = g_cancellable_new ();
  lookup->due = g_get_monotonic_time () + resolver->timeout;
  lookup->seconds = (double) resolver->timeout / G_USEC_PER_SEC;
  lookup->func = func;
  lookup->data = data;
  lookup->deadline =
      add_source (g_timeout_source_new ((guint) (resolver->timeout / 1000)), on_deadline, lookup);
  if (cancellable != NULL)
    lookup->canceller =
        add_source (g_cancellable_source_new (cancellable), G_SOURCE_FUNC (on_cancelled), lookup);
  g_resolver_lookup_by_name_with_flags_async (resolver->resolver, name, flags[types],
                                              lookup->abandon, on_resolved, lookup);
}
