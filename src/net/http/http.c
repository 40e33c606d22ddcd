/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all requests of a run share. */
#include "config.h"

#include "net/http/http.h"

#define PIECES_A_SECOND 20 /* of bodies whose rate is limited: enough to look like a flow */

static void
init_form (SwimHttpForm *form, SwimHttp *http, GMainContext *context)
{
  const SwimHttpClientConfig config = {
    .proxies = http->policy.proxies,
    .trusted = http->policy.trusted,
    .check_address = http->policy.no_local || http->policy.family != G_SOCKET_FAMILY_INVALID,
    .family = http->policy.family,
    .certificate = http->policy.certificate,
    .user_agent = swim_http_fields_get_user_agent (http->policy.fields),
    .slots = http->slots,
    .context = context,
  };
  const gint64 limits[] = {
    [SWIM_LIMIT_STALL] = http->policy.timeout,
    [SWIM_LIMIT_CONNECT] = http->policy.connect_timeout,
    [SWIM_LIMIT_TOTAL] = http->policy.max_time,
  };

  form->client = http->client->new (&config);
  form->deadlines = swim_deadlines_new (limits, context != NULL ? http->timers : NULL);
  form->cancellables = g_new0 (GCancellable *, http->slots);
}

static void
clear_form (SwimHttpForm *form, SwimHttp *http)
{
  swim_deadlines_free (form->deadlines);
  http->client->free (form->client);
  for (guint i = 0; i < http->slots; i++)
    g_clear_object (&form->cancellables[i]);
  g_free (form->cancellables);
}

SwimHttpLimits *
swim_http_limits_new (guint per_host, double rate, guint64 bytes)
{
  SwimHttpLimits *limits = g_atomic_rc_box_new0 (SwimHttpLimits);

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

static void
clear_limits (gpointer data)
{
  SwimHttpLimits *limits = data;

  swim_rate_free (limits->rate);
  swim_rate_free (limits->bytes);
  swim_host_limiter_free (limits->hosts);
}

void
swim_http_limits_unref (SwimHttpLimits *limits)
{
  g_atomic_rc_box_release_full (limits, clear_limits);
}

SwimHttp *
swim_http_new (const SwimHttpPolicy *policy,
               SwimHttpLimits *limits,
               guint slots,
               GMainContext *context)
{
  SwimHttp *http = g_new0 (SwimHttp, 1);

  http->policy = *policy;
  http->client = policy->client != NULL ? policy->client : swim_http_clients_list ()[0];
  http->meter = policy->meter != NULL ? policy->meter : &http->own_meter;
  http->context = g_main_context_ref (context);
  http->slots = slots;
  http->limits = g_atomic_rc_box_acquire (limits);
  http->timers = swim_timers_new (context);
  init_form (&http->blocking, http, NULL);
  init_form (&http->async, http, context);
  return http;
}

void
swim_http_free (SwimHttp *http)
{
  clear_form (&http->blocking, http);
  clear_form (&http->async, http);
  swim_timers_free (http->timers);
  swim_http_limits_unref (http->limits);
  g_main_context_unref (http->context);
  g_free (http);
}
