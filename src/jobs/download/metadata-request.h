/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The first of the two requests of an item whose file is named by its metadata, in both forms. */
#pragma once

#include "net/http/http.h"

G_BEGIN_DECLS

/* Set up by its owner above the line. */
typedef struct _SwimMetadataRequest SwimMetadataRequest;

struct _SwimMetadataRequest
{
  SwimHttpSink http; /* first: a sink is its request's; lost is the owner's */
  gpointer owner;
  const char *usual_name;                   /* of the file, as from its URL */
  void (*done) (SwimMetadataRequest *self); /* of the non-blocking form */

  /* How it ended; the owner takes the detail and the name over. */
  SwimHttpResult result;
  char *name; /* that the file gets; NULL: it failed */

  GString *text; /* private */
};

SwimMetadataRequest *swim_metadata_request_new (void);
void swim_metadata_request_free (SwimMetadataRequest *self);

/* url is that of the file. */
void swim_metadata_request_perform (SwimMetadataRequest *self,
                                    SwimHttp *http,
                                    guint slot,
                                    const char *url,
                                    GCancellable *run);
void swim_metadata_request_start (SwimMetadataRequest *self,
                                  SwimHttp *http,
                                  guint slot,
                                  const char *url,
                                  GCancellable *run);

G_END_DECLS
