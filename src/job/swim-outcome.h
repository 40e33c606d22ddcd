/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An outcome: the result of one item. A plain struct with a reference count, since a run makes up
 * to a hundred thousand of them a second. */
#pragma once

#include "base/swim-status.h"
#include "job/swim-item.h"
#include "net/dns/swim-dns-response.h"

G_BEGIN_DECLS

/**
 * SwimOutcome:
 * @item: (nullable): the item, owned; set by the run, not by the job
 * @status: the class
 * @detail: (nullable): one line that says more: what failed, on what, why
 * @submitted: when the item was pulled, in µs since the run began; the run sets this and the next
 *   two
 * @started: when the job was called
 * @finished: when the job was done
 * @bytes: how many bytes of body were received
 * @content_hash: a hash of the content, 0 where there is none; goes into the digest
 * @tries: the number of tries, 0 where it is not known
 * @http_status: the last HTTP status, 0 where there is none
 * @resumed: how many bytes were there already from an earlier run, not counted in @bytes
 * @unverified: whether the answer did not say how long it is, so that a truncated body would look
 *   the same
 * @file: (nullable): the name of the file that the content is in, below the folder of the job
 * @addresses: (nullable) (array zero-terminated=1): the addresses found, sorted, each once
 * @ttl: the smallest time to live of @addresses in seconds, -1 where it is not known
 * @rtt: how long the try that was answered took, for a file until the answer began, in µs, -1
 *   where it is not known
 * @server: (nullable): who answered, as an address and a port
 * @responses: (nullable) (element-type SwimDnsResponse): what DNS servers said to each question,
 *   where the job was asked to keep that
 * @lost: whether a call that was made for the item did not end, though it had to, and was left
 *   behind
 * @wildcard: whether every name beside this one is found too, so that the answer may mean nothing
 * @wildcard_unknown: whether that was asked and is not known; @detail says why
 * @metadata_hash: a hash of what names the content and was requested before it, 0 where nothing
 *   was; goes into the digest
 *
 * The result of one item. A job makes one for each item, sets what it knows and leaves the rest as
 * it is.
 *
 * Since: 0.1
 */
typedef struct
{
  SwimItem *item;
  SwimStatus status;
  char *detail;
  gint64 submitted;
  gint64 started;
  gint64 finished;
  guint64 bytes;
  guint64 content_hash;
  guint tries;
  guint http_status;
  guint64 resumed;
  gboolean unverified;
  char *file;
  char **addresses;
  gint64 ttl;
  gint64 rtt;
  char *server;
  GPtrArray *responses;
  gboolean wildcard;
  gboolean wildcard_unknown;
  gboolean lost;
  guint64 metadata_hash;
} SwimOutcome;

#define SWIM_TYPE_OUTCOME (swim_outcome_get_type ())
SWIM_API GType swim_outcome_get_type (void);

SWIM_API SwimOutcome *swim_outcome_new (SwimStatus status, const char *detail);
SWIM_API SwimOutcome *swim_outcome_new_from_error (const GError *error);
SWIM_API SwimOutcome *swim_outcome_ref (SwimOutcome *outcome);
SWIM_API void swim_outcome_unref (SwimOutcome *outcome);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimOutcome, swim_outcome_unref)

G_END_DECLS
