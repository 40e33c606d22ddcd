/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An exchange that was cancelled, whose socket was shut down, and of which the client still does
 * not let go. What waits for it goes on without it. */
#include "config.h"

#include "net/http/request.h"

#define REQUEST_OF(member, pointer) \
  ((SwimHttpRequest *) ((char *) (pointer) -G_STRUCT_OFFSET (SwimHttpRequest, member)))

/* On the loop. One that waits for its turn is not the client's. */
void
swim_http_on_stuck (SwimDeadline *deadline, SwimDeadlineEnd end)
{
  SwimHttpRequest *self = REQUEST_OF (deadline, deadline);
  const SwimHttpClient *client = self->http->client;
  SwimHttpExchange *exchange = &self->exchange;

  if (self->state == SWIM_HTTP_WAITING || client->abandon == NULL || exchange->connection == NULL)
    return;
  client->abandon (self->form->client, exchange);
  self->result.lost = TRUE;
  exchange->events->on_done (exchange, SWIM_STATUS_CANCELLED, "the HTTP library does not return");
}

static SwimStatus
describe (const SwimHttpPolicy *policy, SwimDeadlineEnd end, char **detail)
{
  double limit = policy->timeout / 1e6;
  const char *option = "--timeout";

  if (end == SWIM_DEADLINE_CANCELLED)
    {
      *detail = g_strdup ("cancelled, but the call of the HTTP library does not return");
      return SWIM_STATUS_CANCELLED;
    }
  if (end == SWIM_DEADLINE_UNCONNECTED)
    {
      limit = policy->connect_timeout / 1e6;
      option = "--connect-timeout";
    }
  else if (end == SWIM_DEADLINE_EXPIRED)
    {
      limit = policy->max_time / 1e6;
      option = "--max-time";
    }
  *detail = g_strdup_printf ("the call of the HTTP library does not return after %g s (%s)", limit,
                             option);
  return SWIM_STATUS_TIMEOUT;
}

/* In a thread that watches the deadlines, which are locked: the request stays, but is another
 * thread's. */
void
swim_http_on_stuck_blocking (SwimDeadline *deadline, SwimDeadlineEnd end)
{
  SwimHttpRequest *self = REQUEST_OF (deadline, deadline);
  g_autofree char *detail = NULL;
  SwimStatus status;

  if (self->sink->lost == NULL)
    return;
  status = describe (&self->http->policy, end, &detail);
  if (self->sink->lost (self->sink, status, detail))
    swim_http_release_permit (self); /* others wait for it */
}
