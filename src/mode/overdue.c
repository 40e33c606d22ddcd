/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Says when nothing has completed for long though items are in flight: a job may have forgotten to
 * complete them, or a blocking call does not return. */
#include "config.h"

#include "mode/window-state.h"

/* The flight that was launched first, or NULL. */
static const SwimFlight *
find_oldest (SwimWindow *self)
{
  const SwimFlight *oldest = NULL;

  for (guint i = 0; i < self->slots; i++)
    if (self->flights[i].item != NULL
        && (oldest == NULL || self->flights[i].submitted < oldest->submitted))
      oldest = &self->flights[i];
  return oldest;
}

/* The names of what is in flight, ended by NULL (transfer full). */
static char **
list_in_flight (SwimWindow *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < self->slots; i++)
    if (self->flights[i].item != NULL)
      g_strv_builder_add (names, self->flights[i].item->name);
  return g_strv_builder_end (names);
}

static gboolean
on_overdue (gpointer data)
{
  SwimWindow *self = data;
  const SwimFlight *oldest = find_oldest (self);
  gint64 now = swim_window_since_epoch (self);
  gint64 due = self->config.overdue_us
               + (oldest != NULL ? MAX (oldest->submitted, self->last_finished) : now);
  g_auto (GStrv) names = NULL;

  if (oldest == NULL || now < due)
    {
      g_source_set_ready_time (self->overdue, self->epoch + due);
      return G_SOURCE_CONTINUE;
    }
  names = list_in_flight (self);
  self->config.overdue ((const char *const *) names, oldest->offloaded, self->config.data);
  return G_SOURCE_REMOVE;
}

void
swim_window_watch_overdue (SwimWindow *self)
{
  if (self->config.overdue_us <= 0)
    return;
  self->overdue = g_timeout_source_new (0);
  g_source_set_ready_time (self->overdue, self->epoch + self->config.overdue_us);
  g_source_set_callback (self->overdue, on_overdue, self, NULL);
  g_source_attach (self->overdue, self->context);
}
