/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The signals that reach us while another program runs, and whether it got them as well. */
#pragma once

#include <glib.h>
#include <signal.h>

G_BEGIN_DECLS

typedef struct _SwimSignals SwimSignals;

typedef struct
{
  int number;
  gboolean is_ours_alone; /* a process sent it to us; not the terminal to all of its group */
  gboolean repeated;      /* the terminal sent it before */
} SwimSignal;

SwimSignals *swim_signals_new (GError **error);
void swim_signals_free (SwimSignals *signals);
int swim_signals_get_fd (const SwimSignals *signals);
gboolean swim_signals_next (SwimSignals *signals, SwimSignal *signal);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimSignals, swim_signals_free)

G_END_DECLS
