/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/swim-error.h"
#include "jobs/resolver-choice.h"
#include "net/dns/resolver.h"
#include "net/dns/servers.h"

gboolean
swim_resolver_choice_is_system (gpointer params)
{
  return g_strcmp0 (((SwimResolverChoice *) params)->resolver, "system") == 0;
}

void
swim_resolver_choice_clear (SwimResolverChoice *choice)
{
  g_clear_pointer (&choice->resolver, g_free);
  g_clear_pointer (&choice->nameservers, g_strfreev);
}

/* Whether to ask DNS servers: by default only in the lab. */
static gboolean
settle_kind (const SwimResolverChoice *choice,
             const SwimJobSetup *setup,
             gboolean *dns,
             GError **error)
{
  if (choice->resolver == NULL)
    {
      *dns = choice->nameservers != NULL || setup->lab_nameserver != NULL;
      return TRUE;
    }
  *dns = g_str_equal (choice->resolver, "dns");
  if (!*dns && !g_str_equal (choice->resolver, "system"))
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--resolver takes dns or system, not “%s”",
                 choice->resolver);
  else if (!*dns && choice->nameservers != NULL)
    g_set_error_literal (
        error, SWIM_ERROR, SWIM_ERROR_USAGE,
        "--nameserver needs --resolver=dns: the C library asks the servers of /etc/resolv.conf");
  else
    return TRUE;
  return FALSE;
}

gboolean
swim_resolver_choice_settle (const SwimResolverChoice *choice,
                             const SwimJobSetup *setup,
                             SwimDnsConfig **config,
                             GError **error)
{
  const char *lab[] = { setup->lab_nameserver, NULL };
  const char *const *nameservers = (const char *const *) choice->nameservers;
  g_auto (GStrv) servers = NULL;
  gboolean dns;

  *config = NULL;
  if (!settle_kind (choice, setup, &dns, error))
    return FALSE;
  if (!dns)
    return TRUE;
  servers = swim_dns_servers_settle (nameservers != NULL ? nameservers : lab, error);
  if (servers == NULL)
    {
      g_prefix_error (error, "%s", nameservers != NULL ? "--nameserver: " : "");
      return FALSE;
    }
  *config = swim_dns_config_new ((const char *const *) servers, setup->timeout, setup->retries + 1);
  (*config)->seed = setup->seed;
  return TRUE;
}

gboolean
swim_resolver_choice_install (const SwimDnsConfig *config, GError **error)
{
  g_autoptr (SwimResolver) resolver = NULL;
  g_autoptr (SwimDns) dns = NULL;

  if (config == NULL)
    return TRUE;
  dns = swim_dns_new (config, error);
  if (dns == NULL)
    return FALSE;
  resolver = swim_resolver_new (dns);
  g_resolver_set_default (G_RESOLVER (resolver));
  return TRUE;
}
