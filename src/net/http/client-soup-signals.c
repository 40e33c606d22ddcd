/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The signals that every message is watched for. To connect handlers to each message and to
 * disconnect them takes as long as all else that we do for an exchange; so each signal has a hook,
 * once in the process, and a message knows its connection. One that is not ours knows none. */
#include "config.h"

#include "net/http/client-soup.h"

static GQuark connection_quark;

/* The connection of the message that emits; NULL for a message of somebody else. */
static SwimSoupConnection *
get_connection (const GValue *params)
{
  return g_object_get_qdata (g_value_get_object (&params[0]), connection_quark);
}

/* The message has got a connection to the server, new or kept. */
static gboolean
on_starting (GSignalInvocationHint *hint, guint count, const GValue *params, gpointer unused)
{
  SwimSoupConnection *self = get_connection (params);

  if (self == NULL)
    return TRUE; /* the hook stays */
  if (self->wire != NULL)
    swim_soup_wire_reset (self->wire);
  self->exchange->events->on_ready (self->exchange);
  return TRUE;
}

static gboolean
on_network_event (GSignalInvocationHint *hint, guint count, const GValue *params, gpointer unused)
{
  SwimSoupConnection *self = get_connection (params);

  if (self != NULL)
    swim_soup_network_event (self, (GSocketClientEvent) g_value_get_enum (&params[1]),
                             g_value_get_object (&params[2]));
  return TRUE;
}

/* libsoup reads on for as long as there is more, and the loop gets no turn. */
static gboolean
on_interim (GSignalInvocationHint *hint, guint count, const GValue *params, gpointer unused)
{
  SwimSoupConnection *self = get_connection (params);

  if (self == NULL)
    return TRUE;
  self->switched |= soup_message_get_status (self->message) == SOUP_STATUS_SWITCHING_PROTOCOLS;
  if (++self->interim > SWIM_HTTP_MOST_INTERIM || self->switched)
    g_cancellable_cancel (self->exchange->cancellable);
  return TRUE;
}

void
swim_soup_signals_init (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;
  connection_quark = g_quark_from_static_string ("swimlane-connection");
  g_type_class_ref (SOUP_TYPE_MESSAGE); /* registers the signals */
  g_signal_add_emission_hook (g_signal_lookup ("starting", SOUP_TYPE_MESSAGE), 0, on_starting, NULL,
                              NULL);
  g_signal_add_emission_hook (g_signal_lookup ("network-event", SOUP_TYPE_MESSAGE), 0,
                              on_network_event, NULL, NULL);
  g_signal_add_emission_hook (g_signal_lookup ("got-informational", SOUP_TYPE_MESSAGE), 0,
                              on_interim, NULL, NULL);
  g_once_init_leave (&done, 1);
}

void
swim_soup_signals_watch (SwimSoupConnection *self)
{
  self->interim = 0;
  self->switched = FALSE;
  g_object_set_qdata (G_OBJECT (self->message), connection_quark, self);
}

void
swim_soup_signals_unwatch (SwimSoupConnection *self)
{
  g_object_set_qdata (G_OBJECT (self->message), connection_quark, NULL);
}
