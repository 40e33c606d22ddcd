/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lab: an HTTP and a DNS server on loopback that play a scenario. `swimlane serve` runs it in a
 * process of its own, tests in theirs. */
#pragma once

#include "lab/scenario.h"

G_BEGIN_DECLS

/* A lab that serves; nothing here is to be changed. */
typedef struct
{
  SwimScenario *scenario; /* that is played */
  guint16 http_port;
  guint16 dns_port;
  char *url; /* of the HTTP server, by a name that only the lab's DNS knows; no slash ends it */
  char *nameserver; /* the DNS server as ADDRESS:PORT */
  struct _SwimPoller *poller;
  struct _SwimDelayQueue *delays;
  struct _SwimLabHttp *http;
  struct _SwimLabDns *dns;
} SwimLab;

typedef struct
{
  const char *scenario; /* a name, or a path with a slash; NULL: quick */
  gboolean has_seed;    /* whether seed replaces the scenario's */
  guint64 seed;
  guint16 http_port;           /* 0: a free one */
  guint16 dns_port;            /* 0: a free one */
  const char *dns_address;     /* a loopback address; NULL: 127.0.0.1 */
  const char *root;            /* a folder to serve instead of the flags; NULL: the flags */
  const SwimDelayRange *delay; /* instead of every delay of the scenario; NULL: the scenario's */
} SwimLabOptions;

SwimLab *swim_lab_new (const SwimLabOptions *options, GError **error);
void swim_lab_free (SwimLab *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimLab, swim_lab_free)

G_END_DECLS
