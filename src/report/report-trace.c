/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results in the trace format of Chrome, which Perfetto shows: a process for each mode, in it a
 * thread for each slot with its items, one for the loop with its stalls, and a counter of what is
 * in flight. Times are µs since the start of the run. */
#include "config.h"

#include "base/json-print.h"
#include "report/export.h"
#include "report/watch.h"

/* The counter is written at most that often in a run; more would not be visible. */
#define COUNTER_STEPS 2000

#define HEAD \
  "{\"displayTimeUnit\":\"ms\",\"otherData\":{\"producer\":\"swimlane " PACKAGE_VERSION \
  "\"},\"traceEvents\":["

typedef struct
{
  FILE *file;
  guint pid;
  gboolean any; /* an event has been written */
} Trace;

/* Begins an event; the caller writes its other members and the closing brace. */
static void
begin_event (Trace *self, const char *phase, const char *name, guint tid)
{
  fputs (self->any ? ",\n" : "\n", self->file);
  self->any = TRUE;
  fprintf (self->file, "{\"ph\":\"%s\",\"pid\":%u,\"tid\":%u,\"name\":", phase, self->pid, tid);
  swim_json_print_string (name, self->file);
}

static void
write_argument (Trace *self, const char *name, const char *value, const char *separator)
{
  fprintf (self->file, "%s\"%s\":", separator, name);
  swim_json_print_string (value, self->file);
}

/* A name of a process or a thread. */
static void
write_name (Trace *self, const char *kind, guint tid, const char *name)
{
  begin_event (self, "M", kind, tid);
  fputs (",\"args\":{", self->file);
  write_argument (self, "name", name, "");
  fputs ("}}", self->file);
}

static void
write_item (Trace *self, const SwimOutcome *outcome)
{
  const char *status = swim_status_to_string (outcome->status);

  begin_event (self, "X", outcome->item->name, outcome->item->slot);
  fprintf (self->file,
           ",\"cat\":\"%s\",\"ts\":%" G_GINT64_FORMAT ",\"dur\":%" G_GINT64_FORMAT ",\"args\":{",
           status, outcome->started, MAX (outcome->finished - outcome->started, 0));
  write_argument (self, "status", status, "");
  if (outcome->detail != NULL)
    write_argument (self, "detail", outcome->detail, ",");
  fprintf (self->file, ",\"bytes\":%" G_GUINT64_FORMAT "}}", outcome->bytes);
}

static void
write_stall (Trace *self, const SwimStall *stall, guint tid)
{
  begin_event (self, "X", "stall", tid);
  fprintf (self->file,
           ",\"cat\":\"stall\",\"ts\":%" G_GINT64_FORMAT ".%03" G_GINT64_FORMAT
           ",\"dur\":%" G_GINT64_FORMAT ".%03" G_GINT64_FORMAT ",\"args\":{",
           stall->start / 1000, stall->start % 1000, stall->duration / 1000,
           stall->duration % 1000);
  write_argument (self, "cause", swim_cause_in_words (stall->cause), "");
  if (stall->subject != NULL)
    write_argument (self, "item", stall->subject, ",");
  if (stall->call != NULL)
    write_argument (self, "call", stall->call, ",");
  if (stall->fd_target != NULL)
    write_argument (self, "target", stall->fd_target, ",");
  fputs ("}}", self->file);
}

/* Writes the items. Returns the number of slots. */
static guint
write_slots (Trace *self, const GPtrArray *outcomes)
{
  guint n = 0;

  for (guint i = 0; i < outcomes->len; i++)
    {
      const SwimOutcome *outcome = g_ptr_array_index (outcomes, i);

      n = MAX (n, outcome->item->slot + 1);
      write_item (self, outcome);
    }
  for (guint slot = 0; slot < n; slot++)
    {
      g_autofree char *name = g_strdup_printf ("slot %u", slot);

      write_name (self, "thread_name", slot, name);
    }
  return n;
}

/* A start or an end of an item. */
typedef struct
{
  gint64 at;
  gint change;
} Step;

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  const Step *x = a;
  const Step *y = b;

  return (x->at > y->at) - (x->at < y->at);
}

/* How many items are in flight. */
static void
write_counter (Trace *self, const GPtrArray *outcomes)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (Step));
  gint64 interval, due = 0;
  gint count = 0;

  for (guint i = 0; i < outcomes->len; i++)
    {
      const SwimOutcome *outcome = g_ptr_array_index (outcomes, i);
      Step both[] = { { outcome->started, 1 }, { outcome->finished, -1 } };

      g_array_append_vals (steps, both, 2);
    }
  g_array_sort (steps, compare_steps);
  interval = steps->len > 0 ? g_array_index (steps, Step, steps->len - 1).at / COUNTER_STEPS : 0;
  for (guint i = 0; i < steps->len; i++)
    {
      const Step *step = &g_array_index (steps, Step, i);

      count += step->change;
      if (i + 1 < steps->len && (step->at < due || step[1].at == step->at))
        continue;
      begin_event (self, "C", "in flight", 0);
      fprintf (self->file, ",\"ts\":%" G_GINT64_FORMAT ",\"args\":{\"items\":%d}}", step->at,
               MAX (count, 0));
      due = step->at + interval;
    }
}

static void
write_run (Trace *self, const SwimComparison *comparison, const SwimContender *contender)
{
  const SwimRecord *record = swim_contender_get_shown (contender);
  g_autofree char *name = g_strdup_printf ("%s %s", comparison->job, contender->mode);
  guint loop = 0;

  write_name (self, "process_name", 0, name);
  if (record == NULL)
    return;
  if (record->outcomes != NULL)
    {
      loop = write_slots (self, record->outcomes);
      write_counter (self, record->outcomes);
    }
  write_name (self, "thread_name", loop, "event loop");
  for (guint i = 0; i < record->loop.worst_stalls->len; i++)
    write_stall (self, g_ptr_array_index (record->loop.worst_stalls, i), loop);
}

static void
write_trace (const SwimResults *results, FILE *file)
{
  Trace self = { .file = file };

  fputs (HEAD, file);
  for (guint i = 0; i < results->comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (results->comparisons, i);

      for (guint j = 0; j < comparison->contenders->len; j++)
        {
          self.pid++;
          write_run (&self, comparison, swim_comparison_get (comparison, j));
        }
    }
  fputs ("\n]}\n", file);
}

/* A stall with its words and its stack. */
static void
write_watch_stall (Trace *self, const SwimWatchReport *report, const SwimWatchStall *stall)
{
  g_autofree char *name = swim_watch_stall_name (stall->stall);
  g_autofree char *words = swim_watch_stall_in_words (report, stall);
  const gint64 start = stall->stall->start, duration = stall->stall->duration;

  begin_event (self, "X", name, stall->loop + 1);
  fprintf (self->file,
           ",\"cat\":\"stall\",\"ts\":%" G_GINT64_FORMAT ".%03" G_GINT64_FORMAT
           ",\"dur\":%" G_GINT64_FORMAT ".%03" G_GINT64_FORMAT ",\"args\":{",
           start / 1000, start % 1000, duration / 1000, duration % 1000);
  write_argument (self, "words", words, "");
  for (guint i = 0; i < stall->stack.frames->len; i++)
    {
      g_autofree char *number = g_strdup_printf ("frame %02u", i);
      g_autofree char *frame =
          swim_watch_frame_in_words (g_ptr_array_index (stall->stack.frames, i));

      write_argument (self, number, frame, ",");
    }
  fputs ("}}", self->file);
}

/* A process of the watched program: a thread for each of its loops. */
static void
write_process (Trace *self, const SwimWatchReport *report, guint process)
{
  const SwimWatchProcess *watched = g_ptr_array_index (report->processes, process);

  self->pid = process + 1;
  write_name (self, "process_name", 0, watched->program);
  for (guint i = 0; i < report->loops->len; i++)
    {
      const SwimWatchLoop *loop = g_ptr_array_index (report->loops, i);

      if (loop->process == process)
        write_name (self, "thread_name", i + 1, loop->name);
    }
  for (guint i = 0; i < report->stalls->len; i++)
    {
      const SwimWatchStall *stall = g_ptr_array_index (report->stalls, i);
      const SwimWatchLoop *loop = g_ptr_array_index (report->loops, stall->loop);

      if (loop->process == process)
        write_watch_stall (self, report, stall);
    }
}

static void
write_watch_trace (const SwimWatchReport *report, FILE *file)
{
  Trace self = { .file = file };

  fputs (HEAD, file);
  for (guint i = 0; i < report->processes->len; i++)
    write_process (&self, report, i);
  fputs ("\n]}\n", file);
}

const SwimExportFormat swim_export_trace = {
  .name = "trace",
  .help = "write a trace for Perfetto or chrome://tracing",
  .flags = SWIM_EXPORT_OUTCOMES | SWIM_EXPORT_WATCHES,
  .write = write_trace,
  .watch_help = "write the stalls of each loop as a trace for Perfetto",
  .write_watch = write_watch_trace,
};
