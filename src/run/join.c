/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A share may have several runs, of which all but the last ended early: each says
 * how many results it took over from the file that it resumed. So the last one tells what became of
 * the share, and the runs before it must have come to no more than it took over. Otherwise the
 * share was done twice. */
#include "config.h"

#include "run/join.h"

#include <math.h>
#include <string.h>

#include "base/swim-error.h"
#include "run/join-private.h"

static void
clear_run (gpointer data)
{
  SwimJoinRun *run = data;

  g_free (run->path);
  swim_origin_clear (&run->origin);
}

SwimJoin *
swim_join_new (void)
{
  SwimJoin *self = g_new0 (SwimJoin, 1);

  self->runs = g_array_new (FALSE, TRUE, sizeof (SwimJoinRun));
  g_array_set_clear_func (self->runs, clear_run);
  self->ids = g_hash_table_new (g_str_hash, g_str_equal);
  self->sum = swim_record_new ();
  self->service = swim_distribution_new ();
  self->since_start = swim_distribution_new ();
  return self;
}

void
swim_join_free (SwimJoin *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->ids);
  g_array_unref (self->runs);
  swim_record_free (self->sum);
  swim_distribution_free (self->service);
  swim_distribution_free (self->since_start);
  g_free (self);
}

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE, text);
  return FALSE;
}

/* Whether it is the record of a share, with all that is needed. */
static gboolean
check_record (const char *path, const SwimRecord *record, GError **error)
{
  SwimDigest digest;
  guint64 sum = 0;

  if (record->origin.joined.shares > 0)
    return refuse (error, "%s was joined already; name the records of its shares", path);
  if (record->origin.shard.count == 0)
    return refuse (error, "%s is not of a share: it was run without --shard", path);
  if (record->origin.run == NULL || record->origin.started < 0
      || record->origin.started > G_MAXINT64 / 4000
      || !swim_digest_from_text (record->digest, &digest) || !isfinite (record->wall_seconds)
      || record->wall_seconds < 0 || record->wall_seconds > 1e9)
    return refuse (error, "%s has no valid run, started, digest and wall_seconds", path);
  for (guint i = 0; i < SWIM_N_STATUSES; i++)
    if (!g_uint64_checked_add (&sum, sum, record->statuses[i]))
      break;
  return sum == record->items
         || refuse (error, "%s has %" G_GUINT64_FORMAT " items, but another sum of its statuses",
                    path, record->items);
}

/* Whether it is of the same whole as the first. */
static gboolean
check_same (const SwimJoin *self, const char *path, const SwimRecord *record, GError **error)
{
  const SwimRecord *sum = self->sum;
  const SwimShard *shard = &record->origin.shard;
  const SwimJoinRun *first;

  if (self->runs->len == 0)
    return TRUE;
  first = swim_join_get_run (self, 0);
  if (strcmp (record->job, sum->job) != 0)
    return refuse (error, "%s is a run of %s, and %s of %s", path, record->job, first->path,
                   sum->job);
  if (strcmp (record->mode, sum->mode) != 0)
    return refuse (error, "%s ran in %s, and %s in %s", path, record->mode, first->path, sum->mode);
  if (record->seed != sum->seed)
    return refuse (error, "%s has the seed %" G_GUINT64_FORMAT ", and %s has %" G_GUINT64_FORMAT,
                   path, record->seed, first->path, sum->seed);
  if (fabs (record->blocking_share - sum->blocking_share) > 1e-9)
    return refuse (error, "%s has the blocking share %g, and %s has %g", path,
                   record->blocking_share, first->path, sum->blocking_share);
  if (shard->count != first->origin.shard.count)
    return refuse (error, "%s is share %u of %u, and %s is one of %u", path, shard->index,
                   shard->count, first->path, first->origin.shard.count);
  return shard->by == first->origin.shard.by
         || refuse (error, "%s is a share by %s, and %s by %s", path,
                    swim_shard_by_to_string (shard->by), first->path,
                    swim_shard_by_to_string (first->origin.shard.by));
}

/* Takes the record over, without its outcomes; the errors are SWIM_ERROR_USAGE and name the file.
 */
gboolean
swim_join_add (SwimJoin *self, const char *path, SwimRecord *record, GError **error)
{
  g_autoptr (SwimRecord) owned = record;
  SwimJoinRun run = { 0 };
  const char *before;

  if (!check_record (path, record, error) || !check_same (self, path, record, error))
    return FALSE;
  before = g_hash_table_lookup (self->ids, record->origin.run);
  if (before != NULL)
    return refuse (error, "%s and %s are the same run of share %u of %u; name it once", before,
                   path, record->origin.shard.index, record->origin.shard.count);
  swim_join_add_figures (self, record);
  run.path = g_strdup (path);
  run.origin = record->origin;
  record->origin.run = NULL;
  run.tally.total = record->items;
  memcpy (run.tally.by_status, record->statuses, sizeof run.tally.by_status);
  run.tally.unverified = record->unverified;
  run.tally.lost = record->lost;
  run.tally.bytes = record->bytes;
  swim_digest_from_text (record->digest, &run.digest);
  run.wall = record->wall_seconds;
  run.first = record->first_result_seconds;
  g_array_append_val (self->runs, run);
  g_hash_table_insert (self->ids, run.origin.run, run.path);
  return TRUE;
}

/* Of the runs of a share, a later one took over more: their machines' clocks may differ. */
static int
compare_runs (gconstpointer a, gconstpointer b)
{
  const SwimOrigin *one = &((const SwimJoinRun *) a)->origin;
  const SwimOrigin *other = &((const SwimJoinRun *) b)->origin;
  guint64 taken_by_one = one->taken.tally.total;
  guint64 taken_by_other = other->taken.tally.total;

  if (one->shard.index != other->shard.index)
    return one->shard.index < other->shard.index ? -1 : 1;
  if (taken_by_one != taken_by_other)
    return taken_by_one < taken_by_other ? -1 : 1;
  return one->started < other->started ? -1 : one->started > other->started;
}

/* How many results the run came to that a later one takes over. */
static guint64
count_final (const SwimJoinRun *run)
{
  const guint64 *statuses = run->tally.by_status;

  return statuses[SWIM_STATUS_OK] + statuses[SWIM_STATUS_NOT_FOUND] + statuses[SWIM_STATUS_INVALID];
}

/* Looks through the runs of a share from @from on up to @to: whether each took over what those
 * before it came to. Sets @unknown where it took over more, from a run that left no record. */
static gboolean
check_chain (const SwimJoin *self, guint from, guint to, gboolean *unknown, GError **error)
{
  guint64 done = 0;

  for (guint i = from; i < to; i++)
    {
      const SwimJoinRun *run = swim_join_get_run (self, i);
      const SwimShard *shard = &run->origin.shard;

      if (run->origin.taken.tally.total < done)
        return refuse (error,
                       "share %u of %u was run twice: %s took over %" G_GUINT64_FORMAT
                       " results, but %s came to %" G_GUINT64_FORMAT
                       "; name one of them, or continue with --resume",
                       shard->index, shard->count, run->path, run->origin.taken.tally.total,
                       swim_join_get_run (self, i - 1)->path, done);
      *unknown |= run->origin.taken.tally.total > done;
      done = run->origin.taken.tally.total + count_final (run);
    }
  return TRUE;
}

static gboolean
add_tally (SwimRecord *sum, const SwimTally *tally)
{
  for (guint i = 0; i < SWIM_N_STATUSES; i++)
    sum->statuses[i] += tally->by_status[i];
  sum->unverified += tally->unverified;
  sum->lost += tally->lost;
  sum->bytes += tally->bytes;
  return g_uint64_checked_add (&sum->items, sum->items, tally->total)
         && sum->items <= (guint64) G_MAXINT64;
}

static void say (GPtrArray *list, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (GPtrArray *list, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (list, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

/* The shares from @first to @last have no record. */
static void
note_missing (GPtrArray *missing, guint first, guint last, guint count)
{
  if (first == last)
    say (missing, "share %u of %u has no record", first, count);
  else if (first < last)
    say (missing, "shares %u to %u of %u have no record", first, last, count);
}

/* The sum as it becomes. */
typedef struct
{
  SwimDigest digest;
  gboolean no_digest;
  gboolean unknown; /* a run left no record */
  GPtrArray *missing;
} Whole;

/* Adds the share of the runs from @from on up to @to. */
static gboolean
add_share (SwimJoin *self, guint from, guint to, Whole *whole, GError **error)
{
  const SwimJoinRun *last = swim_join_get_run (self, to - 1);
  const SwimShard *shard = &last->origin.shard;
  const SwimTakenOver *taken = &last->origin.taken;

  if (!check_chain (self, from, to, &whole->unknown, error))
    return FALSE;
  if (!add_tally (self->sum, &taken->tally) || !add_tally (self->sum, &last->tally))
    return refuse (error, "%s: the numbers of its items are too large", last->path);
  swim_digest_add_all (&whole->digest, &last->digest);
  if (taken->tally.total > 0)
    swim_digest_add_all (&whole->digest, &taken->digest);
  whole->no_digest |= taken->tally.total > 0 && !taken->complete;
  if (last->origin.incomplete)
    say (whole->missing,
         "share %u of %u ended before its list, after %" G_GUINT64_FORMAT
         " items (%s); run it again, with --resume to go on",
         shard->index, shard->count, taken->tally.total + last->tally.total, last->path);
  self->sum->origin.joined.shares++;
  return TRUE;
}

/* From the earliest start to the latest end, in µs since 1970. */
static void
find_span (const SwimJoin *self, gint64 *begin, gint64 *end, gint64 *first)
{
  *begin = *first = G_MAXINT64;
  *end = 0;
  for (guint i = 0; i < self->runs->len; i++)
    {
      const SwimJoinRun *run = swim_join_get_run (self, i);

      *begin = MIN (*begin, run->origin.started);
      *end = MAX (*end, run->origin.started + (gint64) (run->wall * 1e6));
      if (isfinite (run->first) && run->first <= run->wall)
        *first = MIN (*first, run->origin.started + (gint64) (run->first * 1e6));
    }
}

static void
fill_in_times (SwimJoin *self)
{
  SwimRecord *sum = self->sum;
  SwimJoined *joined = &sum->origin.joined;
  gint64 begin, end, first;

  find_span (self, &begin, &end, &first);
  sum->origin.started = begin;
  sum->wall_seconds = (double) (end - begin) / 1e6;
  sum->first_result_seconds = first < G_MAXINT64 ? (double) (first - begin) / 1e6 : NAN;
  sum->throughput_per_sec = (double) sum->items * 1e6 / (double) MAX (end - begin, 1);
  joined->runs = self->runs->len;
  for (guint i = 0; i < self->runs->len; i++)
    {
      joined->wall_longest = MAX (joined->wall_longest, swim_join_get_run (self, i)->wall);
      joined->wall_sum += swim_join_get_run (self, i)->wall;
    }
  swim_join_fill_in (self, begin);
}

/* What a reader of the result has to know. */
static void
add_remarks (SwimJoin *self, const Whole *whole)
{
  g_autoptr (GStrvBuilder) remarks = g_strv_builder_new ();

  for (guint i = 0; i < whole->missing->len; i++)
    {
      g_autofree char *text =
          g_strconcat (SWIM_REMARK_INCOMPLETE, g_ptr_array_index (whole->missing, i), NULL);

      g_strv_builder_add (remarks, text);
    }
  if (whole->unknown)
    g_strv_builder_add (remarks, "results of runs that left no record were taken over: they are "
                                 "counted, but not the time and CPU of those runs");
  if (whole->no_digest)
    g_strv_builder_add (remarks, "no digest: results that were taken over do not say what they "
                                 "contain");
  if (self->sum->remarks != NULL)
    g_strv_builder_addv (remarks, (const char **) self->sum->remarks);
  g_strfreev (self->sum->remarks);
  self->sum->remarks = g_strv_builder_end (remarks);
}

/* The record of the whole (transfer full), when all records are added. What is not there, also in
 * the @results of the shares, unless that is NULL, is said in @missing, of char *, and in the
 * record. Call it once. */
SwimRecord *
swim_join_finish (SwimJoin *self,
                  const SwimJoinResults *results,
                  GPtrArray *missing,
                  GError **error)
{
  Whole whole = { .missing = missing };
  guint count, next = 1;

  if (self->runs->len == 0)
    {
      refuse (error, "--join needs the record of at least one share");
      return NULL;
    }
  g_array_sort (self->runs, compare_runs);
  count = swim_join_get_run (self, 0)->origin.shard.count;
  for (guint from = 0, to; from < self->runs->len; from = to)
    {
      guint index = swim_join_get_run (self, from)->origin.shard.index;

      for (to = from + 1;
           to < self->runs->len && swim_join_get_run (self, to)->origin.shard.index == index;)
        to++;
      note_missing (missing, next, index - 1, count);
      next = index + 1;
      if (!add_share (self, from, to, &whole, error))
        return NULL;
    }
  note_missing (missing, next, count, count);
  self->sum->digest = whole.no_digest ? NULL : swim_digest_to_text (&whole.digest);
  swim_join_check_list (self, missing);
  fill_in_times (self);
  if (results != NULL)
    swim_join_results_check (results, self->sum, missing);
  self->sum->origin.joined.count = count;
  self->sum->origin.incomplete = missing->len > 0;
  add_remarks (self, &whole);
  return g_steal_pointer (&self->sum);
}
