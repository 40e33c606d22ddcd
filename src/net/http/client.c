/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/client.h"

#include <string.h>

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

/* From cause to class, for clients on GIO. What is not here is as for any error of GIO, but there
 * files are meant as well, and here it is sockets alone. */
static SwimStatus
look_up_cause (GQuark domain, int code, SwimStatus otherwise)
{
  const struct
  {
    GQuark domain;
    int code;
    SwimStatus status;
  } causes[] = {
    /* The connection ended: with TLS without close_notify, or before the handshake was over, which
     * glib-networking takes for a peer that speaks no TLS. What is not TLS has another code. */
    { G_TLS_ERROR, G_TLS_ERROR_EOF, SWIM_STATUS_TRUNCATED },
    { G_TLS_ERROR, G_TLS_ERROR_NOT_TLS, SWIM_STATUS_TRUNCATED },
    { G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES, SWIM_STATUS_IO_ERROR },
    { G_IO_ERROR, G_IO_ERROR_NO_SPACE, SWIM_STATUS_IO_ERROR },
    { G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, SWIM_STATUS_REFUSED }, /* EPERM from a firewall */
    /* The server's fault here, such as a broken chunk. */
    { G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, SWIM_STATUS_PROTOCOL_ERROR },
    { G_IO_ERROR, G_IO_ERROR_INVALID_DATA, SWIM_STATUS_PROTOCOL_ERROR },
    { G_IO_ERROR, G_IO_ERROR_FAILED, SWIM_STATUS_PROTOCOL_ERROR },
  };

  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    if (causes[i].domain == domain && causes[i].code == code)
      return causes[i].status;
  return otherwise;
}

SwimStatus
swim_http_status_from_error (const GError *error)
{
  return look_up_cause (error->domain, error->code, swim_status_from_error (error));
}

void
swim_http_exchange_fail (SwimHttpExchange *exchange,
                         SwimStatus status,
                         gboolean by_proxy,
                         const GError *error)
{
  const char *host = g_uri_get_host (exchange->uri);
  g_autofree char *detail = NULL;

  if (error->domain == G_RESOLVER_ERROR && status == SWIM_STATUS_NOT_FOUND
      && (!by_proxy || strstr (error->message, host) != NULL))
    detail = g_strdup_printf ("host %s not found", host);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES))
    detail =
        g_strdup_printf ("%s; lower --jobs, or raise the limit with ulimit -n", error->message);
  exchange->events->on_done (exchange, status, detail != NULL ? detail : error->message);
}
