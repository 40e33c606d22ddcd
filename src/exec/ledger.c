/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "exec/ledger.h"

#include "base/swim-error.h"
#include "loop/clock.h"

#ifdef HAVE_WATCH

#include "watch/collect.h"
#include "watch/spawn.h"

struct _SwimExecLedger
{
  SwimRegion *region;
  SwimCollectOptions options;
  SwimCollector *collector; /* NULL: the run has not begun */
  GStrv environment;
};

gboolean
swim_exec_ledger_exists (void)
{
  return TRUE;
}

/* @stall is from how many seconds on a turn is a stall. The memory that is shared with the command
 * is new for each run, so that nothing that an earlier one left can write into it. */
SwimExecLedger *
swim_exec_ledger_new (double stall, GError **error)
{
  g_autoptr (SwimExecLedger) self = g_new0 (SwimExecLedger, 1);
  g_autofree char *library = swim_spawn_find_library (error);

  self->options = (SwimCollectOptions){ .stall = stall, .ledger_alone = TRUE };
  if (library == NULL)
    return NULL;
  self->region = swim_region_new (SWIM_WATCH_AUDIT_OFF, G_MAXINT64, error);
  if (self->region == NULL)
    return NULL;
  self->environment = swim_spawn_make_environment (library, swim_region_get_path (self->region));
  return g_steal_pointer (&self);
}

void
swim_exec_ledger_free (SwimExecLedger *self)
{
  if (self == NULL)
    return;
  swim_collector_free (self->collector);
  swim_region_free (self->region);
  g_strfreev (self->environment);
  g_free (self);
}

/* What the command is to be started with. */
char **
swim_exec_ledger_get_environment (const SwimExecLedger *self)
{
  return self->environment;
}

void
swim_exec_ledger_begin (SwimExecLedger *self, gint64 started)
{
  self->collector = swim_collector_new (self->region, &self->options, started);
}

/* Reads what the loops have told, so that their rings do not fill up. */
void
swim_exec_ledger_tick (gpointer ledger)
{
  SwimExecLedger *self = ledger;

  swim_collector_drain (self->collector);
}

/* The command has ended. FALSE: no loop was seen in it. */
gboolean
swim_exec_ledger_end (SwimExecLedger *self, SwimLoopReport *report)
{
  swim_collector_end (self->collector, swim_clock_ns ());
  return swim_collector_get_main_loop (self->collector, report);
}

#else

gboolean
swim_exec_ledger_exists (void)
{
  return FALSE;
}

SwimExecLedger *
swim_exec_ledger_new (double stall, GError **error)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_UNSUPPORTED, "this build has no watch");
  return NULL;
}

void
swim_exec_ledger_free (SwimExecLedger *self)
{
}

char **
swim_exec_ledger_get_environment (const SwimExecLedger *self)
{
  return NULL;
}

void
swim_exec_ledger_begin (SwimExecLedger *self, gint64 started)
{
}

void
swim_exec_ledger_tick (gpointer ledger)
{
}

gboolean
swim_exec_ledger_end (SwimExecLedger *self, SwimLoopReport *report)
{
  return FALSE;
}

#endif
