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
  g_clear_pointer (&choice->nameservers_file, g_free);
}

static gboolean
names_servers (const SwimResolverChoice *choice)
{
  return choice->nameservers != NULL || choice->nameservers_file != NULL;
}

/* Whether to ask DNS servers. */
static gboolean
settle_kind (const SwimResolverChoice *choice,
             const SwimJobSetup *setup,
             gboolean *dns,
             GError **error)
{
  if (choice->resolver == NULL)
    {
      *dns = choice->prefers_dns || names_servers (choice) || setup->lab_nameserver != NULL;
      return TRUE;
    }
  *dns = g_str_equal (choice->resolver, "dns");
  if (!*dns && !g_str_equal (choice->resolver, "system"))
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--resolver takes dns or system, not “%s”",
                 choice->resolver);
  else if (!*dns && names_servers (choice))
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "%s needs --resolver=dns: the C library asks the servers of /etc/resolv.conf",
                 choice->nameservers != NULL ? "--nameserver" : "--nameservers");
  else
    return TRUE;
  return FALSE;
}

/* The servers of --nameserver, then those of the file: (transfer full). */
static char **
settle_servers (const SwimResolverChoice *choice, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  SwimDnsResolvOptions none;
  g_auto (GStrv) given = NULL;
  g_auto (GStrv) listed = NULL;

  if (choice->nameservers != NULL)
    {
      given = swim_dns_servers_settle ((const char *const *) choice->nameservers, &none, error);
      if (given == NULL)
        {
          g_prefix_error_literal (error, "--nameserver: ");
          return NULL;
        }
      g_strv_builder_addv (builder, (const char **) given);
    }
  if (choice->nameservers_file != NULL)
    {
      listed = swim_dns_servers_read (choice->nameservers_file, error);
      if (listed == NULL)
        return NULL;
      g_strv_builder_addv (builder, (const char **) listed);
    }
  return g_strv_builder_end (builder);
}

gboolean
swim_resolver_choice_settle (const SwimResolverChoice *choice,
                             const SwimJobSetup *setup,
                             SwimDnsConfig **config,
                             GError **error)
{
  const char *lab[] = { setup->lab_nameserver, NULL };
  gboolean system = !names_servers (choice) && lab[0] == NULL;
  SwimDnsResolvOptions options = { 0 };
  g_auto (GStrv) servers = NULL;
  gboolean dns;

  *config = NULL;
  if (!settle_kind (choice, setup, &dns, error))
    return FALSE;
  if (!dns)
    return TRUE;
  servers = names_servers (choice) ? settle_servers (choice, error)
                                   : swim_dns_servers_settle (lab, &options, error);
  if (servers == NULL)
    return FALSE;
  /* Those of resolv.conf are read again with its other options, by the one that asks them. */
  *config = swim_dns_config_new (system ? NULL : (const char *const *) servers, setup->timeout,
                                 setup->retries + 1);
  (*config)->seed = setup->seed;
  (*config)->edns_size = options.edns ? SWIM_DNS_GOOD_EDNS_SIZE : 0;
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
