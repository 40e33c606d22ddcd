/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/collect.h"

#include <math.h>
#include <string.h>

#include "loop/clock.h"
#include "watch/audit.h"
#include "watch/notes.h"

struct _SwimCollector
{
  SwimRegion *region;
  SwimWatchHome home;
  GPtrArray *processes; /* of SwimProcess */
};

/* @region and the rules in @options outlive it. */
SwimCollector *
swim_collector_new (SwimRegion *region, const SwimCollectOptions *options, gint64 started)
{
  SwimCollector *self = g_new0 (SwimCollector, 1);
  guint rules = options->ignored != NULL ? swim_rules_count (options->ignored) : 0;

  self->region = region;
  self->home.started = started;
  self->home.looks = !options->ledger_alone;
  self->home.shares = options->ledger_alone;
  self->home.stall_ns = (gint64) (options->stall * 1e9);
  self->home.long_call_ns = options->long_call_ns;
  self->home.rules = (SwimSiteRules){ rules > 0 ? options->ignored : NULL, options->offloaded };
  self->home.stalls = swim_stall_list_new ();
  self->home.tracks = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_track_free);
  self->home.rule_uses = g_new0 (guint64, rules + 1);
  self->home.notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->processes = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_process_free);
  return self;
}

void
swim_collector_free (SwimCollector *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->processes);
  swim_stall_list_free (self->home.stalls);
  g_ptr_array_unref (self->home.tracks);
  g_free (self->home.rule_uses);
  g_hash_table_unref (self->home.notes);
  g_free (self);
}

/* Reads what the processes have told since the last time. */
void
swim_collector_drain (SwimCollector *self)
{
  guint claimed = MIN (swim_region_count_claimed (self->region), swim_region_count (self->region));

  for (guint i = self->processes->len; i < claimed; i++)
    g_ptr_array_add (self->processes,
                     swim_process_new (swim_region_get_image (self->region, i), i, &self->home));
  for (guint i = 0; i < self->processes->len; i++)
    swim_process_drain (g_ptr_array_index (self->processes, i));
}

/* The watch ends; what is left is read. */
void
swim_collector_end (SwimCollector *self, gint64 now)
{
  swim_collector_drain (self);
  for (guint i = 0; i < self->processes->len; i++)
    swim_process_end (g_ptr_array_index (self->processes, i), now);
}

void
swim_collector_peek (const SwimCollector *self, SwimCollectorPeek *peek)
{
  gint64 now = swim_clock_ns ();

  *peek = (SwimCollectorPeek){ 0 };
  for (guint i = 0; i < self->processes->len; i++)
    {
      const SwimProcess *process = g_ptr_array_index (self->processes, i);

      peek->threads += swim_process_count_threads (process);
      peek->busy = MAX (peek->busy, (double) swim_process_get_busy (process, now) / 1e9);
    }
  for (guint i = 0; i < self->home.tracks->len; i++)
    {
      const SwimTrack *track = g_ptr_array_index (self->home.tracks, i);
      SwimSpansPeek spans;

      if (track->is_private || track->into != NULL)
        continue;
      swim_spans_peek (track->spans, now, &spans);
      peek->stalls += spans.stalls;
      if (spans.delay_max < peek->delay_max)
        continue;
      peek->delay_max = spans.delay_max;
      peek->delay_p99 = spans.delay_p99;
    }
}

/* How many processes there were. */
guint
swim_collector_count (const SwimCollector *self)
{
  return self->processes->len;
}

SwimProcess *
swim_collector_get (const SwimCollector *self, guint at)
{
  return g_ptr_array_index (self->processes, at);
}

static double
get_moment (const SwimCollector *self, gint64 at)
{
  return (double) (at - self->home.started) / 1e9;
}

/* When the process's main loop first ran, or 0. Others begin before it, such as that of GDBus. */
static gint64
find_main_loop (GPtrArray *tracks, guint image)
{
  for (guint i = 0; i < tracks->len; i++)
    {
      const SwimTrack *track = g_ptr_array_index (tracks, i);

      if (track->image == image && strcmp (track->name, "main") == 0)
        return track->began;
    }
  return 0;
}

static void
add_process (const SwimCollector *self, guint at, GPtrArray *tracks, SwimWatchReport *report)
{
  SwimProcess *from = swim_collector_get (self, at);
  gint64 first = find_main_loop (tracks, at);
  SwimWatchProcess *process = g_new0 (SwimWatchProcess, 1);
  gint64 died = swim_process_get_death (from);
  SwimWatchImage image;

  swim_process_get (from, &image);
  process->pid = swim_process_get_pid (from);
  process->program = g_utf8_make_valid (image.program, -1);
  process->began = get_moment (self, (gint64) image.started);
  first = first != 0 ? first : (gint64) image.first_poll;
  process->before_loop = first != 0 ? (double) (first - (gint64) image.started) / 1e9 : NAN;
  process->ended = NAN;
  if (image.ended != 0 || died != 0)
    process->ended = get_moment (self, image.ended != 0 ? (gint64) image.ended : died);
  g_ptr_array_add (report->processes, process);
}

static gboolean
is_taken (const SwimWatchReport *report, const char *name)
{
  for (guint i = 0; i < report->loops->len; i++)
    if (strcmp (((const SwimWatchLoop *) g_ptr_array_index (report->loops, i))->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* The loop's name, which no other one has (transfer full). */
static char *
make_name (const SwimWatchReport *report, const SwimTrack *track, gboolean many, int pid)
{
  g_autofree char *name =
      many ? g_strdup_printf ("%s [%d]", track->name, pid) : g_strdup (track->name);
  char *free_name = g_strdup (name);

  for (guint i = 2; is_taken (report, free_name); i++)
    {
      g_free (free_name);
      free_name = g_strdup_printf ("%s-%u", name, i);
    }
  return free_name;
}

static void
add_loop (SwimCollector *self, const SwimTrack *track, gboolean many, SwimWatchReport *report)
{
  int pid = swim_process_get_pid (swim_collector_get (self, track->image));
  g_autofree char *name = make_name (report, track, many, pid);
  SwimWatchLoop *loop = swim_watch_loop_new (name);

  loop->process = track->image;
  loop->tid = track->tid;
  loop->contexts = track->contexts;
  loop->is_private = track->is_private;
  loop->began = get_moment (self, track->began);
  loop->ended = get_moment (self, track->ended);
  loop->off_cpu = track->off_cpu;
  loop->explained = track->explained;
  swim_spans_get_report (track->spans, &loop->report);
  swim_what_if_get (track->what_if, track->wall, &loop->what_if);
  g_ptr_array_add (report->loops, loop);
}

/* Whether loops of more than one process are shown. */
static gboolean
are_of_many (GPtrArray *tracks)
{
  for (guint i = 1; i < tracks->len; i++)
    if (((const SwimTrack *) g_ptr_array_index (tracks, i))->image
        != ((const SwimTrack *) g_ptr_array_index (tracks, 0))->image)
      return TRUE;
  return FALSE;
}

/* Those that have figures, in the order in which they began (transfer container). */
static GPtrArray *
list_tracks (const SwimCollector *self)
{
  GPtrArray *tracks = g_ptr_array_new ();

  for (guint i = 0; i < self->home.tracks->len; i++)
    {
      SwimTrack *track = g_ptr_array_index (self->home.tracks, i);

      if (track->into == NULL && track->began != 0 && track->name != NULL)
        g_ptr_array_add (tracks, track);
    }
  return tracks;
}

static double
get_busy_seconds (const SwimTrack *track)
{
  g_auto (SwimLoopReport) report = { 0 };

  swim_loop_report_init (&report);
  swim_spans_get_report (track->spans, &report);
  return report.utilization * (double) track->wall / 1e9;
}

/* Fills in the report of the loop that a reader would ask for first; call after the end. FALSE: no
 * loop was seen. That is the main loop of the process in which one ran first, of its own main
 * context; where there is no such loop, the one that was busiest. */
gboolean
swim_collector_get_main_loop (const SwimCollector *self, SwimLoopReport *report)
{
  g_autoptr (GPtrArray) tracks = list_tracks (self);
  const SwimTrack *found = NULL;
  double most = -1;

  for (guint i = 0; i < tracks->len && (found == NULL || strcmp (found->name, "main") != 0); i++)
    {
      const SwimTrack *track = g_ptr_array_index (tracks, i);
      gboolean is_main = strcmp (track->name, "main") == 0;
      double busy = get_busy_seconds (track);

      if (track->is_private || (!is_main && busy <= most))
        continue;
      found = track;
      most = busy;
    }
  if (found != NULL)
    swim_spans_get_report (found->spans, report);
  return found != NULL;
}

static void
name_stack (SwimCollector *self, const SwimSeenStall *seen, guint image, SwimStack *stack)
{
  SwimProcess *process = swim_collector_get (self, image);
  SwimSites *sites = swim_process_get_sites (process);
  const SwimStack *known =
      seen->site != SWIM_NO_SITE ? swim_sites_get_stack (sites, seen->site) : NULL;
  SwimWatchImage from;

  if (known != NULL)
    {
      swim_stack_clear (stack);
      swim_stack_copy (known, stack);
      return;
    }
  for (guint i = 0; seen->addresses != NULL && i < seen->addresses->len; i++)
    swim_symbols_resolve (swim_sites_get_symbols (sites),
                          g_array_index (seen->addresses, guint64, i), TRUE, stack);
  swim_process_get (process, &from);
  swim_stack_find_own (stack, from.program);
}

static void
add_stalls (SwimCollector *self, GPtrArray *tracks, SwimWatchReport *report)
{
  GPtrArray *seen = swim_stall_list_sort (self->home.stalls);

  for (guint i = 0; i < seen->len; i++)
    {
      SwimSeenStall *one = g_ptr_array_index (seen, i);
      SwimTrack *track = swim_track_resolve (one->track);

      if (!g_ptr_array_find (tracks, track, &one->stall->loop))
        continue;
      name_stack (self, one, track->image, &one->stall->stack);
      g_ptr_array_add (report->stalls, g_steal_pointer (&one->stall));
    }
}

static void
add_rules (const SwimCollector *self, SwimWatchReport *report)
{
  const SwimRules *rules = self->home.rules.ignored;

  for (guint i = 0; rules != NULL && i < swim_rules_count (rules); i++)
    {
      SwimWatchRule *rule = g_new0 (SwimWatchRule, 1);

      rule->rule = g_strdup (swim_rules_get (rules, i));
      rule->used = self->home.rule_uses[i];
      g_ptr_array_add (report->rules, rule);
    }
}

static void
add_notes (SwimCollector *self, SwimWatchReport *report)
{
  GHashTableIter iter;
  gpointer note;

  g_hash_table_iter_init (&iter, self->home.notes);
  while (g_hash_table_iter_next (&iter, &note, NULL))
    g_ptr_array_add (report->notes, g_strdup (note));
}

/* Adds all but what is known of the command itself; once, after the end. */
void
swim_collector_fill (SwimCollector *self, SwimWatchReport *report)
{
  g_autoptr (GPtrArray) tracks = list_tracks (self);
  gboolean many = are_of_many (tracks);

  report->stall_threshold = (double) self->home.stall_ns / 1e9;
  for (guint i = 0; i < self->processes->len; i++)
    add_process (self, i, tracks, report);
  for (guint i = 0; i < tracks->len; i++)
    {
      const SwimTrack *track = g_ptr_array_index (tracks, i);

      add_loop (self, track, many, report);
      swim_audit_add (track, i, swim_process_get_sites (swim_collector_get (self, track->image)),
                      report);
    }
  swim_audit_sort (report);
  add_stalls (self, tracks, report);
  add_rules (self, report);
  for (guint i = 0; i < self->processes->len; i++)
    swim_notes_add (swim_collector_get (self, i), report);
  swim_notes_add_regions (self->region, report);
  add_notes (self, report);
}
