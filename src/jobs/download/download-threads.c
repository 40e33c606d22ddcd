/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What threads do of a download that does not block its loop. */
#include "config.h"

#include "jobs/download/download-private.h"

/* GLib's own resolver is getaddrinfo() in a pool of threads. */
static gboolean
resolves_in_threads (void)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  GType threaded = g_type_from_name ("GThreadedResolver");

  return threaded != G_TYPE_INVALID && g_type_is_a (G_OBJECT_TYPE (resolver), threaded);
}

const char *const *
swim_download_get_offloaded (SwimJob *job)
{
  SwimDownload *self = SWIM_DOWNLOAD (job);

  guint count = 0;

  self->offloaded[count++] = swim_file_writer_get_offloaded ();
  if (resolves_in_threads ())
    self->offloaded[count++] = "name resolution: GLib's thread pool (getaddrinfo)";
  if (self->tls && self->http != NULL && self->http->client->tls_offloaded != NULL)
    self->offloaded[count++] = self->http->client->tls_offloaded;
  self->offloaded[count] = NULL;
  return self->offloaded;
}
