/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/swim-download.h"

#include <string.h>

#include "net/swim-file-name.h"
#include "net/swim-file-writer.h"
#include "net/swim-http.h"
#include "net/swim-resolver.h"

#define DEFAULT_REDIRECTS 10

struct _SwimDownload
{
  GObject parent;

  char *path;
  SwimHttpPolicy policy;
  guint per_host;
  double rate;
  SwimHttpLimits *limits; /* shared by all copies */

  /* While open. */
  SwimFolder *folder;
  SwimHttp *http;
  SwimFileWriter *writer;
  const char *offloaded[4];
  gboolean tls; /* https was asked for on the loop */
};

static void swim_download_job_init (SwimJobInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SwimDownload,
                               swim_download,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SWIM_TYPE_JOB, swim_download_job_init))

/* Everything about one item in the non-blocking form. The fetch and the file end one after the
 * other. */
typedef struct
{
  SwimHttpFetch fetch;
  SwimFileStream file;
  SwimDownload *job;
  SwimTicket *ticket;
  SwimHttpResult result;
  char *name;
  gboolean filed; /* something was handed to the file */
} Transfer;

/* Takes the result's detail over. */
static SwimOutcome *
make_outcome (const SwimHttpResult *result)
{
  SwimOutcome *outcome = swim_outcome_new (result->status, NULL);

  outcome->detail = result->detail;
  outcome->bytes = result->bytes;
  outcome->content_hash = result->hash;
  outcome->http_status = result->http_status;
  outcome->tries = result->tries;
  return outcome;
}

/* What could not be stored was not done, whatever the server said. */
static void
fail_to_store (SwimHttpResult *result, const GError *error)
{
  g_free (result->detail);
  result->status = SWIM_STATUS_IO_ERROR;
  result->detail = g_strdup (error->message);
  result->hash = 0;
}

/* The file's name: the item's, or else that of its URL, made safe either way. */
static char *
dup_name (const SwimItem *item)
{
  g_autoptr (GUri) uri = NULL;

  if (item->path != NULL)
    return swim_file_name_clean (item->path, strlen (item->path));
  uri = g_uri_parse (swim_item_get_target (item), G_URI_FLAGS_ENCODED, NULL);
  return uri != NULL ? swim_file_name_from_uri (uri) : g_strdup ("invalid");
}

/* The blocking form. The file is made with its first bytes, so that a failure leaves none. */
typedef struct
{
  SwimFolder *folder;
  const char *name;
  SwimFile *file;
} Sink;

static gboolean
store (const void *bytes, gsize length, gpointer data, GError **error)
{
  Sink *sink = data;

  if (sink->file == NULL)
    sink->file = swim_file_create (sink->folder, sink->name, error);
  return sink->file != NULL && swim_file_write (sink->file, bytes, length, error);
}

static void
forget (gpointer data)
{
  Sink *sink = data;

  g_clear_pointer (&sink->file, swim_file_discard);
}

static gboolean
complete (Sink *sink, GError **error)
{
  return store (NULL, 0, sink, error) && swim_file_commit (g_steal_pointer (&sink->file), error);
}

static SwimOutcome *
swim_download_run (SwimJob *job, const SwimItem *item, GCancellable *cancellable, GError **error)
{
  SwimDownload *self = SWIM_DOWNLOAD (job);
  g_autofree char *name = dup_name (item);
  g_autoptr (GError) failure = NULL;
  Sink sink = { .folder = self->folder, .name = name };
  SwimHttpSink http_sink = { .take = store, .restart = forget, .data = &sink };
  SwimHttpResult result;

  swim_http_get (self->http, item->slot, swim_item_get_target (item), cancellable, &http_sink,
                 &result);
  if (result.status == SWIM_STATUS_OK && !complete (&sink, &failure))
    fail_to_store (&result, failure);
  g_clear_pointer (&sink.file, swim_file_discard);
  return make_outcome (&result);
}

/* The non-blocking form. */
static void
return_ticket (Transfer *transfer)
{
  SwimTicket *ticket = transfer->ticket;
  SwimOutcome *outcome = make_outcome (&transfer->result);

  g_free (transfer->name);
  g_free (transfer);
  swim_ticket_return (ticket, outcome);
}

static Transfer *
transfer_of_file (SwimFileStream *file)
{
  return (Transfer *) ((char *) file - G_STRUCT_OFFSET (Transfer, file));
}

static void
on_file_done (SwimFileStream *file, GError *error)
{
  Transfer *transfer = transfer_of_file (file);

  if (error != NULL)
    fail_to_store (&transfer->result, error);
  g_clear_error (&error);
  return_ticket (transfer);
}

static void
on_file_drained (SwimFileStream *file)
{
  Transfer *transfer = transfer_of_file (file);

  if (file->failed)
    swim_http_fetch_stop (&transfer->fetch);
  else
    swim_http_fetch_resume (&transfer->fetch);
}

static gboolean
on_block (SwimHttpFetch *fetch, guint8 *bytes, gsize length)
{
  Transfer *transfer = (Transfer *) fetch;

  transfer->filed = TRUE;
  return swim_file_stream_push (transfer->job->writer, &transfer->file, bytes, length);
}

static void
on_restart (SwimHttpFetch *fetch)
{
  Transfer *transfer = (Transfer *) fetch;

  swim_file_stream_restart (transfer->job->writer, &transfer->file);
}

static void
on_fetched (SwimHttpFetch *fetch, const SwimHttpResult *result, guint8 *bytes, gsize length)
{
  Transfer *transfer = (Transfer *) fetch;
  SwimFileWriter *writer = transfer->job->writer;

  transfer->result = *result;
  if (result->status == SWIM_STATUS_OK)
    {
      swim_file_stream_finish (writer, &transfer->file, bytes, length);
      return;
    }
  g_free (bytes);
  if (transfer->filed)
    swim_file_stream_abort (writer, &transfer->file);
  else
    return_ticket (transfer);
}

static void
swim_download_start (SwimJob *job, const SwimItem *item, GCancellable *cancellable, SwimTicket *ticket)
{
  SwimDownload *self = SWIM_DOWNLOAD (job);
  Transfer *transfer = g_new0 (Transfer, 1);

  transfer->fetch.block = on_block;
  transfer->fetch.restart = on_restart;
  transfer->fetch.done = on_fetched;
  transfer->name = dup_name (item);
  transfer->file.name = transfer->name;
  transfer->file.drained = on_file_drained;
  transfer->file.done = on_file_done;
  transfer->job = self;
  transfer->ticket = ticket;
  self->tls |= g_ascii_strncasecmp (swim_item_get_target (item), "https:", 6) == 0;
  swim_http_fetch_start (&transfer->fetch, self->http, item->slot, swim_item_get_target (item),
                         cancellable);
}

static SwimHttpLimits *
get_limits (SwimDownload *self)
{
  if (self->limits == NULL)
    self->limits = swim_http_limits_new (self->per_host, self->rate);
  return self->limits;
}

/* GLib's own resolver is getaddrinfo() in a pool of threads. */
static gboolean
resolves_in_threads (void)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  GType threaded = g_type_from_name ("GThreadedResolver");

  return threaded != G_TYPE_INVALID && g_type_is_a (G_OBJECT_TYPE (resolver), threaded);
}

static gboolean
swim_download_open (SwimJob *job, guint slots, SwimJobForm form, GError **error)
{
  SwimDownload *self = SWIM_DOWNLOAD (job);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->folder = swim_folder_open (self->path, error);
  if (self->folder == NULL
      || !swim_resolver_prepare_default (form == SWIM_JOB_BLOCKING ? slots : 0, error))
    return FALSE;
  self->http = swim_http_new (&self->policy, get_limits (self), slots, context);
  self->writer = swim_file_writer_new (self->folder, context);
  return TRUE;
}

static void
swim_download_close (SwimJob *job)
{
  SwimDownload *self = SWIM_DOWNLOAD (job);

  g_clear_pointer (&self->http, swim_http_free);
  g_clear_pointer (&self->writer, swim_file_writer_free);
  g_clear_pointer (&self->folder, swim_folder_unref);
  g_clear_pointer (&self->limits, swim_http_limits_unref);
}

static const char *const *
swim_download_get_offloaded (SwimJob *job)
{
  SwimDownload *self = SWIM_DOWNLOAD (job);

  guint count = 0;

  self->offloaded[count++] = swim_file_writer_get_offloaded ();
  if (resolves_in_threads ())
    self->offloaded[count++] = "name resolution: GLib's thread pool (getaddrinfo)";
  if (self->tls) /* glib-networking does an asynchronous handshake so */
    self->offloaded[count++] = "TLS handshakes: GLib's thread pool";
  self->offloaded[count] = NULL;
  return self->offloaded;
}

/* Every setting; what limits the run as a whole is shared. */
static SwimJob *
swim_download_copy (SwimJob *job)
{
  SwimDownload *self = SWIM_DOWNLOAD (job);
  SwimDownload *copy = swim_download_new (self->path);

  copy->policy = self->policy;
  copy->limits = swim_http_limits_ref (get_limits (self));
  return SWIM_JOB (copy);
}

static void
swim_download_job_init (SwimJobInterface *iface)
{
  iface->copy = swim_download_copy;
  iface->open = swim_download_open;
  iface->close = swim_download_close;
  iface->run = swim_download_run;
  iface->start = swim_download_start;
  iface->get_offloaded = swim_download_get_offloaded;
}

static void
swim_download_finalize (GObject *object)
{
  SwimDownload *self = SWIM_DOWNLOAD (object);

  swim_download_close (SWIM_JOB (self));
  g_free (self->path);
  G_OBJECT_CLASS (swim_download_parent_class)->finalize (object);
}

static void
swim_download_class_init (SwimDownloadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = swim_download_finalize;
}

static void
swim_download_init (SwimDownload *self)
{
  self->policy.max_redirects = DEFAULT_REDIRECTS;
}

/**
 * swim_download_new:
 * @folder: (type filename): where the files go; made when the job is opened, if it is missing
 *
 * Each item's target is fetched into the file of the item's path, or of the last part of its URL
 * where it has none. A file bears its name only when it is complete; one that is there already is
 * then replaced. Items in flight at once should have different paths. Each may take three
 * descriptors: a connection, a file, and what wakes a blocked thread.
 *
 * Returns: (transfer full): a job without a limit of time or size, that follows 10 redirects
 *
 * Since: 0.1
 */
SwimDownload *
swim_download_new (const char *folder)
{
  SwimDownload *self = g_object_new (SWIM_TYPE_DOWNLOAD, NULL);

  self->path = g_strdup (folder);
  return self;
}

/**
 * swim_download_set_timeout:
 * @self: a download that is not open
 * @seconds: what an item may take in all, from its first request to its last byte, tries and the
 *   waits between them included; 0 for no limit
 *
 * Since: 0.1
 */
void
swim_download_set_timeout (SwimDownload *self, double seconds)
{
  g_return_if_fail (self->http == NULL);
  self->policy.timeout = (gint64) (seconds * G_USEC_PER_SEC);
}

/**
 * swim_download_set_retries:
 * @self: a download that is not open
 * @retries: how often an item is tried again after a failure that may pass: no or a broken
 *   connection, an answer of 408, 429 or 5xx; none unless set
 * @seed: of the random part of the waits before that, which grow exponentially
 *
 * Where a server says in Retry-After when to come back, no item asks that server before.
 *
 * Since: 0.1
 */
void
swim_download_set_retries (SwimDownload *self, guint retries, guint64 seed)
{
  g_return_if_fail (self->http == NULL);
  self->policy.retries = retries;
  self->policy.seed = seed;
}

/**
 * swim_download_set_per_host:
 * @self: a download that is not open
 * @most: how many requests to one host, which is a name and a port, there may be at once; 0, the
 *   default, for no limit
 *
 * Since: 0.1
 */
void
swim_download_set_per_host (SwimDownload *self, guint most)
{
  g_return_if_fail (self->http == NULL);
  self->per_host = most;
}

/**
 * swim_download_set_rate:
 * @self: a download that is not open
 * @per_second: how many requests are sent a second at most, retries and redirects among them; 0, the
 *   default, for no limit
 *
 * Since: 0.1
 */
void
swim_download_set_rate (SwimDownload *self, double per_second)
{
  g_return_if_fail (self->http == NULL);
  self->rate = per_second;
}

/**
 * swim_download_set_max_redirects:
 * @self: a download that is not open
 * @most: how many redirects an item may be sent through
 *
 * Since: 0.1
 */
void
swim_download_set_max_redirects (SwimDownload *self, guint most)
{
  g_return_if_fail (self->http == NULL);
  self->policy.max_redirects = most;
}

/**
 * swim_download_set_max_size:
 * @self: a download that is not open
 * @bytes: how large a file may be; 0 for no limit
 *
 * What is larger is not stored, and its outcome is `too-large`.
 *
 * Since: 0.1
 */
void
swim_download_set_max_size (SwimDownload *self, guint64 bytes)
{
  g_return_if_fail (self->http == NULL);
  self->policy.max_size = bytes;
}
