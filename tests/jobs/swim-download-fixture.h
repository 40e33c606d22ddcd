/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A download job with a folder and a server of its own, and its two forms behind one call. */
#pragma once

#include "jobs/download/swim-download.h"
#include "swim-test.h"
#include "tests/net/test-http-server.h"

/* The two forms. */
enum
{
  BLOCKING,
  LOOPING,
  FORMS
};

extern TestServer *server;
extern char *folder;
extern SwimDownload *download;
extern SwimJob *job;

void fixture_set_up (void);
void fixture_tear_down (void);

void limit_file_size (guint64 bytes);
void open_job (guint slots);
int count_files (void);
gsize read_size (const char *name, guint64 *hash);

SwimOutcome *do_item (int form, const SwimItem *item, GCancellable *cancellable);
SwimOutcome *fetch_url (int form, const char *url);
SwimOutcome *fetch (int form, const char *path);
