/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/swim-error.h"
#include "net/dns/server.h"
#include "net/dns/servers.h"

#define DNS_PORT 53

/* ADDR:PORT, or [ADDR]:PORT for IPv6; (transfer full). */
static char *
format_server (int family, const void *address, guint port)
{
  char text[INET6_ADDRSTRLEN];

  inet_ntop (family, address, text, sizeof text);
  return g_strdup_printf (family == AF_INET ? "%s:%u" : "[%s]:%u", text, port);
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

static char *
parse_server (const char *nameserver)
{
  g_autofree char *text = g_strdup (nameserver);
  guint64 number = DNS_PORT;
  char *address;
  char *port;
  struct in6_addr bytes; /* room for either */

  if (!split_port (text, &address, &port))
    return NULL;
  if (port != NULL && !g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, &number, NULL))
    return NULL;
  if (inet_pton (AF_INET, address, &bytes) == 1)
    return format_server (AF_INET, &bytes, (guint) number);
  if (inet_pton (AF_INET6, address, &bytes) == 1)
    return format_server (AF_INET6, &bytes, (guint) number);
  return NULL;
}

/* The servers of resolv.conf, as c-ares reads it. */
static char **
list_system (GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  struct ares_addr_port_node *servers = NULL;
  ares_channel channel;
  int status;

  if (access ("/etc/resolv.conf", R_OK) != 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
                   "cannot read /etc/resolv.conf: %s; name a DNS server with --nameserver",
                   g_strerror (errno));
      return NULL;
    }
  status = ares_init_options (&channel, NULL, 0);
  if (status == ARES_SUCCESS)
    {
      status = ares_get_servers_ports (channel, &servers);
      ares_destroy (channel);
    }
  if (status != ARES_SUCCESS || servers == NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
                   "no DNS server in /etc/resolv.conf: %s; name one with --nameserver",
                   status != ARES_SUCCESS ? ares_strerror (status) : "it names none");
      return NULL;
    }
  for (struct ares_addr_port_node *server = servers; server != NULL; server = server->next)
    {
      g_autofree char *text =
          format_server (server->family, &server->addr,
                         server->udp_port != 0 ? (guint) server->udp_port : DNS_PORT);

      g_strv_builder_add (builder, text);
    }
  ares_free_data (servers);
  return g_strv_builder_end (builder);
}

static gboolean
add_server (GStrvBuilder *builder, const char *nameserver, GError **error)
{
  g_autofree char *server = parse_server (nameserver);

  if (server == NULL)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "“%s” is not the address of a nameserver; give one like 192.0.2.1, "
                 "192.0.2.1:5353 or [2001:db8::1]:53",
                 nameserver);
  else
    g_strv_builder_add (builder, server);
  return server != NULL;
}

/* The servers in the form ADDR:PORT, in order of preference, at least one: (transfer full).
 * Without nameservers those of resolv.conf, which reads files. */
char **
swim_dns_servers_settle (const char *const *nameservers, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (nameservers == NULL || nameservers[0] == NULL)
    return list_system (error);
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

  if (!g_file_get_contents (path, &text, NULL, error))
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
