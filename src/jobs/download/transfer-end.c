/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/transfer.h"

/* Takes over the detail of the result, and the name of the file. */
static SwimOutcome *
make_outcome (const SwimHttpResult *result, char *file)
{
  SwimOutcome *outcome = swim_outcome_new (result->status, NULL);

  outcome->detail = result->detail;
  outcome->bytes = result->bytes;
  outcome->content_hash = result->hash;
  outcome->http_status = result->http_status;
  outcome->tries = result->tries;
  outcome->rtt = result->rtt > 0 ? result->rtt : -1;
  outcome->resumed = result->resumed;
  outcome->unverified = result->unverified;
  outcome->lost = result->lost;
  outcome->file = file;
  return outcome;
}

/* The item is two requests: it is told which of them failed. Which one that is may depend on how
 * fast they were, and so is no part of the digest. */
static void
add_metadata (const SwimTransfer *transfer, SwimOutcome *outcome)
{
  const SwimHttpResult *result = &transfer->metadata->result;

  if (transfer->named && outcome->tries > 0)
    outcome->tries += result->tries - 1;
  if (outcome->status == SWIM_STATUS_OK)
    outcome->metadata_hash = result->hash;
  else if (!transfer->repeated)
    {
      g_autofree char *detail = outcome->detail;

      outcome->detail = g_strdup_printf ("%s: %s", transfer->named ? "file" : "metadata", detail);
    }
}

SwimOutcome *
swim_transfer_end (SwimTransfer *transfer)
{
  SwimOutcome *outcome = make_outcome (&transfer->result, transfer->file.name);

  if (transfer->metadata != NULL)
    add_metadata (transfer, outcome);
  g_clear_pointer (&transfer->metadata, swim_metadata_request_free);
  g_free (transfer->name);
  g_free (transfer->public_url);
  g_free (transfer->renamed);
  return outcome;
}
