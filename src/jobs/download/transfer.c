/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One item of a download: from its URL over a request to a file, in both forms. */
#include "config.h"

#include "jobs/download/transfer.h"

#include <string.h>

#include "base/printable.h"
#include "base/uri.h"
#include "net/file/file-name.h"
#include "net/http/content-disposition.h"

#define LEAST_PART (64 * 1024) /* bytes */

/* A file that could not be stored has failed, whatever the server answered. */
static void
fail_to_store (SwimHttpResult *result, const GError *error)
{
  g_free (result->detail);
  result->status = SWIM_STATUS_IO_ERROR;
  result->detail = g_strdup (error->message);
  result->hash = 0;
}

/* The file's name: the item's path, or else from its URL, made safe either way. */
static char *
dup_name (const SwimItem *item)
{
  g_autoptr (GUri) uri = NULL;

  if (item->path != NULL)
    return swim_file_path_clean (item->path, strlen (item->path));
  uri = swim_uri_parse (swim_item_get_target (item), G_URI_FLAGS_ENCODED, NULL);
  return uri != NULL ? swim_file_name_from_uri (uri) : g_strdup ("invalid");
}

/* Whoever waits for this URL may go on. */
static void
end_fetch (SwimTransfer *transfer)
{
  if (transfer->ours)
    swim_fetch_once_end (transfer->job->fetches, transfer->key, transfer->result.status);
}

/* By a thread that watches, while the transfer is that of a thread which does not return. */
static gboolean
lose (SwimTransfer *transfer, SwimStatus status, const char *detail)
{
  if (transfer->call == NULL || !transfer->call->lost (transfer->call, status, detail))
    return FALSE;
  if (transfer->ours)
    swim_fetch_once_end (transfer->job->fetches, transfer->key, status);
  return TRUE;
}

static gboolean
on_lost (SwimHttpSink *sink, SwimStatus status, const char *detail)
{
  SwimTransfer *transfer = (SwimTransfer *) sink;
  g_autofree char *told = transfer->metadata != NULL ? g_strconcat ("file: ", detail, NULL) : NULL;

  return lose (transfer, status, told != NULL ? told : detail);
}

static gboolean
on_metadata_lost (SwimHttpSink *sink, SwimStatus status, const char *detail)
{
  g_autofree char *told = g_strconcat ("metadata: ", detail, NULL);

  return lose (((SwimMetadataRequest *) sink)->owner, status, told);
}

static void
return_completion (SwimTransfer *transfer)
{
  SwimCompletion *completion = transfer->completion;
  SwimOutcome *outcome;

  if (completion == NULL)
    return;
  end_fetch (transfer);
  outcome = swim_transfer_end (transfer);
  g_free (transfer);
  swim_completion_complete (completion, outcome);
}

static SwimTransfer *
transfer_of_file (SwimFileStream *file)
{
  return (SwimTransfer *) ((char *) file - G_STRUCT_OFFSET (SwimTransfer, file));
}

static void
on_file_done (SwimFileStream *file, GError *error)
{
  SwimTransfer *transfer = transfer_of_file (file);

  if (error != NULL)
    fail_to_store (&transfer->result, error);
  if (file->kept)
    __atomic_fetch_add (&transfer->job->meter->parts, 1, __ATOMIC_RELAXED);
  if (file->mismatched)
    transfer->result.status = SWIM_STATUS_PROTOCOL_ERROR;
  g_clear_error (&error);
  return_completion (transfer);
}

static void
on_file_drained (SwimFileStream *file)
{
  SwimTransfer *transfer = transfer_of_file (file);

  if (file->failed)
    swim_http_stop (&transfer->http);
  else
    swim_http_resume (&transfer->http);
}

/* Takes the bytes over. */
static gboolean
ask_file (SwimTransfer *transfer, SwimFileRequest request, guint8 *bytes, gsize length)
{
  SwimFileStream *file = &transfer->file;

  transfer->filed = TRUE;
  if (transfer->completion != NULL)
    return swim_file_stream_ask (transfer->job->writer, file, request, bytes, length);
  swim_file_stream_perform (transfer->job->folder, file, request, &bytes, length);
  g_free (bytes);
  if (request >= SWIM_FILE_FINISH)
    on_file_done (file, g_steal_pointer (&file->error));
  return file->error == NULL;
}

static SwimHttpFlow
on_block (SwimHttpSink *http, guint8 **bytes, gsize length)
{
  SwimTransfer *transfer = (SwimTransfer *) http;

  if (transfer->completion != NULL)
    return ask_file (transfer, SWIM_FILE_WRITE, g_steal_pointer (bytes), length) ? SWIM_FLOW_GO
                                                                                 : SWIM_FLOW_PAUSE;
  transfer->filed = TRUE;
  swim_file_stream_perform (transfer->job->folder, &transfer->file, SWIM_FILE_WRITE, bytes, length);
  return transfer->file.error == NULL ? SWIM_FLOW_GO : SWIM_FLOW_STOP;
}

/* NULL where there would be nothing to continue by (transfer full). */
static char *
dup_note (const SwimBodyVersion *version)
{
  return version != NULL ? swim_body_version_to_note (version) : NULL;
}

/* What an answer before this one called the file is void. */
static void
on_begin (SwimHttpSink *http, const SwimBodyVersion *version)
{
  SwimTransfer *transfer = (SwimTransfer *) http;

  g_clear_pointer (&transfer->renamed, g_free);
  transfer->file.renamed = NULL;
  if (transfer->filed || transfer->job->resume)
    ask_file (transfer, SWIM_FILE_RESTART,
              (guint8 *) (transfer->job->resume ? dup_note (version) : NULL), 0);
}

/* The server's name takes the place of the last part of ours. */
static void
on_head (SwimHttpSink *http, SwimHttpRequest *request)
{
  SwimTransfer *transfer = (SwimTransfer *) http;
  const char *value = swim_http_get_header (request, "Content-Disposition");
  g_autofree char *leaf = value != NULL ? swim_content_disposition_get_name (value) : NULL;
  const char *slash = strrchr (transfer->name, '/');

  if (leaf == NULL)
    return;
  g_free (transfer->renamed);
  transfer->renamed = g_strdup_printf (
      "%.*s%s", (int) (slash != NULL ? slash + 1 - transfer->name : 0), transfer->name, leaf);
  transfer->file.renamed = transfer->renamed;
}

/* What was received may be continued by another run. Without --resume the part of a small file is
 * not worth two files that nobody has asked for. */
static void
leave_file (SwimTransfer *transfer, const SwimBodyVersion *version)
{
  gboolean keep = transfer->job->keep_parts && transfer->result.bytes >= LEAST_PART;

  ask_file (transfer, SWIM_FILE_LEAVE, keep ? (guint8 *) dup_note (version) : NULL, 0);
}

/* A checksum is that of the name that the file gets. */
static void
expect_renamed (SwimTransfer *transfer)
{
  if (transfer->renamed != NULL && transfer->job->checksums != NULL)
    transfer->file.renamed_expected = swim_checksum_list_look_up_renamed (
        transfer->job->checksums, transfer->renamed, transfer->file.expected);
}

static void
on_done (SwimHttpSink *http, const SwimHttpResult *result, guint8 *bytes, gsize length)
{
  SwimTransfer *transfer = (SwimTransfer *) http;

  if (transfer->file.part.state == SWIM_PARTIAL_FILE_SOME)
    swim_partial_file_clear (&transfer->file.part);
  transfer->result = *result;
  transfer->file.modified = result->modified;
  if (result->status == SWIM_STATUS_OK && !result->unchanged)
    {
      expect_renamed (transfer);
      ask_file (transfer, SWIM_FILE_FINISH, bytes, length);
      return;
    }
  g_free (bytes);
  if (result->version != NULL || (result->unchanged && transfer->filed))
    leave_file (transfer, result->version);
  else if (transfer->filed)
    ask_file (transfer, SWIM_FILE_ABORT, NULL, 0);
  else
    return_completion (transfer);
}

static void
start_request (SwimTransfer *transfer)
{
  swim_http_start (transfer->job->http, transfer->slot, transfer->url, &transfer->file.part,
                   transfer->cancellable, &transfer->http);
}

static void
on_file_looked (SwimFileStream *file)
{
  SwimTransfer *transfer = transfer_of_file (file);

  transfer->filed = file->part.state == SWIM_PARTIAL_FILE_SOME;
  if (file->part.state != SWIM_PARTIAL_FILE_COMPLETE && !transfer->repeated)
    start_request (transfer);
  else
    return_completion (transfer);
}

/* What the file is called is known, and what is expected of it by that name. */
static void
set_name (SwimTransfer *transfer, char *name)
{
  SwimChecksumList *checksums = transfer->job->checksums;

  transfer->name = name;
  transfer->file.target.name = name;
  if (checksums != NULL)
    transfer->file.expected = swim_checksum_list_look_up (checksums, name);
}

static void
start_file (SwimTransfer *transfer)
{
  if (transfer->job->resume)
    swim_file_stream_ask (transfer->job->writer, &transfer->file, SWIM_FILE_LOOK, NULL, 0);
  else
    start_request (transfer);
}

/* The first request is over. FALSE: the item has failed with it. Whatever other URLs have the usual
 * name, it says nothing of this one. */
static gboolean
take_metadata (SwimTransfer *transfer)
{
  SwimMetadataRequest *metadata = transfer->metadata;

  transfer->http.since_us = metadata->http.since_us;
  transfer->named = metadata->name != NULL;
  if (transfer->named)
    {
      g_free (transfer->name);
      set_name (transfer, metadata->name);
      transfer->file.target.rule = SWIM_NAME_PLAIN;
    }
  else
    transfer->result = metadata->result;
  return transfer->named;
}

static void
on_metadata_done (SwimMetadataRequest *metadata)
{
  SwimTransfer *transfer = metadata->owner;

  if (take_metadata (transfer))
    start_file (transfer);
  else
    return_completion (transfer);
}

static gboolean
fetch_metadata_blocking (SwimTransfer *transfer)
{
  swim_metadata_request_perform (transfer->metadata, transfer->job->http, transfer->slot,
                                 transfer->url, transfer->cancellable);
  return take_metadata (transfer);
}

/* The result is that of an earlier item with the same URL. */
static void
set_repeated (SwimTransfer *transfer, SwimStatus status)
{
  transfer->repeated = TRUE;
  transfer->result.status = status;
  transfer->result.detail =
      g_strdup (status == SWIM_STATUS_OK ? "fetched once, for another item with the same URL"
                                         : "the same URL failed for another item");
}

/* What another item has fetched is there, under a name that is known. */
static gboolean
is_in_known_file (const SwimTransfer *transfer)
{
  return transfer->result.status == SWIM_STATUS_OK && transfer->metadata == NULL;
}

static void
start_transfer (SwimTransfer *transfer)
{
  SwimDownload *self = transfer->job;
  SwimFetchState state = SWIM_FETCH_OURS;
  SwimStatus status;

  if (self->fetches != NULL)
    state = swim_fetch_once_begin (self->fetches, transfer->key, &status, &transfer->waiter);
  if (state == SWIM_FETCH_IN_FLIGHT)
    return;
  transfer->ours = self->fetches != NULL && state == SWIM_FETCH_OURS;
  if (state == SWIM_FETCH_DONE)
    set_repeated (transfer, status);
  if (state == SWIM_FETCH_DONE && is_in_known_file (transfer))
    swim_file_stream_ask (self->writer, &transfer->file, SWIM_FILE_FIND, NULL, 0);
  else if (state == SWIM_FETCH_DONE)
    return_completion (transfer);
  else if (transfer->metadata != NULL)
    swim_metadata_request_start (transfer->metadata, self->http, transfer->slot, transfer->url,
                                 transfer->cancellable);
  else
    start_file (transfer);
}

static void
on_fetch_ended (SwimFetchWaiter *waiter)
{
  start_transfer ((SwimTransfer *) ((char *) waiter - G_STRUCT_OFFSET (SwimTransfer, waiter)));
}

static SwimNameRule
get_rule (const SwimItem *item)
{
  if (item->path_use == SWIM_PATH_FIXED)
    return SWIM_NAME_FIXED;
  return item->path_use == SWIM_PATH_DERIVED ? SWIM_NAME_HASHED : SWIM_NAME_PLAIN;
}

static void
add_metadata (SwimTransfer *transfer)
{
  transfer->metadata = swim_metadata_request_new ();
  transfer->metadata->http.lost = on_metadata_lost;
  transfer->metadata->done = transfer->completion != NULL ? on_metadata_done : NULL;
  transfer->metadata->owner = transfer;
  transfer->metadata->usual_name = transfer->name;
}

/* The item outlives its transfer, and so does the cancellable. */
static void
init_transfer (SwimTransfer *transfer,
               SwimDownload *job,
               const SwimItem *item,
               GCancellable *cancellable,
               SwimCompletion *completion)
{
  *transfer = (SwimTransfer){
    .http = { .begin = on_begin, .block = on_block, .done = on_done, .lost = on_lost },
    .file = { .drained = on_file_drained, .looked = on_file_looked, .done = on_file_done },
    .job = job,
    .completion = completion,
    .name = dup_name (item),
    .url = swim_item_get_target (item),
    .slot = item->slot,
    .cancellable = cancellable,
    .call = swim_call_get_current (),
    .waiter = { .wake = on_fetch_ended },
  };
  if (job->fetches != NULL)
    transfer->key = swim_fetch_once_get_key (job->fetches, transfer->url,
                                             item->path_use == SWIM_PATH_FIXED ? item->path : NULL);
  transfer->public_url = swim_url_dup_public (transfer->url);
  transfer->file.target = (SwimFileTarget){
    transfer->name,
    transfer->public_url != NULL ? transfer->public_url : transfer->url,
    get_rule (item),
  };
  if (job->metadata && item->path_use != SWIM_PATH_FIXED)
    {
      add_metadata (transfer);
      return;
    }
  set_name (transfer, transfer->name);
  if (job->content_disposition && item->path_use != SWIM_PATH_FIXED)
    transfer->http.head = on_head;
}

static void
fetch_blocking (SwimTransfer *transfer)
{
  SwimDownload *self = transfer->job;
  SwimFileStream *file = &transfer->file;

  if (transfer->metadata != NULL && !fetch_metadata_blocking (transfer))
    return;
  if (self->resume)
    swim_file_stream_perform (self->folder, file, SWIM_FILE_LOOK, NULL, 0);
  transfer->filed = file->part.state == SWIM_PARTIAL_FILE_SOME;
  if (file->part.state != SWIM_PARTIAL_FILE_COMPLETE)
    swim_http_perform (self->http, transfer->slot, transfer->url, &file->part,
                       transfer->cancellable, &transfer->http);
}

/* A loop is not blocked by a fetch that may need it to end; it makes one of its own, of which
 * nothing is told that another mode would not tell. */
static void
fetch_once_blocking (SwimTransfer *transfer)
{
  SwimDownload *self = transfer->job;
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  SwimStatus status;
  SwimFetchState state =
      g_main_context_is_owner (context)
          ? swim_fetch_once_begin (self->fetches, transfer->key, &status, NULL)
          : swim_fetch_once_begin_blocking (self->fetches, transfer->key, &status);

  transfer->ours = state == SWIM_FETCH_OURS;
  if (state == SWIM_FETCH_DONE)
    {
      set_repeated (transfer, status);
      if (is_in_known_file (transfer))
        swim_file_stream_perform (self->folder, &transfer->file, SWIM_FILE_FIND, NULL, 0);
      return;
    }
  fetch_blocking (transfer);
  end_fetch (transfer);
  if (state != SWIM_FETCH_IN_FLIGHT)
    return;
  transfer->result.hash = 0;
  if (transfer->metadata != NULL)
    transfer->metadata->result.hash = 0;
}

SwimOutcome *
swim_download_run (SwimJob *job, const SwimItem *item, GCancellable *cancellable, GError **error)
{
  SwimTransfer transfer;

  init_transfer (&transfer, SWIM_DOWNLOAD (job), item, cancellable, NULL);
  if (transfer.job->fetches != NULL)
    fetch_once_blocking (&transfer);
  else
    fetch_blocking (&transfer);
  return swim_transfer_end (&transfer);
}

void
swim_download_start (SwimJob *job,
                     const SwimItem *item,
                     GCancellable *cancellable,
                     SwimCompletion *completion)
{
  SwimDownload *self = (SwimDownload *) job; /* swim_job_start() has checked the type */
  SwimTransfer *transfer = g_new (SwimTransfer, 1);

  init_transfer (transfer, self, item, cancellable, completion);
  self->tls |= g_ascii_strncasecmp (transfer->url, "https:", 6) == 0;
  start_transfer (transfer);
}
