/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/outcome-private.h"

G_DEFINE_BOXED_TYPE (SwimOutcome, swim_outcome, swim_outcome_ref, swim_outcome_unref)

/**
 * swim_outcome_new:
 * @status: the class
 * @detail: (nullable): one line that says more
 *
 * Returns: (transfer full): an outcome with nothing else set
 *
 * Since: 0.1
 */
SwimOutcome *
swim_outcome_new (SwimStatus status, const char *detail)
{
  SwimOutcome *outcome;

  g_return_val_if_fail ((guint) status < SWIM_N_STATUSES, NULL);
  /* Not zeroed by calloc(), which has no fast path in glibc. */
  outcome = g_atomic_rc_box_new (SwimOutcome);
  *outcome = (SwimOutcome){ .status = status, .detail = g_strdup (detail), .ttl = -1, .rtt = -1 };
  return outcome;
}

/**
 * swim_outcome_new_from_error:
 * @error: an error
 *
 * Returns: (transfer full): an outcome of the class that swim_status_from_error() names, with the
 *   error's message as its detail
 *
 * Since: 0.1
 */
SwimOutcome *
swim_outcome_new_from_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);
  return swim_outcome_new (swim_status_from_error (error), error->message);
}

/**
 * swim_outcome_ref:
 * @outcome: an outcome
 *
 * Returns: (transfer full): @outcome, with its reference count increased
 *
 * Since: 0.1
 */
SwimOutcome *
swim_outcome_ref (SwimOutcome *outcome)
{
  g_return_val_if_fail (outcome != NULL, NULL);
  return g_atomic_rc_box_acquire (outcome);
}

/* An outcome like it for another item (transfer full), which is not set. */
SwimOutcome *
swim_outcome_dup (const SwimOutcome *outcome)
{
  SwimOutcome *dup = g_atomic_rc_box_new (SwimOutcome);

  *dup = *outcome;
  dup->item = NULL;
  dup->detail = g_strdup (outcome->detail);
  dup->file = g_strdup (outcome->file);
  dup->addresses = g_strdupv (outcome->addresses);
  dup->server = g_strdup (outcome->server);
  if (outcome->responses != NULL)
    g_ptr_array_ref (dup->responses);
  return dup;
}

static void
clear_outcome (gpointer data)
{
  SwimOutcome *outcome = data;

  swim_item_free (outcome->item);
  g_free (outcome->detail);
  g_free (outcome->file);
  g_strfreev (outcome->addresses);
  g_free (outcome->server);
  g_clear_pointer (&outcome->responses, g_ptr_array_unref);
}

/**
 * swim_outcome_unref:
 * @outcome: (transfer full): an outcome
 *
 * Releases a reference; with the last one, the outcome is freed.
 *
 * Since: 0.1
 */
void
swim_outcome_unref (SwimOutcome *outcome)
{
  g_return_if_fail (outcome != NULL);
  g_atomic_rc_box_release_full (outcome, clear_outcome);
}
