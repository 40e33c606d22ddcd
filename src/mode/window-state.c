/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "mode/window-state.h"

static void
clear_flight (SwimFlight *flight)
{
  for (guint i = 0; i < SWIM_COMPLETIONS_PER_SLOT; i++)
    g_clear_pointer (&flight->completions[i].completed, swim_outcome_unref);
}

void
swim_window_unref (SwimWindow *self)
{
  if (--self->references > 0)
    return;
  for (guint i = 0; i < self->slots; i++)
    clear_flight (&self->flights[i]);
  g_object_unref (self->config.job);
  g_clear_object (&self->config.cancellable);
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->loops);
  g_free (self->flights);
  g_free (self->free_slots);
  g_free (self);
}
