/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report of a watch in a few lines. */
#include "config.h"

#include "cli/watch-text.h"

static void
append_frame (GString *text, const SwimStack *stack)
{
  const SwimFrame *own = swim_stack_get_own (stack);

  if (own == NULL && stack->frames->len > 0)
    own = g_ptr_array_index (stack->frames, 0);
  if (own == NULL)
    return;
  if (own->function != NULL)
    g_string_append_printf (text, ", called by %s", own->function);
  else if (own->module != NULL)
    g_string_append_printf (text, ", called from %s+0x%" G_GINT64_MODIFIER "x", own->module,
                            own->offset);
  if (own->file != NULL)
    g_string_append_printf (text, " (%s:%u)", own->file, own->line);
}

char *
swim_watch_text (const SwimWatchReport *report, guint width)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < report->loops->len; i++)
    {
      const SwimWatchLoop *loop = g_ptr_array_index (report->loops, i);

      g_string_append_printf (text,
                              "%s: %" G_GUINT64_FORMAT " turns, delay p50 %.3f ms, p99 %.3f ms, "
                              "max %.3f ms, busy %.1f %%, %" G_GUINT64_FORMAT
                              " stalls; what if: p99 %.3f ms, max %.3f ms\n",
                              loop->name, loop->report.iterations, loop->report.delay_p50 * 1e3,
                              loop->report.delay_p99 * 1e3, loop->report.delay_max * 1e3,
                              loop->report.utilization * 100, loop->report.stalls,
                              loop->what_if.delay_p99 * 1e3, loop->what_if.delay_max * 1e3);
    }
  for (guint i = 0; i < MIN (report->stalls->len, 10); i++)
    {
      const SwimWatchStall *stall = g_ptr_array_index (report->stalls, i);
      const SwimWatchLoop *loop = g_ptr_array_index (report->loops, stall->loop);

      g_string_append_printf (
          text, "%s: %s%s for %.3f ms at %.3f s", loop->name,
          swim_cause_in_words (stall->stall->cause), stall->unended ? " (to the end)" : "",
          (double) stall->stall->duration / 1e6, (double) stall->stall->start / 1e9);
      if (stall->stall->call != NULL)
        g_string_append_printf (text, " in %s()", stall->stall->call);
      if (stall->stall->fd_target != NULL)
        g_string_append_printf (text, " on %s", stall->stall->fd_target);
      append_frame (text, &stall->stack);
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < MIN (report->calls->len, 15); i++)
    {
      const SwimAuditCall *call = g_ptr_array_index (report->calls, i);
      const SwimWatchLoop *loop = g_ptr_array_index (report->loops, call->loop);

      g_string_append_printf (text, "%s: %" G_GUINT64_FORMAT " × %s(), %.3f ms, max %.3f ms%s%s",
                              loop->name, call->count, call->function, call->total * 1e3,
                              call->max * 1e3, call->target != NULL ? " on " : "",
                              call->target != NULL ? call->target : "");
      append_frame (text, &call->stack);
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < report->notes->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (report->notes, i));
  return g_string_free (text, FALSE);
}
