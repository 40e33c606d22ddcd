/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/input.h"
#include "base/swim-error.h"
#include "net/dns/servers.h"

#define DNS_PORT 53
#define RESOLV_CONF "/etc/resolv.conf"

/* Where resolv.conf names none; see resolv.conf(5). */
#define THIS_MACHINE "127.0.0.1"

/* ADDR:PORT, or [ADDR%ZONE]:PORT for IPv6; (transfer full). Servers at the unspecified address are
 * those of this machine: they answer from its loopback address. */
static char *
format_server (int family, const void *address, const char *zone, guint port)
{
  static const struct in6_addr unspecified = IN6ADDR_ANY_INIT;
  char text[INET6_ADDRSTRLEN];

  inet_ntop (family, address, text, sizeof text);
  if (family == AF_INET)
    return g_strdup_printf ("%s:%u", strcmp (text, "0.0.0.0") == 0 ? THIS_MACHINE : text, port);
  if (memcmp (address, &unspecified, sizeof unspecified) == 0)
    return g_strdup_printf ("[::1]:%u", port);
  return g_strdup_printf ("[%s%s%s]:%u", text, zone != NULL ? "%" : "", zone != NULL ? zone : "",
                          port);
}

/* Splits off the port; NULL where there is none. FALSE for a misplaced bracket or colon. */
static gboolean
split_port (char *text, char **address, char **port)
{
  char *end;

  *port = NULL;
  *address = text;
  if (text[0] == '[')
    {
      end = strchr (text, ']');
      if (end == NULL || (end[1] != '\0' && end[1] != ':'))
        return FALSE;
      *address = text + 1;
      *port = end[1] == ':' ? end + 2 : NULL;
      *end = '\0';
      return strchr (*address, ':') != NULL;
    }
  end = strchr (text, ':');
  if (end == NULL || strchr (end + 1, ':') != NULL)
    return TRUE; /* plain IPv4, or IPv6 without a port */
  *port = end + 1;
  *end = '\0';
  return TRUE;
}

/* A zone is a network interface, by its name or number, and goes with IPv6 only. */
static char *
parse_server (const char *nameserver)
{
  g_autofree char *text = g_strdup (nameserver);
  guint64 number = DNS_PORT;
  char *address, *port, *zone;
  struct in6_addr bytes; /* room for either */

  if (!split_port (text, &address, &port))
    return NULL;
  if (port != NULL && !g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, &number, NULL))
    return NULL;
  if (inet_pton (AF_INET, address, &bytes) == 1)
    return format_server (AF_INET, &bytes, NULL, (guint) number);
  zone = strchr (address, '%');
  if (zone != NULL)
    *zone++ = '\0';
  if (inet_pton (AF_INET6, address, &bytes) == 1 && (zone == NULL || zone[0] != '\0'))
    return format_server (AF_INET6, &bytes, zone, (guint) number);
  return NULL;
}

static gboolean
add_server (GStrvBuilder *builder, const char *nameserver, GError **error)
{
  g_autofree char *server = parse_server (nameserver);

  if (server == NULL)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "“%s” is not the address of a nameserver; give one like 192.0.2.1, "
                 "192.0.2.1:5353, [2001:db8::1]:53 or fe80::1%%eth0",
                 nameserver);
  else
    g_strv_builder_add (builder, server);
  return server != NULL;
}

/* The address on a line of resolv.conf that names a server; NULL on others. It changes the line. */
static const char *
find_nameserver (char *line)
{
  char *address;

  line[strcspn (line, "#;")] = '\0';
  if (!g_str_has_prefix (line, "nameserver") || !g_ascii_isspace (line[strlen ("nameserver")]))
    return NULL;
  address = g_strstrip (line + strlen ("nameserver"));
  address[strcspn (address, " \t")] = '\0';
  return address;
}

/* The servers of resolv.conf, all of them. Reading it ourselves keeps zones, which c-ares 1.18 has
 * no place for; what is no address is named and not left out. */
static char **
list_system (SwimDnsResolvOptions *options, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  if (!swim_input_read (RESOLV_CONF, &text, NULL, &problem))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
                   "cannot read " RESOLV_CONF ": %s; name a DNS server with --nameserver",
                   problem->message);
      return NULL;
    }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *address = find_nameserver (lines[i]);

      if (address == NULL)
        {
          swim_dns_resolv_options_read (options, lines[i]);
          continue;
        }
      if (!add_server (builder, address, error))
        {
          g_prefix_error (error, RESOLV_CONF ":%u: ", i + 1);
          return NULL;
        }
      n++;
    }
  if (n == 0)
    add_server (builder, THIS_MACHINE, NULL);
  return g_strv_builder_end (builder);
}

/* The servers in the form ADDR:PORT, in order of preference, at least one: (transfer full).
 * Without nameservers those of resolv.conf, which reads files, and its options; else there are
 * none. */
char **
swim_dns_servers_settle (const char *const *nameservers,
                         SwimDnsResolvOptions *options,
                         GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  *options = (SwimDnsResolvOptions){ 0 };
  if (nameservers == NULL || nameservers[0] == NULL)
    return list_system (options, error);
  for (guint i = 0; nameservers[i] != NULL; i++)
    if (!add_server (builder, nameservers[i], error))
      return NULL;
  return g_strv_builder_end (builder);
}

/* The servers of a list (transfer full): one a line, with comments that begin with #. */
char **
swim_dns_servers_read (const char *path, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  if (!swim_input_read (path, &text, NULL, error))
    {
      g_prefix_error (error, "cannot read the nameservers of %s: ", path);
      return NULL;
    }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line;

      lines[i][strcspn (lines[i], "#")] = '\0';
      line = g_strstrip (lines[i]);
      if (line[0] == '\0')
        continue;
      if (!add_server (builder, line, error))
        {
          g_prefix_error (error, "%s:%u: ", path, i + 1);
          return NULL;
        }
      n++;
    }
  if (n == 0)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "%s names no nameserver", path);
  return n > 0 ? g_strv_builder_end (builder) : NULL;
}
