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

/* Whether there was no address of the family: a client may have asked for no other. */
static gboolean
has_none (SwimHttpRequest *self, SwimStatus status)
{
  gboolean unknown = status == SWIM_STATUS_NOT_FOUND && !self->reached;

  return self->wrong_family || (unknown && self->http->policy.family != G_SOCKET_FAMILY_INVALID);
}

/* After an attempt without an answer, of that status: whether that is since no address could be
 * used, which is then the result. */
gboolean
swim_http_take_refusal (SwimHttpRequest *self, SwimStatus status)
{
  const SwimHttpPolicy *policy = &self->http->policy;
  int family = policy->family == G_SOCKET_FAMILY_IPV4 ? 4 : 6;
  gboolean none = has_none (self, status);

  if (self->refused != NULL)
    swim_http_request_set (self, SWIM_STATUS_INVALID,
                           "%s is an address of this machine or its network (--no-local)",
                           self->refused);
  else if (none)
    swim_http_request_set (self, SWIM_STATUS_NOT_FOUND, "%s%s has no IPv%d address (--ipv%d)",
                           g_uri_get_host (self->exchange.uri),
                           policy->proxies != NULL ? ", or its proxy," : "", family, family);
  return self->refused != NULL || none;
}
