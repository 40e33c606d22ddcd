/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results as CSV (RFC 4180): a row for each mode, or for each value and mode of a sweep, with the
 * medians of all metrics, in seconds, bytes and fractions; or a row for each item of the shown run
 * of each mode, in the order in which they completed. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/json-print.h"
#include "compare/metric.h"
#include "report/export.h"
#include "report/watch.h"

/* Characters that begin a formula in a spreadsheet; a formula could run a program. */
#define FORMULA "=+-@\t\r"

/* A text; NULL is empty. One that would be a formula gets an apostrophe in front, with which a
 * spreadsheet reads it as text. */
static void
write_text (const char *text, gboolean first, FILE *file)
{
  const char *value = text != NULL ? text : "";
  gboolean formula = *value != '\0' && strchr (FORMULA, *value) != NULL;

  if (!first)
    putc (',', file);
  if (!formula && strpbrk (value, ",\"\r\n") == NULL)
    {
      fputs (value, file);
      return;
    }
  putc ('"', file);
  if (formula)
    putc ('\'', file);
  for (; *value != '\0'; value++)
    {
      if (*value == '"')
        putc ('"', file);
      putc (*value, file);
    }
  putc ('"', file);
}

/* A number with a point, whatever the locale; empty if it is not finite. */
static void
write_number (double number, FILE *file)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  putc (',', file);
  if (isfinite (number))
    fputs (g_ascii_formatd (text, sizeof text, "%.9g", number), file);
}

static void
write_integer (gint64 number, FILE *file)
{
  fprintf (file, ",%" G_GINT64_FORMAT, number);
}

/* A time in µs, written in seconds. */
static void
write_us (gint64 us, FILE *file)
{
  putc (',', file);
  swim_print_us (us, file);
}

static void
write_heading (FILE *file)
{
  guint n;
  const SwimMetric *metrics = swim_metric_list (&n);

  fputs ("job,mode,parameter,value,rounds,verdict,items,ok,wall.min,wall.max", file);
  for (guint i = 0; i < n; i++)
    write_text (metrics[i].name, FALSE, file);
  fputs ("\r\n", file);
}

static void
write_metrics (const SwimContender *contender, FILE *file)
{
  guint n;
  const SwimMetric *metrics = swim_metric_list (&n);

  for (guint i = 0; i < n; i++)
    write_number (swim_metric_get (&metrics[i], contender), file);
}

/* The value of a cell of a sweep, or nothing. */
static void
write_value (const SwimSweep *sweep, const SwimSweepCell *cell, FILE *file)
{
  if (cell != NULL && sweep->parameter->names)
    write_text (swim_sweep_cell_text (sweep, cell), FALSE, file);
  else
    write_number (cell != NULL ? swim_sweep_cell_value (sweep, cell) : NAN, file);
}

static void
write_row (const SwimResults *results, const SwimComparison *comparison, guint index, FILE *file)
{
  const SwimContender *contender = swim_comparison_get (comparison, index);
  const SwimSweepCell *cell =
      results->sweep != NULL ? swim_sweep_get (results->sweep, index) : NULL;
  const SwimRecord *record = swim_contender_get_shown (contender);
  gboolean any = contender->wall.n > 0;

  write_text (comparison->job, TRUE, file);
  write_text (contender->mode, FALSE, file);
  write_text (cell != NULL ? results->sweep->parameter->name : NULL, FALSE, file);
  write_value (results->sweep, cell, file);
  write_integer (contender->wall.n, file);
  write_text (results->single || cell != NULL ? NULL : swim_verdict_to_string (contender->verdict),
              FALSE, file);
  write_number (record != NULL ? (double) record->items : NAN, file);
  write_number (record != NULL ? (double) record->statuses[SWIM_STATUS_OK] : NAN, file);
  write_number (any ? contender->wall.min : NAN, file);
  write_number (any ? contender->wall.max : NAN, file);
  write_metrics (contender, file);
  fputs ("\r\n", file);
}

static void
write_csv (const SwimResults *results, FILE *file)
{
  write_heading (file);
  for (guint i = 0; i < results->comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (results->comparisons, i);

      for (guint j = 0; j < comparison->contenders->len; j++)
        write_row (results, comparison, j, file);
    }
}

/* The own function with its place; nothing where the stack is not known. */
static void
write_caller (const SwimStack *stack, FILE *file)
{
  const SwimFrame *own = swim_stack_get_own (stack);

  if (own == NULL && stack->frames->len > 0)
    own = g_ptr_array_index (stack->frames, 0);
  write_text (own != NULL ? own->function : NULL, FALSE, file);
  write_text (own != NULL ? own->file : NULL, FALSE, file);
  if (own != NULL && own->line > 0)
    write_integer (own->line, file);
  else
    putc (',', file);
  write_text (own != NULL ? own->module : NULL, FALSE, file);
}

/* A row for each call site. */
static void
write_watch_csv (const SwimWatchReport *report, FILE *file)
{
  fputs ("loop,function,kind,on,calls,total,max,ignored,caller,file,line,module\r\n", file);
  for (guint i = 0; i < report->calls->len; i++)
    {
      const SwimAuditCall *call = g_ptr_array_index (report->calls, i);

      write_text (swim_watch_loop_name (report, call->loop), TRUE, file);
      write_text (call->function, FALSE, file);
      write_text (call->kind, FALSE, file);
      write_text (call->target, FALSE, file);
      write_integer ((gint64) MIN (call->count, (guint64) G_MAXINT64), file);
      write_number (call->total, file);
      write_number (call->max, file);
      write_integer (call->ignored, file);
      write_caller (&call->stack, file);
      fputs ("\r\n", file);
    }
}

const SwimExportFormat swim_export_csv = {
  .name = "csv",
  .help = "write CSV with a row for each mode",
  .flags = SWIM_EXPORT_SWEEPS | SWIM_EXPORT_WATCHES,
  .write = write_csv,
  .watch_help = "write CSV with a row for each call site",
  .write_watch = write_watch_csv,
};

static void
write_items (const SwimComparison *comparison, const SwimContender *contender, FILE *file)
{
  const SwimRecord *record = swim_contender_get_shown (contender);
  const GPtrArray *outcomes = record != NULL ? record->outcomes : NULL;

  for (guint i = 0; outcomes != NULL && i < outcomes->len; i++)
    {
      const SwimOutcome *outcome = g_ptr_array_index (outcomes, i);

      write_text (comparison->job, TRUE, file);
      write_text (contender->mode, FALSE, file);
      write_text (outcome->item->name, FALSE, file);
      write_text (swim_status_to_string (outcome->status), FALSE, file);
      write_text (outcome->detail, FALSE, file);
      write_integer (outcome->item->slot, file);
      write_us (outcome->submitted, file);
      write_us (outcome->started, file);
      write_us (outcome->finished, file);
      write_integer ((gint64) outcome->bytes, file);
      fputs ("\r\n", file);
    }
}

static void
write_items_csv (const SwimResults *results, FILE *file)
{
  fputs ("job,mode,name,status,detail,slot,submitted,started,finished,bytes\r\n", file);
  for (guint i = 0; i < results->comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (results->comparisons, i);

      for (guint j = 0; j < comparison->contenders->len; j++)
        write_items (comparison, swim_comparison_get (comparison, j), file);
    }
}

const SwimExportFormat swim_export_items_csv = {
  .name = "items-csv",
  .help = "write CSV with a row for each item",
  .flags = SWIM_EXPORT_OUTCOMES,
  .write = write_items_csv,
};
