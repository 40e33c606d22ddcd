/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/recorder.h"

#include <math.h>
#include <string.h>

#include "job/digest.h"
#include "loop/histogram.h"

struct _SwimRecorder
{
  SwimTally tally;
  SwimDistribution *service;     /* µs, from the call of the job */
  SwimDistribution *since_start; /* µs, from the start of the run */
  gint64 first;                  /* µs, when the first outcome came; -1: none did */
  GPtrArray *outcomes;           /* as they completed; NULL unless kept */
  SwimDigest digest;
};

SwimRecorder *
swim_recorder_new (gboolean keep_outcomes)
{
  SwimRecorder *self = g_new0 (SwimRecorder, 1);

  self->service = swim_distribution_new ();
  self->since_start = swim_distribution_new ();
  self->first = -1;
  if (keep_outcomes)
    self->outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_outcome_unref);
  return self;
}

void
swim_recorder_free (SwimRecorder *self)
{
  if (self == NULL)
    return;
  swim_distribution_free (self->service);
  swim_distribution_free (self->since_start);
  g_clear_pointer (&self->outcomes, g_ptr_array_unref);
  g_free (self);
}

/* Only counts an outcome. */
void
swim_recorder_count (SwimRecorder *self, const SwimOutcome *outcome)
{
  self->tally.total++;
  self->tally.by_status[outcome->status]++;
  self->tally.unverified += outcome->unverified && outcome->status == SWIM_STATUS_OK;
  self->tally.lost += outcome->lost;
  self->tally.bytes += outcome->bytes;
  self->tally.wall = MAX (self->tally.wall, outcome->finished);
}

/* Takes note of an outcome, and a reference if outcomes are kept. */
void
swim_recorder_take (SwimRecorder *self, SwimOutcome *outcome)
{
  swim_recorder_count (self, outcome);
  if (self->first < 0)
    self->first = outcome->finished;
  swim_distribution_add (self->service, (guint64) MAX (0, outcome->finished - outcome->started));
  swim_distribution_add (self->since_start, (guint64) MAX (0, outcome->finished));
  swim_digest_add (&self->digest, outcome->item->name, outcome->status, outcome->content_hash,
                   outcome->metadata_hash);
  if (self->outcomes == NULL)
    return;
  if (self->outcomes->len < SWIM_RECORD_MOST_OUTCOMES)
    g_ptr_array_add (self->outcomes, swim_outcome_ref (outcome));
  else
    g_clear_pointer (&self->outcomes, g_ptr_array_unref);
}

const SwimTally *
swim_recorder_get_tally (SwimRecorder *self)
{
  return &self->tally;
}

/* Fills in what the outcomes say. Those that are kept are shared with the recorder. */
void
swim_recorder_fill_in (SwimRecorder *self, SwimRecord *record)
{
  record->items = self->tally.total;
  memcpy (record->statuses, self->tally.by_status, sizeof record->statuses);
  record->unverified = self->tally.unverified;
  record->lost = self->tally.lost;
  record->bytes = self->tally.bytes;
  record->first_result_seconds = self->first < 0 ? NAN : (double) self->first / 1e6;
  swim_latency_read (self->service, &record->service);
  swim_latency_read (self->since_start, &record->since_start);
  record->service_times = swim_histogram_of (self->service);
  record->since_start_times = swim_histogram_of (self->since_start);
  record->digest = swim_digest_to_text (&self->digest);
  record->outcomes = self->outcomes != NULL ? g_ptr_array_ref (self->outcomes) : NULL;
}
