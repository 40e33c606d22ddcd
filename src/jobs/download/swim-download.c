/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/download-private.h"

#include "base/properties.h"
#include "base/swim-error.h"
#include "net/dns/resolver.h"

static void swim_download_job_init (SwimJobInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SwimDownload,
                               swim_download,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SWIM_TYPE_JOB, swim_download_job_init))

static SwimHttpLimits *
get_limits (SwimDownload *self)
{
  if (self->limits == NULL)
    self->limits = swim_http_limits_new (self->per_host, self->rate, self->limit_rate);
  return self->limits;
}

static SwimFetchOnce *
get_fetches (SwimDownload *self)
{
  if (self->fetches == NULL && self->once)
    self->fetches = swim_fetch_once_new ();
  return self->fetches;
}

static void
swim_download_close (SwimJob *job)
{
  SwimDownload *self = SWIM_DOWNLOAD (job);

  g_clear_pointer (&self->http, swim_http_free);
  g_clear_pointer (&self->policy.fields, swim_http_fields_free);
  g_clear_pointer (&self->writer, swim_file_writer_free);
  g_clear_pointer (&self->folder, swim_folder_unref);
  g_clear_pointer (&self->limits, swim_http_limits_unref);
  g_clear_pointer (&self->fetches, swim_fetch_once_unref);
}

/* What may fail of opening. */
static gboolean
prepare (SwimDownload *self, guint slots, SwimJobForm form, GError **error)
{
  if (self->path == NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "a download needs a folder");
      return FALSE;
    }
  self->policy.fields = swim_download_new_fields (self, error);
  if (self->policy.fields == NULL)
    return FALSE;
  self->folder = swim_folder_open (self->path, error);
  return self->folder != NULL
         && swim_resolver_prepare_default (form == SWIM_JOB_BLOCKING ? slots : 0, error);
}

static gboolean
swim_download_open (SwimJob *job, guint slots, SwimJobForm form, GError **error)
{
  SwimDownload *self = SWIM_DOWNLOAD (job);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  if (!prepare (self, slots, form, error))
    {
      swim_download_close (job);
      return FALSE;
    }
  if (self->resume)
    swim_folder_sweep (self->folder);
  self->tls = FALSE;
  self->http = swim_http_new (&self->policy, get_limits (self), slots, context);
  self->writer = swim_file_writer_new (self->folder, context);
  get_fetches (self);
  return TRUE;
}

static const SwimHttpClient *
get_client (SwimDownload *self)
{
  return self->policy.client != NULL ? self->policy.client : swim_http_clients_list ()[0];
}

static char *
swim_download_dup_client (SwimJob *job)
{
  return swim_http_client_describe (get_client (SWIM_DOWNLOAD (job)));
}

static char **
swim_download_dup_remarks (SwimJob *job)
{
  g_autoptr (GStrvBuilder) remarks = g_strv_builder_new ();

  if (SWIM_DOWNLOAD (job)->metadata)
    g_strv_builder_add (
        remarks, "Files were named by their metadata, which were requested first (--metadata).");
  return g_strv_builder_end (remarks);
}

/* All settings; the limits are shared. */
static SwimJob *
swim_download_copy (SwimJob *job)
{
  SwimDownload *self = SWIM_DOWNLOAD (job);
  SwimDownload *copy = swim_properties_copy (self);

  copy->policy.client = self->policy.client;
  swim_download_use_meter (copy, self->meter);
  copy->limits = g_atomic_rc_box_acquire (get_limits (self));
  if (self->checksums != NULL)
    copy->checksums = g_atomic_rc_box_acquire (self->checksums);
  if (get_fetches (self) != NULL)
    copy->fetches = swim_fetch_once_ref (self->fetches);
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
  iface->dup_client = swim_download_dup_client;
  iface->dup_remarks = swim_download_dup_remarks;
}

static void
swim_download_finalize (GObject *object)
{
  SwimDownload *self = SWIM_DOWNLOAD (object);

  swim_download_close (SWIM_JOB (self));
  g_clear_pointer (&self->checksums, swim_checksum_list_unref);
  g_clear_pointer (&self->meter, g_atomic_rc_box_release);
  g_clear_object (&self->policy.proxies);
  g_clear_object (&self->policy.trusted);
  g_clear_object (&self->policy.certificate);
  swim_http_fields_config_clear (&self->fields);
  g_free (self->path);
  G_OBJECT_CLASS (swim_download_parent_class)->finalize (object);
}

static void
swim_download_class_init (SwimDownloadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = swim_download_finalize;
  swim_download_install_properties (G_OBJECT_CLASS (klass));
}

static void
swim_download_init (SwimDownload *self)
{
  self->meter = g_atomic_rc_box_new0 (SwimHttpMeter);
  self->policy.meter = self->meter;
}

/**
 * swim_download_new:
 * @folder: (type filename): where the files go; made when the job is opened, if it is missing
 *
 * Each item's target is fetched into the file of the item's path, or of the last part of its URL
 * where it has none. A file bears its name only when it is complete; an earlier one of the same URL
 * is then replaced. A file of another URL, or one that does not say of which it is, is never
 * replaced: the item's file gets another name, or the item fails, as its path use says. Each item
 * may take three descriptors: a connection, a file, and what wakes a blocked thread.
 *
 * Returns: (transfer full): a job without a limit of time or size, that follows 10 redirects
 *
 * Since: 0.1
 */
SwimDownload *
swim_download_new (const char *folder)
{
  g_return_val_if_fail (folder != NULL, NULL);
  return g_object_new (SWIM_TYPE_DOWNLOAD, "folder", folder, NULL);
}
