/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/rounds.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/swim-error.h"
#include "compare/auto-rounds.h"
#include "compare/child.h"
#include "compare/prepare.h"
#include "run/context.h"

G_DEFINE_QUARK (swim - run - failed - quark, swim_run_failed)

/* A permutation of 0 … n - 1 that the seed alone decides. */
static void
permute (guint n, guint64 seed, guint *numbers)
{
  for (guint i = 0; i < n; i++)
    numbers[i] = i;
  for (guint i = n; i > 1; i--)
    {
      guint j = (guint) (swim_hash_number (i, seed) % i);
      guint kept = numbers[i - 1];

      numbers[i - 1] = numbers[j];
      numbers[j] = kept;
    }
}

/* The order of the modes in a round: row `round` of a Latin square, so that over n rounds each mode
 * stands once in each place. Which mode is which symbol, and the order of the rows, are drawn by
 * the seed; each n rounds a new square is drawn. */
void
swim_rounds_order (guint n_modes, guint round, guint64 seed, guint *order)
{
  guint64 square = swim_hash_number (round / n_modes, seed);
  g_autofree guint *symbols = g_new (guint, n_modes);
  g_autofree guint *rows = g_new (guint, n_modes);
  guint shift;

  permute (n_modes, square, symbols);
  permute (n_modes, square + 1, rows);
  shift = rows[round % n_modes];
  for (guint i = 0; i < n_modes; i++)
    order[i] = symbols[(i + shift) % n_modes];
}

/* So many outcomes of a mode are held while its rounds go on, so that at the end those of the
 * median run are there to be shown. Where a run has more, those of a run near the median are. */
#define OUTCOMES_HELD 100000

/* A message of a run, which is this program again, without the program's name. */
static const char *
skip_name (const char *message)
{
  const char *name = g_get_application_name ();
  gsize length = name != NULL ? strlen (name) : 0;

  return length > 0 && strncmp (message, name, length) == 0
                 && g_str_has_prefix (message + length, ": ")
             ? message + length + strlen (": ")
             : message;
}

/* The line of a failed run's messages that says why (transfer full): the first; what Python prints
 * of an exception has it last. */
static char *
find_reason (const char *message)
{
  const char *last = strrchr (message, '\n');

  if (last != NULL && g_str_has_prefix (message, "Traceback "))
    return g_strdup (last + 1);
  return g_strndup (message, strcspn (message, "\n"));
}

/* How the process of a run ended, and what it said (transfer full). */
static char *
describe_end (const SwimChildResult *result, const char *message)
{
  g_autofree char *end =
      result->exit_code < 0
          ? g_strdup ("a signal ended its process")
          : g_strdup_printf ("its process ended with status %d and no record", result->exit_code);

  return message[0] != '\0' ? g_strdup_printf ("%s: %s", end, message) : g_steal_pointer (&end);
}

/* A run that leaves no record failed as a whole. Where its exit status is that of an error,
 * every mode would fail, and the comparison ends with its message; a crash is the mode's own. FALSE
 * in the former case. */
static gboolean
note_failure (SwimContender *contender, const SwimChildResult *result, GError **error)
{
  const char *message = skip_name (result->message);
  g_autofree char *reason = NULL;

  if (result->record != NULL)
    return TRUE;
  if (result->exit_code == 1 || result->exit_code == 2)
    {
      reason = message[0] != '\0' ? find_reason (message) : describe_end (result, message);
      g_set_error_literal (error, SWIM_ERROR,
                           result->exit_code == 2 ? SWIM_ERROR_USAGE : SWIM_ERROR_FAILED, reason);
      return FALSE;
    }
  if (contender->problem == NULL)
    contender->problem = describe_end (result, message);
  return TRUE;
}

/* A run that is going on. */
typedef struct
{
  const SwimRounds *rounds;
  const char *mode;
} Running;

static void
on_stderr (const char *lines, gpointer data)
{
  const Running *running = data;
  g_autofree char *trimmed = g_strchomp (g_strdup (skip_name (lines)));

  if (running->rounds->on_stderr != NULL)
    running->rounds->on_stderr (running->mode, trimmed, running->rounds->data);
  else
    g_message ("%s: %s", running->mode, trimmed);
}

/* A run of this program, with its arguments. */
static gboolean
run_child (const SwimRounds *rounds,
           SwimContender *contender,
           guint index,
           GCancellable *cancellable,
           SwimChildResult *result,
           GError **error)
{
  Running running = { rounds, contender->mode };
  SwimChildSetup setup = { rounds->scratch, rounds->stay, on_stderr, &running, contender->mode };
  const char *const *argv =
      rounds->argvs != NULL ? (const char *const *) rounds->argvs[index] : rounds->argv;

  return (rounds->prepare == NULL || swim_prepare_run (rounds->prepare, cancellable, error))
         && swim_child_run (argv, &setup, cancellable, result, error)
         && !g_cancellable_set_error_if_cancelled (cancellable, error)
         && note_failure (contender, result, error);
}

/* A run that the rounds' owner makes. */
static gboolean
run_by_hook (const SwimRounds *rounds,
             SwimContender *contender,
             guint index,
             guint round,
             GCancellable *cancellable,
             SwimChildResult *result,
             GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error)
      || !rounds->run (index, round, result, cancellable, rounds->run_data, error))
    return FALSE;
  if (result->record == NULL && contender->problem == NULL)
    contender->problem = g_strdup (result->message);
  return TRUE;
}

static gboolean
run_once (const SwimRounds *rounds,
          SwimComparison *comparison,
          guint index,
          guint round,
          GCancellable *cancellable,
          GError **error)
{
  SwimContender *contender = swim_comparison_get (comparison, index);
  g_auto (SwimChildResult) result = { 0 };
  gboolean went_on =
      rounds->run != NULL
          ? run_by_hook (rounds, contender, index, round, cancellable, &result, error)
          : run_child (rounds, contender, index, cancellable, &result, error);

  if (!went_on || round < rounds->warmup)
    return went_on;
  g_ptr_array_add (contender->records, g_steal_pointer (&result.record));
  g_array_append_val (contender->exit_codes, result.exit_code);
  swim_contender_thin_outcomes (contender, OUTCOMES_HELD);
  return TRUE;
}

/* How many runs there will be of so many modes; 0 where that is yet to be found. */
static guint
count_runs (const SwimRounds *rounds, guint n_modes)
{
  return swim_stopping_is_auto (&rounds->stopping) ? 0
                                                   : (rounds->warmup + rounds->rounds) * n_modes;
}

/* Rounds that are kept are numbered from 0, so that the first n of them, and each n after those,
 * are a whole square, however many rounds there are before. Those have squares of their own. */
static void
order_round (const SwimRounds *rounds, guint n_modes, guint round, guint *order)
{
  if (round < rounds->warmup)
    swim_rounds_order (n_modes, round, ~rounds->seed, order);
  else
    swim_rounds_order (n_modes, round - rounds->warmup, rounds->seed, order);
}

static gboolean
run_round (const SwimRounds *rounds,
           SwimComparison *comparison,
           guint round,
           GCancellable *cancellable,
           GError **error)
{
  guint n = comparison->contenders->len;
  g_autofree guint *order = g_new (guint, n);
  g_auto (GStrv) names = g_new0 (char *, n + 1);

  order_round (rounds, n, round, order);
  for (guint i = 0; i < n; i++)
    {
      SwimContender *contender = swim_comparison_get (comparison, order[i]);

      if (rounds->progress != NULL)
        rounds->progress (order[i], round * n + i, count_runs (rounds, n), rounds->data);
      names[i] = g_strdup (contender->mode);
      if (!run_once (rounds, comparison, order[i], round, cancellable, error))
        return FALSE;
    }
  if (round < rounds->warmup)
    return TRUE;
  g_ptr_array_add (comparison->order, g_steal_pointer (&names));
  g_array_append_vals (comparison->places, order, n);
  return TRUE;
}

/* A round that was broken off has runs of some modes only, which cannot be paired. */
static void
drop_incomplete_round (SwimComparison *comparison)
{
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      SwimContender *contender = swim_comparison_get (comparison, i);

      g_ptr_array_set_size (contender->records,
                            (int) MIN (contender->records->len, comparison->order->len));
      g_array_set_size (contender->exit_codes, contender->records->len);
    }
}

/* Notes the CPU time that other programs used since @before_us, when it was @before seconds. */
static void
describe_others (JsonObject *context, double before, gint64 before_us)
{
  double used = swim_others_get_cpu_seconds () - before; /* may be below 0 by a tick */
  double seconds = (double) (g_get_monotonic_time () - before_us) / 1e6;

  if (isfinite (used) && seconds > 0)
    json_object_set_double_member (context, "others_cpus",
                                   round (MAX (used, 0) / seconds * 100) / 100);
}

/* Whether the rounds so far are enough, where that is for them to say. */
static gboolean
is_enough (const SwimRounds *rounds, SwimComparison *comparison, gint64 begin_us)
{
  double seconds = (double) (g_get_monotonic_time () - begin_us) / 1e6;
  double width;

  if (!swim_stopping_is_auto (&comparison->stopping) || comparison->order->len == 0)
    return FALSE;
  comparison->stopping.stop = swim_comparison_judge_stop (comparison, seconds, rounds->rounds);
  /* Where all have failed, further rounds would do nothing. */
  return comparison->stopping.stop != SWIM_STOP_NONE
         || swim_comparison_find_widest (comparison, &width) == NULL;
}

/* Runs the rounds and concludes (transfer full). Where it is cancelled or breaks off, the error is
 * set and the complete rounds so far are returned all the same; NULL where there are none. */
SwimComparison *
swim_rounds_run (const SwimRounds *rounds, GCancellable *cancellable, GError **error)
{
  g_autoptr (SwimComparison) comparison = swim_comparison_new (rounds->job);
  double others = swim_others_get_cpu_seconds ();
  gint64 begin_us = g_get_monotonic_time ();

  comparison->seed = rounds->seed;
  comparison->warmup = rounds->warmup;
  comparison->threshold = rounds->threshold;
  comparison->stopping = rounds->stopping;
  comparison->context = swim_context_describe ();
  for (guint i = 0; rounds->modes[i] != NULL; i++)
    swim_comparison_add (comparison, rounds->modes[i]);

  for (guint i = 0; i < rounds->warmup + rounds->rounds; i++)
    if (!run_round (rounds, comparison, i, cancellable, error)
        || is_enough (rounds, comparison, begin_us))
      break;
  drop_incomplete_round (comparison);
  comparison->rounds = comparison->order->len;
  comparison->context_after = swim_context_describe ();
  describe_others (comparison->context_after, others, begin_us);
  if (comparison->rounds == 0)
    return NULL;
  swim_comparison_conclude (comparison);
  return g_steal_pointer (&comparison);
}
