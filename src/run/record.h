/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A record: what a run measured, and its JSON. */
#pragma once

#include <json-glib/json-glib.h>

#include "loop/loop-report.h"
#include "run/recorder.h"

G_BEGIN_DECLS

#define SWIM_RECORD_FORMAT "swimlane-record"

typedef struct
{
  char *job;
  char *mode;
  guint64 jobs;
  guint64 loops; /* main contexts, each in its thread */
  guint64 seed;
  double blocking_share; /* NaN where the mode has none */
  guint64 items;
  guint64 statuses[SWIM_N_STATUSES];
  guint64 bytes;
  double setup_seconds; /* making ready, before the clock started */
  double wall_seconds;
  double first_result_seconds; /* NaN where nothing came */
  double throughput_per_sec;
  SwimLatencyFigures service;
  SwimLatencyFigures since_start;
  SwimLoopReport loop;
  SwimUsageFigures usage;
  char **offloaded;
  char *digest;
  JsonObject *context;
  GPtrArray *outcomes; /* of SwimOutcome; NULL where they were not kept */
} SwimRecord;

SwimRecord *swim_record_new (void);
void swim_record_free (SwimRecord *record);
guint64 swim_record_get_failed (const SwimRecord *record, guint tolerated);

JsonNode *swim_record_to_json (const SwimRecord *record, GHashTable *outcomes);
SwimRecord *swim_record_from_json (JsonNode *node, GPtrArray *lists, GError **error);
gboolean swim_record_save (const SwimRecord *record, const char *path, GError **error);
SwimRecord *swim_record_load (const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimRecord, swim_record_free)

G_END_DECLS
