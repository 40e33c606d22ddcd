/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The sessions: a lane for each slot and form. */
#include "config.h"

#include "net/swim-http-private.h"

SwimHttp *
swim_http_new (const SwimHttpPolicy *policy, guint slots, GMainContext *context)
{
  SwimHttp *http = g_new0 (SwimHttp, 1);

  http->policy = *policy;
  http->context = g_main_context_ref (context);
  http->slots = slots;
  http->blocking = g_new0 (SwimHttpLane, slots);
  http->looping = g_new0 (SwimHttpLane, slots);
  http->blocking_deadlines = swim_deadlines_new (policy->timeout, NULL);
  http->looping_deadlines = swim_deadlines_new (policy->timeout, context);
  return http;
}

static void
free_lanes (SwimHttpLane *lanes, guint count)
{
  for (guint i = 0; i < count; i++)
    {
      g_clear_object (&lanes[i].session);
      g_clear_object (&lanes[i].cancellable);
    }
  g_free (lanes);
}

void
swim_http_free (SwimHttp *http)
{
  swim_deadlines_free (http->blocking_deadlines);
  swim_deadlines_free (http->looping_deadlines);
  free_lanes (http->blocking, http->slots);
  free_lanes (http->looping, http->slots);
  g_main_context_unref (http->context);
  g_free (http);
}

/* The timeout is a total one and ours, so libsoup's own is off. So is the idle timeout: its timer
 * would be set for each request, and for the blocking form it would fire on the main loop while a
 * thread uses the connection. A connection that the server has closed is noticed anyway. Without a
 * proxy resolver GSocketClient takes the short way; with the desktop's it may start a thread. */
static SoupSession *
new_session (void)
{
  SoupSession *session = soup_session_new_with_options ("max-conns", 1,
                                                        "max-conns-per-host", 1,
                                                        "timeout", 0,
                                                        "idle-timeout", 0,
                                                        "user-agent", PACKAGE "/" VERSION,
                                                        NULL);

  soup_session_set_proxy_resolver (session, NULL);
  /* What is stored is what was sent: a digest over it must not depend on who decodes. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  return session;
}

SwimHttpLane *
swim_http_get_lane (SwimHttp *http, SwimHttpLane *lanes, guint slot)
{
  SwimHttpLane *lane;

  g_assert (slot < http->slots);
  lane = &lanes[slot];
  if (lane->session == NULL)
    lane->session = new_session ();
  if (lane->cancellable == NULL)
    lane->cancellable = g_cancellable_new ();
  return lane;
}

/* A cancellable that was cancelled, or is just about to be, has done its service. */
void
swim_http_lane_end (SwimHttpLane *lane, SwimDeadlineEnd end)
{
  if (end != SWIM_DEADLINE_PENDING || g_cancellable_is_cancelled (lane->cancellable))
    g_clear_object (&lane->cancellable);
}
