/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A record: what a run measured, and its JSON. */
#pragma once

#include <json-glib/json-glib.h>

#include "job/swim-outcome.h"
#include "loop/loop-report.h"
#include "run/latency.h"
#include "run/origin.h"

G_BEGIN_DECLS

#define SWIM_RECORD_FORMAT "swimlane-record"

/* The most outcomes that are kept, of some 350 bytes each. Of a run that has more none is kept,
 * since memory must not grow with the list. */
#define SWIM_RECORD_MOST_OUTCOMES 250000

typedef struct
{
  char *job;
  char *mode;
  SwimOrigin origin;
  guint64 jobs;
  guint64 loops; /* main contexts, each in its thread */
  guint64 seed;
  double blocking_share; /* NaN where the mode has none */
  guint64 items;
  guint64 statuses[SWIM_N_STATUSES];
  guint64 unverified; /* of those that are ok: a truncated body would look the same */
  guint64 lost;       /* of all: what was begun for it did not end, and was left behind */
  guint64 bytes;
  double setup_seconds; /* making ready, before the clock started */
  double wall_seconds;
  double first_result_seconds; /* NaN where nothing came */
  double throughput_per_sec;
  SwimLatencyFigures service;
  SwimLatencyFigures since_start;
  GArray *service_times;     /* both of SwimHistogramBucket, in µs; NULL where not known, as in */
  GArray *since_start_times; /* a comparison */
  SwimLoopReport loop;
  SwimUsageFigures usage;
  char **offloaded;
  char **remarks; /* what the job has to say of the run; NULL for nothing */
  char *digest;
  JsonObject *context;
  GPtrArray *outcomes; /* of SwimOutcome; NULL where they were not kept */
} SwimRecord;

SwimRecord *swim_record_new (void);
void swim_record_free (SwimRecord *record);
void swim_record_drop_times (SwimRecord *record);
guint64 swim_record_get_failed (const SwimRecord *record, guint tolerated);
void swim_record_add_remark (SwimRecord *record, const char *remark);

JsonNode *swim_record_to_json (const SwimRecord *record, GHashTable *outcomes);
SwimRecord *swim_record_from_json (JsonNode *node, GPtrArray *lists, GError **error);
gboolean swim_record_save (const SwimRecord *record, const char *path, GError **error);
SwimRecord *swim_record_load (const char *path, GError **error);

/* The place of a figure in a record, or in another struct. */
typedef struct
{
  SwimFieldType type; /* of a number */
  gsize offset;
  gsize plus;  /* of a field to be added; 0: none */
  gsize needs; /* of a double without which it is not known, for want of a NaN; 0: none */
} SwimFigure;

#define SWIM_FIGURE(where, type, field) \
  { \
    SWIM_FIELD_##type, offsetof (where, field), 0, 0 \
  }

double swim_figure_read (const SwimFigure *figure, const void *from);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimRecord, swim_record_free)

G_END_DECLS
