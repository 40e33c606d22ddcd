/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Over which channel a question goes to its server. c-ares ends all questions of a channel when one
 * of its TCP connections breaks, and nobody can tell whose fault it was. So a question whose answer
 * is too long for UDP shares a connection with others first. Where that breaks, each that has not
 * been answered is sent again over a connection of its own, as the same try, and what becomes of it
 * does not depend on the others any more. */
#include "config.h"

#include "net/dns/message.h"
#include "net/dns/upstream.h"

/* Connections at a time to a server, of an engine, for a question each. */
#define MOST_ALONE 16

/* The one that is shared, which is opened with its first question. */
static SwimDnsServer *
ensure_stream (SwimDnsUpstream *upstream, GError **error)
{
  if (upstream->stream == NULL)
    upstream->stream = swim_dns_server_new_beside (upstream->server, SWIM_DNS_STREAM, error);
  return upstream->stream;
}

static SwimDnsServer *
find_alone (SwimDnsUpstream *upstream, GError **error)
{
  SwimDnsServer *server;

  for (guint i = 0; i < upstream->alone->len; i++)
    {
      server = upstream->alone->pdata[i];
      if (server->n_open == 0 && server->n_sockets == 0)
        return server;
    }
  if (upstream->alone->len == MOST_ALONE)
    return NULL;
  server = swim_dns_server_new_beside (upstream->server, SWIM_DNS_ALONE, error);
  if (server != NULL)
    g_ptr_array_add (upstream->alone, server);
  return server;
}

/* NULL without an error: all are in use. */
SwimDnsServer *
swim_dns_upstream_choose_server (SwimDnsUpstream *upstream,
                                 const SwimDnsQuestion *question,
                                 GError **error)
{
  if (question->cut_by != upstream && !question->lookup->policy->over_tcp)
    return upstream->server;
  return question->alone ? find_alone (upstream, error) : ensure_stream (upstream, error);
}

/* Calls a GFunc for the server of a SwimDnsUpstream in all ways in which it is asked. */
void
swim_dns_upstream_foreach_server (SwimDnsUpstream *upstream, GFunc func, gpointer data)
{
  func (upstream->server, data);
  if (upstream->stream != NULL)
    func (upstream->stream, data);
  g_ptr_array_foreach (upstream->alone, func, data);
}

/* An answer that is read when the time is over already was kept waiting by a blocked loop. */
static gboolean
go_on_over_tcp (SwimDnsQuestion *question, SwimDnsUpstream *upstream)
{
  gint64 now = g_get_monotonic_time ();

  if (now > question->timer.due)
    question->lookup->deadline += now - question->timer.due;
  question->cut_by = upstream;
  return TRUE;
}

/* Whether the try goes on, over TCP or alone. The engine keeps the time: from 1.32 on c-ares gives
 * up after five times the usual time of a server and drops the question. */
gboolean
swim_dns_try_goes_on (SwimDnsTry *answered, int status, const unsigned char *message, int length)
{
  SwimDnsQuestion *question = answered->question;
  SwimDnsServer *server = answered->server;

  if (status == ARES_ETIMEOUT)
    return TRUE;
  if (message != NULL && server->transport == SWIM_DNS_DATAGRAMS
      && swim_dns_message_is_truncated (message, (gsize) length))
    return go_on_over_tcp (question, answered->upstream);
  /* EBADRESP: c-ares 1.34 closes a connection that brought what is no message. */
  if ((status == ARES_ECONNREFUSED || status == ARES_EBADRESP)
      && swim_dns_server_may_blame_another (server))
    return question->alone = TRUE;
  return FALSE;
}
