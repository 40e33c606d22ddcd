/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/record.h"

#include <math.h>

SwimRecord *
swim_record_new (void)
{
  SwimRecord *record = g_new0 (SwimRecord, 1);

  record->origin.started = -1;
  record->blocking_share = NAN;
  record->first_result_seconds = NAN;
  swim_loop_report_init (&record->loop);
  return record;
}

void
swim_record_free (SwimRecord *record)
{
  if (record == NULL)
    return;
  g_free (record->job);
  g_free (record->mode);
  swim_origin_clear (&record->origin);
  swim_record_drop_times (record);
  swim_loop_report_clear (&record->loop);
  g_strfreev (record->offloaded);
  g_strfreev (record->remarks);
  g_free (record->digest);
  g_clear_pointer (&record->context, json_object_unref);
  g_clear_pointer (&record->outcomes, g_ptr_array_unref);
  g_free (record);
}

/* Drops the histograms, of which a comparison would have too many. */
void
swim_record_drop_times (SwimRecord *record)
{
  g_clear_pointer (&record->service_times, g_array_unref);
  g_clear_pointer (&record->since_start_times, g_array_unref);
}

/* How many items failed; @tolerated has a bit (1 << status) for each class that is no failure. */
guint64
swim_record_get_failed (const SwimRecord *record, guint tolerated)
{
  guint64 failed = 0;

  for (guint i = 0; i < SWIM_N_STATUSES; i++)
    if (i != SWIM_STATUS_OK && (tolerated & (1u << i)) == 0)
      failed += record->statuses[i];
  return failed;
}

void
swim_record_add_remark (SwimRecord *record, const char *remark)
{
  guint length = record->remarks != NULL ? g_strv_length (record->remarks) : 0;

  record->remarks = g_renew (char *, record->remarks, length + 2);
  record->remarks[length] = g_strdup (remark);
  record->remarks[length + 1] = NULL;
}

static double
read_number (SwimFieldType type, const void *field)
{
  if (type == SWIM_FIELD_DOUBLE)
    return *(const double *) field;
  if (type == SWIM_FIELD_UNSIGNED)
    return (double) *(const guint64 *) field;
  return *(const gint64 *) field < 0 ? NAN : (double) *(const gint64 *) field;
}

/* The figure of the struct at @from; NaN where it is not known. */
double
swim_figure_read (const SwimFigure *figure, const void *from)
{
  const char *at = from;
  double value = read_number (figure->type, at + figure->offset);

  if (figure->needs > 0 && isnan (*(const double *) (gconstpointer) (at + figure->needs)))
    return NAN;
  return figure->plus > 0 ? value + read_number (figure->type, at + figure->plus) : value;
}
