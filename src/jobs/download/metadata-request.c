/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/metadata-request.h"

#include "jobs/download/metadata.h"

static void
on_begin (SwimHttpSink *http, const SwimBodyVersion *version)
{
  g_string_truncate (((SwimMetadataRequest *) http)->text, 0);
}

static SwimHttpFlow
on_block (SwimHttpSink *http, guint8 **bytes, gsize length)
{
  SwimMetadataRequest *self = (SwimMetadataRequest *) http;

  g_string_append_len (self->text, (const char *) *bytes, (gssize) length);
  return SWIM_FLOW_GO;
}

/* Text that names nothing is a failure like any other. */
static void
take_name (SwimMetadataRequest *self)
{
  g_autoptr (GError) error = NULL;

  self->name = swim_metadata_name_file (self->text->str, self->text->len, self->usual_name, &error);
  if (self->name != NULL)
    return;
  self->result.status = SWIM_STATUS_PROTOCOL_ERROR;
  self->result.detail = g_strdup (error->message);
  self->result.hash = 0;
}

static void
on_done (SwimHttpSink *http, const SwimHttpResult *result, guint8 *bytes, gsize length)
{
  SwimMetadataRequest *self = (SwimMetadataRequest *) http;

  if (length > 0)
    g_string_append_len (self->text, (const char *) bytes, (gssize) length);
  g_free (bytes);
  self->result = *result;
  self->result.version = NULL; /* valid until here */
  if (result->status == SWIM_STATUS_OK)
    take_name (self);
  if (self->done != NULL)
    self->done (self);
}

SwimMetadataRequest *
swim_metadata_request_new (void)
{
  SwimMetadataRequest *self = g_new0 (SwimMetadataRequest, 1);

  self->http.begin = on_begin;
  self->http.block = on_block;
  self->http.done = on_done;
  self->http.aside_bytes = SWIM_METADATA_MOST;
  self->text = g_string_new (NULL);
  return self;
}

void
swim_metadata_request_free (SwimMetadataRequest *self)
{
  g_string_free (self->text, TRUE);
  g_free (self);
}

void
swim_metadata_request_perform (SwimMetadataRequest *self,
                               SwimHttp *http,
                               guint slot,
                               const char *url,
                               GCancellable *run)
{
  g_autofree char *beside = swim_metadata_dup_url (url);

  swim_http_perform (http, slot, beside, NULL, run, &self->http);
}

void
swim_metadata_request_start (SwimMetadataRequest *self,
                             SwimHttp *http,
                             guint slot,
                             const char *url,
                             GCancellable *run)
{
  g_autofree char *beside = swim_metadata_dup_url (url);

  swim_http_start (http, slot, beside, NULL, run, &self->http);
}
