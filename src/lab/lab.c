/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Puts a scenario and the two servers together. Everything runs on the thread-default main context
 * of the caller, in one thread. */
#include "config.h"

#include "lab/lab.h"

#include "lab/lab-dns.h"
#include "lab/lab-http.h"

#include <string.h>
#include <sys/resource.h>

/* The name of the HTTP server; only the lab's DNS knows it. */
#define HTTP_HOST "flags.lab"

/* Every request in flight takes a descriptor: thousands are needed, and the usual limit is 1,024.
 */
static void
raise_descriptor_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

static void
override_delays (SwimScenario *scenario, SwimDelayRange range)
{
  for (guint i = 0; i < SWIM_N_LAB_SIDES; i++)
    scenario->delay[i] = range;
  scenario->status.delay.min_us = -1;
}

/* Starts the lab; it serves as soon as the thread-default main context runs. Raises the soft limit
 * of open files of this process. The caller owns it. */
SwimLab *
swim_lab_new (const SwimLabOptions *options, GError **error)
{
  const char *name = options->scenario != NULL ? options->scenario : SWIM_SCENARIO_DEFAULT;
  const char *dns_address = options->dns_address != NULL ? options->dns_address : "127.0.0.1";
  g_autoptr (SwimLab) self = g_new0 (SwimLab, 1);

  self->scenario = swim_scenario_load (name, error);
  if (self->scenario == NULL)
    return NULL;
  if (options->delay != NULL)
    override_delays (self->scenario, *options->delay);
  if (options->has_seed)
    self->scenario->seed = options->seed;
  raise_descriptor_limit ();

  self->poller = swim_poller_new (g_main_context_get_thread_default ());
  self->delays = swim_delay_queue_new (g_main_context_get_thread_default ());
  self->http_port = options->http_port;
  self->http = swim_lab_http_new (self->scenario, self->poller, self->delays, &self->http_port,
                                  options->root, error);
  if (self->http == NULL)
    return NULL;
  self->dns_port = options->dns_port;
  self->dns = swim_lab_dns_new (self->scenario, self->poller, self->delays, dns_address,
                                &self->dns_port, error);
  if (self->dns == NULL)
    return NULL;
  self->url = g_strdup_printf ("http://" HTTP_HOST ":%u", self->http_port);
  self->nameserver = g_strdup_printf (strchr (dns_address, ':') != NULL ? "[%s]:%u" : "%s:%u",
                                      dns_address, self->dns_port);
  return g_steal_pointer (&self);
}

void
swim_lab_free (SwimLab *self)
{
  g_clear_pointer (&self->http, swim_lab_http_free);
  g_clear_pointer (&self->dns, swim_lab_dns_free);
  g_clear_pointer (&self->delays, swim_delay_queue_free);
  g_clear_pointer (&self->poller, swim_poller_free);
  g_clear_pointer (&self->scenario, swim_scenario_free);
  g_free (self->url);
  g_free (self->nameserver);
  g_free (self);
}
