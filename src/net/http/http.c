/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all fetches of a run share. */
#include "config.h"

#include "net/http/http-private.h"

#define PIECES_A_SECOND 20 /* of bodies whose rate is limited: enough to look like a flow */

static void
init_form (SwimHttpForm *form, SwimHttp *http, GMainContext *context)
{
  form->lanes = swim_http_lanes_new (&http->policy, http->slots);
  form->deadlines = swim_deadlines_new (http->policy.timeout, context);
  form->cancellables = g_new0 (GCancellable *, http->slots);
}

static void
clear_form (SwimHttpForm *form, guint slots)
{
  swim_deadlines_free (form->deadlines);
  swim_http_lanes_free (form->lanes);
  for (guint i = 0; i < slots; i++)
    g_clear_object (&form->cancellables[i]);
  g_free (form->cancellables);
}

SwimHttpLimits *
swim_http_limits_new (guint per_host, double rate, guint64 bytes)
{
  SwimHttpLimits *limits = g_new0 (SwimHttpLimits, 1);

  g_atomic_ref_count_init (&limits->refs);
  limits->hosts = swim_host_limiter_new (per_host);
  if (rate > 0)
    limits->rate = swim_rate_new (rate);
  limits->piece = G_MAXSIZE;
  if (bytes > 0)
    {
      limits->bytes = swim_rate_new ((double) bytes);
      limits->piece = (gsize) MAX (bytes / PIECES_A_SECOND, 1);
    }
  return limits;
}

SwimHttpLimits *
swim_http_limits_ref (SwimHttpLimits *limits)
{
  g_atomic_ref_count_inc (&limits->refs);
  return limits;
}

void
swim_http_limits_unref (SwimHttpLimits *limits)
{
  if (!g_atomic_ref_count_dec (&limits->refs))
    return;
  g_clear_pointer (&limits->rate, swim_rate_free);
  g_clear_pointer (&limits->bytes, swim_rate_free);
  swim_host_limiter_free (limits->hosts);
  g_free (limits);
}

SwimHttp *
swim_http_new (const SwimHttpPolicy *policy,
               SwimHttpLimits *limits,
               guint slots,
               GMainContext *context)
{
  SwimHttp *http = g_new0 (SwimHttp, 1);

  http->policy = *policy;
  http->context = g_main_context_ref (context);
  http->slots = slots;
  http->limits = swim_http_limits_ref (limits);
  http->timers = swim_timers_new (context);
  init_form (&http->blocking, http, NULL);
  init_form (&http->looping, http, context);
  return http;
}

void
swim_http_free (SwimHttp *http)
{
  clear_form (&http->blocking, http->slots);
  clear_form (&http->looping, http->slots);
  swim_timers_free (http->timers);
  swim_http_limits_unref (http->limits);
  g_main_context_unref (http->context);
  g_free (http);
}

/* The slot's cancellable, of one item after the other until it is cancelled. */
GCancellable *
swim_http_form_get_cancellable (SwimHttpForm *form, guint slot)
{
  if (form->cancellables[slot] == NULL)
    form->cancellables[slot] = g_cancellable_new ();
  return form->cancellables[slot];
}

/* A cancellable that was cancelled, or is just about to be, has done its service. */
void
swim_http_form_end (SwimHttpForm *form, guint slot, SwimDeadlineEnd end)
{
  if (end != SWIM_DEADLINE_PENDING || g_cancellable_is_cancelled (form->cancellables[slot]))
    g_clear_object (&form->cancellables[slot]);
}
