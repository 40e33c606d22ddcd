/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/recorder.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "loop/distribution.h"

/* A percentile is given only where at least this many items lie beyond it: fewer do not tell where
 * it is. The median is always given: it is the middle of what was seen, not an estimate of a
 * tail. */
#define BEYOND 10

struct _SwimRecorder
{
  SwimTally tally;
  SwimDistribution *service;     /* µs, from the call of the job */
  SwimDistribution *since_start; /* µs, from the start of the run */
  gint64 first;                  /* µs, when the first outcome came; -1: none did */
  GPtrArray *outcomes;           /* as they completed; NULL unless kept */
  guint64 digest[2];
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

/* Each outcome adds the hash of what it is to a sum, so the order does not matter, and two equal
 * items count as two. */
static void
add_to_digest (SwimRecorder *self, const SwimOutcome *outcome)
{
  guint64 name = swim_hash_string (outcome->item->name, 0);
  guint64 parts[] = { GUINT64_TO_LE (name), GUINT64_TO_LE ((guint64) outcome->status),
                      GUINT64_TO_LE (outcome->content_hash),
                      GUINT64_TO_LE (outcome->metadata_hash) };
  /* Without metadata the digest is what it was before there were any. */
  gsize size = outcome->metadata_hash != 0 ? sizeof parts : sizeof parts - sizeof parts[0];

  self->digest[0] += swim_hash_bytes (parts, size, 1);
  self->digest[1] += swim_hash_bytes (parts, size, 2);
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
  add_to_digest (self, outcome);
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

static double
percentile (SwimDistribution *distribution, double q)
{
  double beyond = (double) swim_distribution_get_count (distribution) * (1 - q);

  /* 1 − 0.99 is a little more than 0.01 in binary, and 0.999 a little less. */
  if (beyond + 1e-6 < BEYOND)
    return NAN;
  return swim_distribution_quantile (distribution, q) / 1e6;
}

static void
get_latency (SwimDistribution *distribution, SwimLatencyFigures *figures)
{
  gboolean any = swim_distribution_get_count (distribution) > 0;

  figures->p50 = swim_distribution_quantile (distribution, 0.5) / 1e6;
  figures->p90 = percentile (distribution, 0.9);
  figures->p99 = percentile (distribution, 0.99);
  figures->p999 = percentile (distribution, 0.999);
  figures->max = any ? (double) swim_distribution_get_max (distribution) / 1e6 : NAN;
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
  get_latency (self->service, &record->service);
  get_latency (self->since_start, &record->since_start);
  record->digest = g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
                                    self->digest[0], self->digest[1]);
  record->outcomes = self->outcomes != NULL ? g_ptr_array_ref (self->outcomes) : NULL;
}
