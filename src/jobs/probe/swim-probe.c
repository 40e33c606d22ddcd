/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/probe/probe-private.h"

#include <string.h>

#include "base/hash.h"
#include "base/properties.h"
#include "base/swim-error.h"
#include "job/outcome-private.h"

static void swim_probe_job_init (SwimJobInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SwimProbe,
                               swim_probe,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SWIM_TYPE_JOB, swim_probe_job_init))

static gboolean
add_type (SwimProbe *self, const char *name, GError **error)
{
  guint16 type = swim_dns_type_parse (name);

  if (type == SWIM_DNS_TYPE_A || type == SWIM_DNS_TYPE_AAAA)
    self->family |= type == SWIM_DNS_TYPE_A ? SWIM_DNS_A : SWIM_DNS_AAAA;
  if (type == 0)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "“%s” is not a record type", name);
  else if (!self->by_dns && type != SWIM_DNS_TYPE_A && type != SWIM_DNS_TYPE_AAAA)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "the system's resolver knows addresses only; ask DNS servers for %s", name);
  else if (self->query.n_types == SWIM_DNS_MOST_TYPES)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "more than %d record types",
                 SWIM_DNS_MOST_TYPES);
  else
    {
      self->numbers[self->query.n_types++] = type;
      return TRUE;
    }
  return FALSE;
}

/* Makes the queries. */
static gboolean
settle_types (SwimProbe *self, GError **error)
{
  static const char *const addresses[] = { "A", "AAAA", NULL };
  static const guint16 ptr[] = { SWIM_DNS_TYPE_PTR };
  const char *const *names = self->types != NULL ? (const char *const *) self->types : addresses;

  self->family = 0;
  self->query = (SwimDnsQuery){ self->numbers, 0, self->keep_responses };
  self->reverse = (SwimDnsQuery){ ptr, G_N_ELEMENTS (ptr), self->keep_responses };
  for (; *names != NULL; names++)
    if (!add_type (self, *names, error))
      return FALSE;
  if (self->query.n_types > 0)
    return TRUE;
  /* As the property can be set. A lookup of nothing would never end. */
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "a probe needs a record type to ask for");
  return FALSE;
}

static SwimDns *
make_dns (SwimProbe *self, GError **error)
{
  g_autoptr (SwimDnsConfig) config =
      swim_dns_config_new ((const char *const *) self->nameservers, self->timeout, self->tries);

  config->rate = self->rate;
  config->seed = self->seed;
  config->edns_size = self->edns_size;
  config->counter = self->counter;
  return swim_dns_new (config, error);
}

static SwimProbeCache *
get_cache (SwimProbe *self)
{
  if (self->cache == NULL)
    self->cache = swim_probe_cache_new ();
  return self->cache;
}

/* The counts of a run can be read until the next one begins. */
static void
renew_counter (SwimProbe *self)
{
  if (!self->counted)
    return;
  swim_dns_counter_unref (self->counter);
  self->counter = swim_dns_counter_new ();
  self->counted = FALSE;
}

static gboolean
open_resolver (SwimProbe *self, guint slots, SwimJobForm form, GError **error)
{
  if (!self->by_dns)
    {
      self->system = swim_system_resolver_new (self->timeout);
      return TRUE;
    }
  self->dns =
      self->shared != NULL ? g_atomic_rc_box_acquire (self->shared) : make_dns (self, error);
  if (self->dns == NULL
      || (form == SWIM_JOB_BLOCKING && !swim_dns_prepare (self->dns, slots, error)))
    return FALSE;
  self->client = swim_dns_client_new (self->dns, error);
  return self->client != NULL;
}

/* Also drops the answers and the limits, which are those of one run: the next one may ask others,
 * and for other types. */
static void
swim_probe_close (SwimJob *job)
{
  SwimProbe *self = SWIM_PROBE (job);

  g_clear_pointer (&self->client, swim_dns_client_free);
  g_clear_pointer (&self->dns, swim_dns_unref);
  g_clear_pointer (&self->system, swim_system_resolver_free);
  g_clear_pointer (&self->cache, swim_probe_cache_unref);
  g_clear_pointer (&self->shared, swim_dns_unref);
  self->counted = TRUE;
}

static gboolean
swim_probe_open (SwimJob *job, guint slots, SwimJobForm form, GError **error)
{
  SwimProbe *self = SWIM_PROBE (job);

  renew_counter (self);
  get_cache (self);
  if (settle_types (self, error) && open_resolver (self, slots, form, error))
    return TRUE;
  swim_probe_close (job);
  return FALSE;
}

/* The content hash stays 0: where a name has many addresses, servers give others each time, and two
 * runs that found the same names did the same work. */
static SwimOutcome *
make_outcome (const SwimDnsAnswer *answer)
{
  SwimOutcome *outcome = swim_outcome_new (answer->status, answer->detail);

  outcome->addresses = swim_dns_answer_dup_addresses (answer);
  outcome->ttl = answer->ttl;
  outcome->rtt = answer->rtt;
  outcome->tries = answer->tries;
  outcome->server = g_strdup (answer->server);
  if (answer->responses != NULL)
    outcome->responses = g_ptr_array_ref (answer->responses);
  return outcome;
}

/* A sibling of this name that nobody would register (transfer full); NULL where it has no parent.
 * It is the same for all names of a parent, so that it is asked for once. */
static char *
make_unlikely_name (SwimProbe *self, const char *name)
{
  const char *parent = strchr (name, '.');

  if (parent == NULL || parent[1] == '\0')
    return NULL;
  return g_strdup_printf ("swl-%016" G_GINT64_MODIFIER "x%s", swim_hash_string (parent, self->seed),
                          parent);
}

/* The parent's unlikely name, where it matters whether there is one; that of an address says
 * nothing. */
static char *
get_wildcard_test (SwimProbe *self, const char *name, const SwimOutcome *outcome)
{
  g_autofree char *reverse = NULL;

  if (!self->wildcard || outcome->status != SWIM_STATUS_OK)
    return NULL;
  reverse = swim_dns_reverse_name (name);
  return reverse == NULL ? make_unlikely_name (self, name) : NULL;
}

/* The outcome of a name with what an unlikely name's says of it. The outcome, which is taken over,
 * stays as it is: it is also the cache's, from which other threads copy it. */
static SwimOutcome *
note_wildcard (SwimOutcome *outcome, const SwimOutcome *unlikely)
{
  SwimOutcome *noted = swim_outcome_dup (outcome);

  swim_outcome_unref (outcome);
  noted->wildcard = unlikely->status == SWIM_STATUS_OK;
  noted->wildcard_unknown = !noted->wildcard && unlikely->status != SWIM_STATUS_NOT_FOUND;
  if (!noted->wildcard_unknown)
    return noted;
  g_free (noted->detail);
  noted->detail = g_strdup_printf (
      "it is not known whether a wildcard record gives it: %s",
      unlikely->detail != NULL ? unlikely->detail : swim_status_to_string (unlikely->status));
  return noted;
}

#define NO_REVERSE "the system's resolver looks up names only; ask DNS servers for an address"

/* Asks for a name, or for that of an address, and waits. */
static void
look_up (SwimProbe *self, const char *name, GCancellable *cancellable, SwimDnsAnswer *answer)
{
  g_autofree char *reverse = swim_dns_reverse_name (name);

  if (self->dns != NULL && reverse != NULL)
    swim_dns_lookup (self->dns, reverse, &self->reverse, cancellable, answer);
  else if (self->dns != NULL)
    swim_dns_lookup (self->dns, name, &self->query, cancellable, answer);
  else if (reverse != NULL)
    swim_dns_answer_set (answer, SWIM_STATUS_INVALID, NO_REVERSE);
  else
    swim_system_resolver_lookup (self->system, name, self->family, cancellable, answer);
}

/* The same without waiting. */
static void
look_up_async (SwimProbe *self,
               const char *name,
               GCancellable *cancellable,
               SwimDnsFunc func,
               gpointer data)
{
  g_autofree char *reverse = swim_dns_reverse_name (name);

  if (self->client != NULL && reverse != NULL)
    swim_dns_client_lookup (self->client, reverse, &self->reverse, cancellable, func, data);
  else if (self->client != NULL)
    swim_dns_client_lookup (self->client, name, &self->query, cancellable, func, data);
  else if (reverse != NULL)
    swim_dns_answer_fail (SWIM_STATUS_INVALID, NO_REVERSE, func, data);
  else
    swim_system_resolver_lookup_async (self->system, name, self->family, cancellable, func, data);
}

/* Asks for the name, once, however often it is given. */
static SwimOutcome *
ask_and_wait (SwimProbe *self, const char *name, GCancellable *cancellable)
{
  SwimOutcome *known = swim_probe_cache_get (self->cache, name);
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  if (known != NULL)
    return known;
  look_up (self, name, cancellable, &answer);
  known = make_outcome (&answer);
  swim_probe_cache_put (self->cache, name, known);
  return known;
}

static SwimOutcome *
swim_probe_run (SwimJob *job, const SwimItem *item, GCancellable *cancellable, GError **error)
{
  SwimProbe *self = SWIM_PROBE (job);
  const char *name = swim_item_get_target (item);
  SwimOutcome *outcome = ask_and_wait (self, name, cancellable);
  g_autofree char *unlikely = get_wildcard_test (self, name, outcome);

  if (unlikely != NULL)
    {
      g_autoptr (SwimOutcome) other = ask_and_wait (self, unlikely, cancellable);

      outcome = note_wildcard (outcome, other);
    }
  return outcome;
}

/* A name on its way, and where its outcome goes. */
typedef struct
{
  SwimProbe *probe;
  SwimCompletion *returns;
  char name[];
} Lookup;

static void
on_answer (const SwimDnsAnswer *answer, gpointer data)
{
  g_autofree Lookup *lookup = data;
  SwimOutcome *outcome = make_outcome (answer);

  swim_probe_cache_put (lookup->probe->cache, lookup->name, outcome);
  swim_completion_complete (lookup->returns, outcome);
}

/* Asks for the name, once, however often it is given, and completes the item. */
static void
ask (SwimProbe *self, const char *name, GCancellable *cancellable, SwimCompletion *returns)
{
  gsize size = strlen (name) + 1;
  Lookup *lookup;

  if (swim_probe_cache_join (self->cache, name, returns))
    return;
  lookup = g_malloc (sizeof *lookup + size);
  lookup->probe = self;
  lookup->returns = returns;
  memcpy (lookup->name, name, size);
  look_up_async (self, lookup->name, cancellable, on_answer, lookup);
}

/* Both completions of a name that is tested: first its own, then the unlikely name's. */
typedef struct
{
  SwimCompletion completion; /* first: a completion is its test */
  SwimProbe *probe;
  const SwimItem *item;
  GCancellable *cancellable;
  SwimCompletion *returns;
  SwimOutcome *outcome; /* of the name; NULL while it is asked */
} Test;

static void
on_tested (SwimCompletion *completion, SwimOutcome *outcome)
{
  Test *test = (Test *) completion;
  g_autofree char *unlikely = NULL;

  if (test->outcome != NULL)
    {
      test->outcome = note_wildcard (test->outcome, outcome);
      swim_outcome_unref (outcome);
    }
  else
    {
      test->outcome = outcome;
      unlikely = get_wildcard_test (test->probe, swim_item_get_target (test->item), outcome);
    }
  if (unlikely != NULL)
    {
      ask (test->probe, unlikely, test->cancellable, completion);
      return;
    }
  swim_completion_complete (test->returns, test->outcome);
  g_free (test);
}

static void
swim_probe_start (SwimJob *job,
                  const SwimItem *item,
                  GCancellable *cancellable,
                  SwimCompletion *completion)
{
  SwimProbe *self = SWIM_PROBE (job);
  Test *test;

  if (!self->wildcard)
    {
      ask (self, swim_item_get_target (item), cancellable, completion);
      return;
    }
  test = g_new0 (Test, 1);
  test->completion.completed = on_tested;
  test->probe = self;
  test->item = item;
  test->cancellable = cancellable;
  test->returns = completion;
  ask (self, swim_item_get_target (item), cancellable, &test->completion);
}

static const char *const *
swim_probe_get_offloaded (SwimJob *job)
{
  static const char *const offloaded[] = { "name resolution: GLib's thread pool (getaddrinfo)",
                                           NULL };

  return SWIM_PROBE (job)->by_dns ? offloaded + 1 : offloaded;
}

/* Shares what limits the run as a whole, the windows and the rate, and the answers so far. */
static SwimJob *
swim_probe_copy (SwimJob *job)
{
  SwimProbe *self = SWIM_PROBE (job);
  SwimProbe *copy = swim_properties_copy (self);

  copy->shared = self->dns != NULL ? g_atomic_rc_box_acquire (self->dns) : NULL;
  copy->cache = g_atomic_rc_box_acquire (get_cache (self));
  swim_dns_counter_unref (copy->counter);
  copy->counter = g_atomic_rc_box_acquire (self->counter);
  return SWIM_JOB (copy);
}

static char **
swim_probe_dup_remarks (SwimJob *job)
{
  return swim_dns_counter_describe_lame (SWIM_PROBE (job)->counter);
}

static void
swim_probe_job_init (SwimJobInterface *iface)
{
  iface->copy = swim_probe_copy;
  iface->open = swim_probe_open;
  iface->close = swim_probe_close;
  iface->run = swim_probe_run;
  iface->start = swim_probe_start;
  iface->get_offloaded = swim_probe_get_offloaded;
  iface->dup_remarks = swim_probe_dup_remarks;
}

static void
swim_probe_finalize (GObject *object)
{
  SwimProbe *self = SWIM_PROBE (object);

  swim_probe_close (SWIM_JOB (self));
  swim_dns_counter_unref (self->counter);
  g_strfreev (self->types);
  g_strfreev (self->nameservers);
  G_OBJECT_CLASS (swim_probe_parent_class)->finalize (object);
}

static void
swim_probe_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  SwimProbe *self = SWIM_PROBE (object);

  g_return_if_fail (self->client == NULL && self->system == NULL);
  swim_property_set (object, spec, value);
}

static const SwimProperty properties[] = {
  { "timeout", SWIM_PROPERTY (SwimProbe, timeout), .init = 10 },
  { "tries", SWIM_PROPERTY (SwimProbe, tries), .least = 1, .init = 3 },
  { "rate", SWIM_PROPERTY (SwimProbe, rate) },
  { "wildcard", SWIM_PROPERTY (SwimProbe, wildcard) },
  { "seed", SWIM_PROPERTY (SwimProbe, seed) },
  { "types", SWIM_PROPERTY (SwimProbe, types) },
  { "edns-size", SWIM_PROPERTY (SwimProbe, edns_size) },
  { "keep-responses", SWIM_PROPERTY (SwimProbe, keep_responses) },
  { "by-dns", SWIM_PROPERTY (SwimProbe, by_dns) },
  { "nameservers", SWIM_PROPERTY (SwimProbe, nameservers) },
};

static void
swim_probe_class_init (SwimProbeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = swim_probe_finalize;
  G_OBJECT_CLASS (klass)->set_property = swim_probe_set_property;
  swim_properties_install (G_OBJECT_CLASS (klass), properties, G_N_ELEMENTS (properties));
}

static void
swim_probe_init (SwimProbe *self)
{
  self->counter = swim_dns_counter_new ();
}

SwimDnsCounter *
swim_probe_get_counter (SwimProbe *self)
{
  return self->counter;
}

/**
 * swim_probe_new:
 *
 * Makes a job that looks up names with the system's resolver, IPv4 and IPv6, with a timeout of ten
 * seconds per name.
 *
 * Returns: (transfer full): the job
 *
 * Since: 0.1
 */
SwimProbe *
swim_probe_new (void)
{
  return g_object_new (SWIM_TYPE_PROBE, NULL);
}
