/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/client.h"

#include "base/swim-error.h"

static const SwimHttpClient *const clients[] = {
#define SWIM_HTTP_CLIENT(name) &swim_http_client_##name,
#include "net/http/clients.def"
#undef SWIM_HTTP_CLIENT
  NULL
};

const SwimHttpClient *const *
swim_http_clients_list (void)
{
  return clients;
}

const SwimHttpClient *
swim_http_client_lookup (const char *name, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; clients[i] != NULL; i++)
    {
      if (g_strcmp0 (clients[i]->name, name) == 0)
        return clients[i];
      g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", clients[i]->name);
    }
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "there is no HTTP client “%s”; --client takes one of: %s", name, known->str);
  return NULL;
}

char *
swim_http_client_describe (const SwimHttpClient *client)
{
  GString *text = g_string_new (client->name);
  g_autofree char *version = NULL;
  g_autofree char *tls = NULL;

  if (client->library == NULL)
    return g_string_free (text, FALSE);
  version = client->dup_version ();
  tls = client->dup_tls != NULL ? client->dup_tls () : NULL;
  g_string_append_printf (text, " (%s %s%s%s)", client->library, version, tls != NULL ? ", " : "",
                          tls != NULL ? tls : "");
  return g_string_free (text, FALSE);
}

/* What GIO says of a socket. The general rule for its errors is about files as well; here there
 * are none. */
static SwimStatus
status_from_io_error (const GError *error)
{
  switch (error->code)
    {
    case G_IO_ERROR_TOO_MANY_OPEN_FILES:
    case G_IO_ERROR_NO_SPACE:
      return SWIM_STATUS_IO_ERROR;
    case G_IO_ERROR_PERMISSION_DENIED: /* EPERM from a firewall */
      return SWIM_STATUS_REFUSED;
    case G_IO_ERROR_INVALID_ARGUMENT: /* the server's fault here, such as a broken chunk */
    case G_IO_ERROR_INVALID_DATA:
    case G_IO_ERROR_FAILED:
      return SWIM_STATUS_PROTOCOL_ERROR;
    default:
      return swim_status_from_error (error);
    }
}

SwimStatus
swim_http_status_from_error (const GError *error)
{
  if (error->domain == G_IO_ERROR)
    return status_from_io_error (error);
  return swim_status_from_error (error);
}

void
swim_http_exchange_fail (SwimHttpExchange *exchange, SwimStatus status, const GError *error)
{
  g_autofree char *detail = NULL;

  if (error->domain == G_RESOLVER_ERROR && status == SWIM_STATUS_NOT_FOUND)
    detail = g_strdup_printf ("host %s not found", g_uri_get_host (exchange->uri));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES))
    detail =
        g_strdup_printf ("%s; lower --jobs, or raise the limit with ulimit -n", error->message);
  exchange->events->on_done (exchange, status, detail != NULL ? detail : error->message);
}
