/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which addresses a request may be sent to: not those of this machine and its network, with
 * --no-local, and only those of one family, with --ipv4 or --ipv6. It is the address of the
 * connection that is checked, so it makes no difference where it comes from. */
#include "config.h"

#include "net/dns/address.h"
#include "net/http/request.h"

static gboolean
is_of_family (const SwimHttpPolicy *policy, GSocketAddress *address)
{
  return policy->family == G_SOCKET_FAMILY_INVALID
         || (address != NULL && g_socket_address_get_family (address) == policy->family);
}

/* Address is NULL where it is not known. */
gboolean
swim_http_may_reach (SwimHttpRequest *self, GSocketAddress *address)
{
  const SwimHttpPolicy *policy = &self->http->policy;
  gboolean of_family = is_of_family (policy, address);

  g_clear_pointer (&self->refused, g_free);
  self->wrong_family = !of_family && !self->reached;
  if (!of_family)
    return FALSE;
  self->reached = TRUE;
  if (!policy->no_local || (address != NULL && !swim_address_leads_to_local (address)))
    return TRUE;
  self->refused = address != NULL ? g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address))
                                  : g_strdup ("its address");
  return FALSE;
}

/* After an attempt without an answer: whether that is since no address could be used, which is then
 * the result. */
gboolean
swim_http_take_refusal (SwimHttpRequest *self)
{
  const SwimHttpPolicy *policy = &self->http->policy;
  gboolean four = policy->family == G_SOCKET_FAMILY_IPV4;

  if (self->refused != NULL)
    swim_http_request_set (self, SWIM_STATUS_INVALID,
                           "%s is an address of this machine or its network (--no-local)",
                           self->refused);
  else if (self->wrong_family)
    swim_http_request_set (self, SWIM_STATUS_NOT_FOUND, "%s has no IPv%c address (%s)",
                           g_uri_get_host (self->exchange.uri), four ? '4' : '6',
                           four ? "--ipv4" : "--ipv6");
  return self->refused != NULL || self->wrong_family;
}
