/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/watch-report.h"

#include <math.h>

SwimFrame *
swim_frame_new (const char *function,
                const char *file,
                guint line,
                const char *module,
                guint64 offset)
{
  SwimFrame *self = g_new0 (SwimFrame, 1);

  self->function = g_strdup (function);
  self->file = g_strdup (file);
  self->line = line;
  self->module = g_strdup (module);
  self->offset = offset;
  return self;
}

void
swim_frame_free (SwimFrame *self)
{
  if (self == NULL)
    return;
  g_free (self->function);
  g_free (self->file);
  g_free (self->module);
  g_free (self);
}

/* Empty. */
void
swim_stack_init (SwimStack *stack)
{
  stack->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_frame_free);
  stack->own = -1;
}

void
swim_stack_clear (SwimStack *stack)
{
  g_clear_pointer (&stack->frames, g_ptr_array_unref);
}

/* Makes @copy, which is not initialised, one that shares the frames of @stack. */
void
swim_stack_copy (const SwimStack *stack, SwimStack *copy)
{
  copy->frames = g_ptr_array_ref (stack->frames);
  copy->own = stack->own;
}

/* The frame to be shown first (owned by @stack), or NULL. */
const SwimFrame *
swim_stack_get_own (const SwimStack *stack)
{
  if (stack->own < 0 || (guint) stack->own >= stack->frames->len)
    return NULL;
  return g_ptr_array_index (stack->frames, stack->own);
}

SwimAuditCall *
swim_audit_call_new (void)
{
  SwimAuditCall *self = g_new0 (SwimAuditCall, 1);

  swim_stack_init (&self->stack);
  return self;
}

void
swim_audit_call_free (SwimAuditCall *self)
{
  if (self == NULL)
    return;
  g_free (self->function);
  g_free (self->kind);
  g_free (self->target);
  swim_stack_clear (&self->stack);
  g_free (self);
}

/* @stall: (transfer full). */
SwimWatchStall *
swim_watch_stall_new (SwimStall *stall)
{
  SwimWatchStall *self = g_new0 (SwimWatchStall, 1);

  self->stall = stall;
  self->call_total = self->call_max = self->on_cpu = self->without_cpu = NAN;
  swim_stack_init (&self->stack);
  return self;
}

void
swim_watch_stall_free (SwimWatchStall *self)
{
  if (self == NULL)
    return;
  swim_stall_free (self->stall);
  g_free (self->source);
  swim_stack_clear (&self->stack);
  g_free (self);
}

SwimWatchLoop *
swim_watch_loop_new (const char *name)
{
  SwimWatchLoop *self = g_new0 (SwimWatchLoop, 1);

  self->name = g_strdup (name);
  self->contexts = 1;
  self->off_cpu = NAN;
  swim_loop_report_init (&self->report);
  return self;
}

void
swim_watch_loop_free (SwimWatchLoop *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  swim_loop_report_clear (&self->report);
  g_free (self);
}

static void
process_free (gpointer data)
{
  SwimWatchProcess *process = data;

  g_free (process->program);
  g_free (process);
}

static void
rule_free (gpointer data)
{
  SwimWatchRule *rule = data;

  g_free (rule->rule);
  g_free (rule);
}

SwimWatchReport *
swim_watch_report_new (void)
{
  SwimWatchReport *self = g_new0 (SwimWatchReport, 1);

  self->exit_status = -1;
  self->processes = g_ptr_array_new_with_free_func (process_free);
  self->loops = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_watch_loop_free);
  self->stalls = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_watch_stall_free);
  self->calls = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_audit_call_free);
  self->rules = g_ptr_array_new_with_free_func (rule_free);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
swim_watch_report_free (SwimWatchReport *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->command);
  g_free (self->started);
  g_free (self->audit);
  g_free (self->offload);
  g_ptr_array_unref (self->processes);
  g_ptr_array_unref (self->loops);
  g_ptr_array_unref (self->stalls);
  g_ptr_array_unref (self->calls);
  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->notes);
  g_clear_pointer (&self->context, json_object_unref);
  g_free (self);
}

/* The loop whose worst delay is the longest (owned by @self); NULL without loops. Loops that only
 * ran inside others do not count. */
const SwimWatchLoop *
swim_watch_report_get_worst_loop (const SwimWatchReport *self)
{
  const SwimWatchLoop *worst = NULL;

  for (guint i = 0; i < self->loops->len; i++)
    {
      const SwimWatchLoop *loop = g_ptr_array_index (self->loops, i);

      if (!loop->is_private && (worst == NULL || loop->report.delay_max > worst->report.delay_max))
        worst = loop;
    }
  return worst;
}
