/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One item of a download, while it is in flight. */
#pragma once

#include "job/call.h"
#include "jobs/download/download-private.h"
#include "jobs/download/metadata-request.h"

G_BEGIN_DECLS

typedef struct _SwimTransfer SwimTransfer;

/* An item. The request ends, then the file, which is created with its first bytes, so that a
 * failure leaves none. */
struct _SwimTransfer
{
  SwimHttpSink http; /* first: a sink is its transfer's */
  SwimFileStream file;
  SwimDownload *job;
  SwimCompletion *completion; /* NULL: the blocking form */
  SwimCall *call;             /* nullable */
  SwimHttpResult result;
  char *name;
  char *renamed; /* by the server */
  const char *url;
  char *public_url; /* for the note of a partial file, without a password; NULL: as url */
  guint slot;
  GCancellable *cancellable;
  SwimMetadataRequest *metadata; /* comes first and names the file; NULL: nothing does */
  gboolean named;                /* by it, and the file's own request follows */
  gboolean filed;                /* something was pushed to the file, or there is a part of it */
  guint64 key;                   /* among the fetches */
  gboolean ours;                 /* others of the same URL wait for this one */
  gboolean repeated;             /* the result is that of another */
  SwimFetchWaiter waiter;
};

/* transfer-end.c: what the item has come to (transfer full). Clears the transfer. */
SwimOutcome *swim_transfer_end (SwimTransfer *transfer);

G_END_DECLS
